// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {BatchState, BatchStatus, BidKind, Outcome} from "../../src/interfaces/IBatchAuction.sol";
import {DutchTerms} from "../../src/interfaces/IDutchAuction.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {textOf, vm} from "../utils/Vm.sol";
import {Mischief} from "./Mischief.sol";

/// @notice What must be true of the world after every action, whatever was done to it.
abstract contract Checks is Mischief {
    function checkUnbroken(bytes32 property) public view {
        string memory note = string.concat(textOf(property), ": ", _broken[property]);
        vm.assertTrue(bytes(_broken[property]).length == 0, note);
    }

    function checkSolvent() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            vm.assertGe(_balance(_vaults[i]), _liabilities(_vaults[i]), "a vault owes more than it has");
        }
    }

    function checkPerLotZeroSum() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            Books memory books = _books[address(_vaults[i])];
            uint256 held = _balance(_vaults[i]);
            vm.assertEq(books.received + books.donated, books.paid + held, "in is not out and held");
            vm.assertEq(held, books.donated + _liabilities(_vaults[i]), "held is not owed");
        }
        _checkHouse(IERC20(address(weth)));
        _checkHouse(IERC20(address(_hookToken)));
    }

    /// @dev Deposits of sealed bids lie where they were put; the fund's ledger is never more than it has.
    function _checkHouse(IERC20 token) private view {
        uint256 held = token.balanceOf(address(sealedBids));
        vm.assertEq(held, _deposited[address(token)], "deposits are not what was committed");
        vm.assertLe(fund.cashOf(address(token)), token.balanceOf(address(fund)), "the fund has less than it books");
    }

    function checkLedgerAdds() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            Vault vault = _vaults[i];
            uint256 held;
            uint256 burned;
            for (uint256 j; j < ACTORS; ++j) {
                held += vault.balanceOf(_actors[j]);
                burned += vault.burnedOf(_actors[j]);
            }
            held += vault.balanceOf(address(vault)); // of rollover bids
            address origin = address(_originOf[address(vault)]);
            if (origin != address(0)) held += vault.balanceOf(origin); // units not claimed yet
            vm.assertEq(held, vault.totalSupply(), "shares are not the supply");
            bool settled = vault.state() == VaultState.Settled;
            uint256 gone = vault.totalShares() - held;
            vm.assertEq(burned, settled ? gone : 0, "burned shares are not what claims burned");
            _checkUnits(vault);
        }
        checkUnbroken("ledgerAdds");
    }

    function checkCustody() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            Vault vault = _vaults[i];
            for (uint256 j; j < vault.itemCount(); ++j) {
                Item memory item = vault.item(j);
                bool inside = vault.deliveredMask() >> j & 1 == 0;
                bool taken = inside && item.collection == address(zoo); // by its controller
                vm.assertTrue(_holds(vault, item) == inside || taken, "custody is not what the mask says");
            }
        }
        checkUnbroken("custody");
    }

    function checkOneLivePerNft() external view {
        Item[] memory live = new Item[](3 * _vaults.length); // a vault of this world has at most three items
        uint256 count;
        for (uint256 i; i < _vaults.length; ++i) {
            for (uint256 j; j < _vaults[i].itemCount(); ++j) {
                bool promised = batch.stateOf(_auctionId(_vaults[i])).series != address(0); // to the new vault
                if (promised) continue;
                if (_vaults[i].deliveredMask() >> j & 1 == 0) live[count++] = _vaults[i].item(j);
            }
        }
        for (uint256 i = 1; i < count; ++i) {
            for (uint256 j; j < i; ++j) {
                bool same = live[i].collection == live[j].collection && live[i].tokenId == live[j].tokenId;
                vm.assertFalse(same, "one token in two vaults");
            }
        }
    }

    function checkTermsFrozen() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            Vault vault = _vaults[i];
            for (uint32 n = 1; n <= _books[address(vault)].loans; ++n) {
                uint256 loanId = dutch.idOf(address(vault), n);
                bytes32 now_ = keccak256(abi.encode(loanBook.loan(loanId).terms));
                vm.assertTrue(now_ == _loanBooks[loanId].termsHash, "loan terms moved");
            }
            for (uint32 n = 1; n <= vault.auctionCount(); ++n) {
                uint256 id = dutch.idOf(address(vault), n);
                bytes memory then_ = _frozenPart(_auctionBooks[id].kicked, 0);
                vm.assertEq(_frozenPart(dutch.terms(id), _creditOf[id]), then_, "auction terms moved");
            }
        }
        checkUnbroken("termsFrozen");
    }

    function checkWaterfallExact() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            for (uint32 n = 1; n <= _vaults[i].auctionCount(); ++n) {
                bool agrees = _waterfallAgrees(dutch.idOf(address(_vaults[i]), n));
                vm.assertTrue(agrees, "the waterfall is not the reference");
            }
        }
        checkUnbroken("waterfallExact");
    }

    /// @dev Every cumulative entitlement is a floor, and if all drew everything at once it would be there.
    function checkRoundDownToUsers() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            Vault vault = _vaults[i];
            uint256 claims;
            for (uint256 j; j < ACTORS; ++j) {
                claims += vault.claimable(_actors[j], vault.balanceOf(_actors[j]));
            }
            vm.assertLe(vault.totalClaimed() + claims, vault.cash(), "share holders could draw more than there is");
            for (uint32 n = 1; n <= _books[address(vault)].loans; ++n) {
                _checkLenders(dutch.idOf(address(vault), n));
            }
        }
    }

    /// @dev Gifts to every contract, of all that can be given, move no published figure.
    function checkDonationBlind() external {
        uint256 snapshot = vm.snapshotState();
        bytes32 before = _decisions();
        for (uint256 i; i < _vaults.length; ++i) {
            _giveTo(address(_vaults[i]));
            _giveShares(_vaults[i]);
            zoo.mint(address(_vaults[i]), 1_000_000 + i);
        }
        _giveTo(address(loanBook));
        _giveTo(address(dutch));
        _giveTo(address(batch));
        _giveTo(address(sealedBids));
        _giveTo(address(factory));
        _giveTo(address(oracle));
        vm.assertTrue(_decisions() == before, "a gift changed a decision");
        vm.revertToState(snapshot);
    }

    // ---- the batch auctions ----

    /// @dev Everybody who gets units pays the one price, rounded up alone, at most the own limit, at least the reserve.
    function checkUniformPrice() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            uint256 id = _auctionId(_vaults[i]);
            if (_bids[id].length == 0) continue;
            BatchState memory state = batch.stateOf(id);
            Cleared memory cleared = _clearing(id);
            BatchStatus winner = _isRunning(state.status) ? cleared.winner : state.status;
            for (uint256 j = 1; j <= _bids[id].length; ++j) {
                Outcome memory found = lens.outcomeOf(id, j);
                Outcome memory expected = _expectedOf(id, j, cleared, winner);
                vm.assertEq(found.units, expected.units, "units are not what the list says");
                vm.assertEq(found.paid, expected.paid, "not the one price");
                vm.assertEq(found.shares, expected.shares, "another number of shares back");
                Placed memory mine = _bids[id][j - 1];
                uint256 given = mine.escrow + found.credit;
                vm.assertEq(found.refund, given - found.paid, "given is not paid and refund");
                if (found.units == 0) continue;
                vm.assertGe(cleared.price, state.reservePrice, "sold below the reserve price");
                vm.assertLe(cleared.price, _priceOf(state, mine.tick), "above the bidder's limit");
            }
        }
        checkUnbroken("uniformPrice");
    }

    /// @dev Nobody above the margin goes without, nobody below it gets any; at it, the exact part but for a unit.
    function checkNoEnvy() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            uint256 id = _auctionId(_vaults[i]);
            BatchState memory state = batch.stateOf(id);
            bool sold = state.status == BatchStatus.Parts;
            for (uint256 j = 1; j <= _bids[id].length; ++j) {
                Placed memory mine = _bids[id][j - 1];
                if (!sold || mine.kind == BidKind.Whole) continue;
                uint256 units = lens.outcomeOf(id, j).units;
                if (!state.isSubscribed) {
                    vm.assertEq(units, mine.quantity, "a bid went short where units were left");
                    continue;
                }
                if (mine.tick > state.margin) vm.assertEq(units, mine.quantity, "envy above the margin");
                if (mine.tick < state.margin) vm.assertEq(units, 0, "units below the margin");
                if (mine.tick != state.margin) continue;
                uint256 exact = mine.quantity * (state.supply - state.above); // over atMargin
                vm.assertLt(units * state.atMargin, exact + state.atMargin, "more than the part at the margin");
                vm.assertGt((units + 1) * state.atMargin, exact, "less than the part at the margin");
            }
        }
    }

    /// @dev All units are sold or none; and the old vault keeps exactly what it has not handed out.
    function checkSupplyCap() external view {
        for (uint256 i; i < _vaults.length; ++i) {
            Vault vault = _vaults[i];
            uint256 id = _auctionId(vault);
            BatchState memory state = batch.stateOf(id);
            uint256 sold;
            for (uint256 j = 1; j <= _bids[id].length; ++j) {
                sold += lens.outcomeOf(id, j).units;
            }
            if (_isBacked(id)) vm.assertEq(sold, _clearing(id).above, "not every bid is filled");
            else if (state.status == BatchStatus.Parts) vm.assertEq(sold, state.supply, "not every unit is sold");
            else if (!_isRunning(state.status)) vm.assertEq(sold, 0, "units sold without a sale");
            vm.assertLe(sold, state.supply, "more units than there are");
            if (state.series == address(0)) continue;
            uint256 left = Vault(state.series).balanceOf(address(vault));
            vm.assertEq(left + _batchBooks[id].handed, state.supply, "units handed out are not the claims");
        }
        checkUnbroken("supplyCap");
    }

    // ---- parts ----

    function _balance(Vault vault) internal view returns (uint256) {
        return IERC20(vault.paymentToken()).balanceOf(address(vault));
    }

    /// @dev All but what a redo, a take and units taken in kind are there to move.
    function _frozenPart(DutchTerms memory terms, uint256 credit) private pure returns (bytes memory) {
        return abi.encode(
            terms.vault,
            terms.keeper,
            terms.durationSeconds,
            terms.liquidationValue,
            terms.debt + credit,
            terms.kickReward,
            terms.penalty,
            terms.feeBps
        );
    }

    function _checkUnits(Vault vault) private view {
        for (uint32 n = 1; n <= _books[address(vault)].loans; ++n) {
            uint256 loanId = dutch.idOf(address(vault), n);
            uint256 sum;
            for (uint256 j; j < ACTORS; ++j) {
                (uint256 units,) = loanBook.position(loanId, _actors[j]);
                sum += units;
            }
            vm.assertEq(sum, _loanBooks[loanId].units, "positions are not the units of the loan");
        }
    }

    function _checkLenders(uint256 loanId) private view {
        uint256 repaid = loanBook.loan(loanId).repaid;
        uint256 total = loanBook.loan(loanId).units;
        uint256 drawn;
        for (uint256 j; j < ACTORS; ++j) {
            (uint256 units, uint256 withdrawn) = loanBook.position(loanId, _actors[j]);
            vm.assertLe(withdrawn * total, repaid * units, "a lender drew more than the exact part");
            drawn += withdrawn + loanBook.withdrawable(loanId, _actors[j]);
        }
        vm.assertLe(drawn, repaid, "lenders could draw more than was repaid");
    }

    function _giveTo(address receiver) private {
        vm.deal(receiver, receiver.balance + 1 ether); // forced, as by a dying contract
        _hookToken.mint(receiver, 12_345e18);
        vm.prank(STRANGER);
        weth.transfer(receiver, 12_345e18);
    }

    /// @dev Half of what somebody holds of a vault's shares, so that he could claim as much as `_decisions` asks about.
    function _giveShares(Vault vault) private {
        for (uint256 i; i < ACTORS; ++i) {
            uint256 held = vault.balanceOf(_actors[i]);
            if (held < vault.totalShares() / 500) continue;
            vm.prank(_actors[i]);
            vault.transfer(address(vault), held / 2);
            return;
        }
    }

    function _decisions() private view returns (bytes32 hash) {
        for (uint256 i; i < _vaults.length; ++i) {
            Vault vault = _vaults[i];
            uint256 id = dutch.idOf(address(vault), vault.auctionCount());
            (uint256 borrowValue, uint256 liquidationValue,, bool tripped) = loanBook.valuesOf(address(vault));
            hash = keccak256(abi.encode(hash, vault.state(), vault.cash(), vault.deliveredMask()));
            hash = keccak256(abi.encode(hash, loanBook.debtOf(address(vault)), borrowValue, liquidationValue, tripped));
            hash = keccak256(abi.encode(hash, dutch.terms(id), lens.proceedsOf(id), batch.stateOf(id)));
            for (uint256 j = 1; j <= _bids[id].length; ++j) {
                hash = keccak256(abi.encode(hash, lens.outcomeOf(id, j)));
            }
            hash = keccak256(abi.encode(hash, vault.totalClaimed(), vault.totalSupply(), _stuckItems(vault)));
            uint256 loanId = dutch.idOf(address(vault), uint32(_books[address(vault)].loans));
            for (uint256 j; j < ACTORS; ++j) {
                uint256 claimable = vault.claimable(_actors[j], vault.totalShares() / 1_000);
                hash = keccak256(abi.encode(hash, claimable, loanBook.withdrawable(loanId, _actors[j])));
            }
        }
    }
}
