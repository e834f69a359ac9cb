// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BidKind, SignedBid} from "../../src/interfaces/IBatchAuction.sol";
import {DutchTerms, Line} from "../../src/interfaces/IDutchAuction.sol";
import {Loan, LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Draw} from "../utils/Draw.sol";
import {textOf, vm} from "../utils/Vm.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Time, gifts nobody asked for, broken items, trespassing and used signatures.
abstract contract Mischief is Ledger {
    // ---- time ----

    /// @dev A third of the steps lands on a deadline of some vault, or a second before or after it.
    function warp(uint256 which, uint256 step, uint256 side) external {
        uint256 target = block.timestamp + 1 + (Draw.within(step, 0, 3 days) >> (step % 18));
        if (_vaults.length != 0 && side % 3 == 0) {
            uint256 deadline = _deadlineOf(_anyVault(which), step);
            if (deadline > block.timestamp + 1) target = deadline - 1 + side / 3 % 3;
        }
        vm.warp(target);
        for (uint256 i; i < _vaults.length; ++i) {
            if (_vaults[i].state() == VaultState.Dutch) _watchPrice(_vaults[i]);
        }
    }

    function _deadlineOf(Vault vault, uint256 seed) private view returns (uint256) {
        Loan memory loan = loanBook.loan(loanBook.loanIdOf(address(vault)));
        DutchTerms memory terms = dutch.terms(dutch.idOf(address(vault), vault.auctionCount()));
        if (vault.state() == VaultState.Batch) return batch.stateOf(_auctionId(vault)).endsAt;
        if (vault.state() == VaultState.Converted) return terms.startsAt + REDEMPTION;
        uint256[6] memory deadlines = [
            loan.terms.dueAt,
            uint256(loan.terms.dueAt) + loan.terms.graceSeconds,
            uint256(loan.flaggedAt) + loan.terms.cureSeconds,
            uint256(loan.flaggedAt) + loan.terms.confirmSeconds,
            terms.startsAt,
            uint256(terms.startsAt) + terms.durationSeconds
        ];
        if (vault.state() == VaultState.Dutch) return deadlines[4 + seed % 2];
        return deadlines[seed % 4];
    }

    /// @dev Inside the window there is a price, not above the last one seen and between reserve price and top; outside
    /// there is none.
    function _watchPrice(Vault vault) private {
        uint256 id = dutch.idOf(address(vault), vault.auctionCount());
        DutchTerms memory terms = dutch.terms(id);
        uint256 closesAt = uint256(terms.startsAt) + terms.durationSeconds;
        bool open = block.timestamp >= terms.startsAt && block.timestamp < closesAt;
        try lens.priceAt(id, block.timestamp) returns (uint256 price) {
            _expect("priceCurve", open, "a price outside the window");
            _expect("priceCurve", price >= terms.reservePrice && price <= terms.top, "a price out of bounds");
            uint256 last = _auctionBooks[id].lastPrice;
            _expect("priceCurve", _auctionBooks[id].lastPriceAt == 0 || price <= last, "the price rose");
            (_auctionBooks[id].lastPrice, _auctionBooks[id].lastPriceAt) = (price, block.timestamp);
        } catch {
            _expect("priceCurve", !open, "no price inside the window");
        }
    }

    // ---- gifts and broken items ----

    function donate(uint256 which, uint256 amount) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        amount = Draw.within(amount, 0, 1_000e18);
        vm.deal(address(vault), address(vault).balance + amount); // forced, as by a dying contract
        vm.startPrank(STRANGER);
        weth.transfer(address(vault), amount);
        weth.transfer(address(loanBook), 1);
        weth.transfer(address(dutch), 1);
        weth.transfer(address(batch), 1);
        vm.stopPrank();
        _hookToken.mint(address(vault), amount);
        _books[address(vault)].donated += amount;
        _tokens.push(Token(address(zoo), 1 + _tokens.length));
        zoo.mint(address(vault), _tokens.length);
    }

    /// @dev The zoo's controller pauses, burns, or steals an item of a vault.
    function breakItem(uint256 which, uint256 item, uint256 how) external {
        zoo.setPaused(how % 8 == 0);
        if (_vaults.length == 0 || how % 2 == 0) return;
        Vault vault = _anyVault(which);
        Item memory hit = vault.item(item % vault.itemCount());
        if (hit.collection != address(zoo) || !_holds(vault, hit)) return;
        if (how / 4 % 2 == 0) zoo.burn(hit.tokenId);
        else zoo.seize(STRANGER, hit.tokenId);
    }

    // ---- trespassing ----

    function trespass(uint256 which, uint256 who, uint256 what) external {
        if (_vaults.length == 0) return;
        Vault vault = _anyVault(which);
        address thief = _adversary(who);
        address victim = _actors[who / 4 % HONEST];
        uint256 id = dutch.idOf(address(vault), 1);
        (address target, bytes memory call) = what % 3 == 0
            ? _vaultTrespass(vault, thief, what / 3)
            : what % 3 == 1 ? _moduleTrespass(vault, id, thief, what / 3) : _theft(vault, id, thief, victim, what / 3);
        if (target != address(0)) _mustFail("consent", "a trespass went through", thief, target, call);
    }

    function _vaultTrespass(Vault vault, address thief, uint256 what) private pure returns (address, bytes memory) {
        bytes[11] memory calls = [
            abi.encodeCall(vault.lock, ()),
            abi.encodeCall(vault.unlock, ()),
            abi.encodeCall(vault.moveTo, (VaultState.Open)),
            abi.encodeCall(vault.deliver, (0, thief)),
            abi.encodeCall(vault.writeOff, (0)),
            abi.encodeCall(vault.pay, (thief, 1)),
            abi.encodeCall(vault.redeemFor, (thief, thief, 0)),
            abi.encodeCall(vault.bookCash, (1)),
            abi.encodeCall(vault.initialize, (thief)),
            abi.encodeCall(vault.hand, (address(vault), thief, 1)),
            abi.encodeCall(vault.claimFor, (thief, thief, 1))
        ];
        return (address(vault), calls[what % 11]);
    }

    function _moduleTrespass(Vault vault, uint256 id, address thief, uint256 what)
        private
        view
        returns (address, bytes memory)
    {
        if (what % 2 == 1) return _batchTrespass(vault, thief, what / 2);
        what /= 2;
        if (what % 6 == 0) return (address(loanBook), abi.encodeCall(loanBook.freeze, (address(vault))));
        if (what % 6 == 1) return (address(loanBook), abi.encodeCall(loanBook.close, (address(vault), 0, false)));
        if (what % 6 == 2) {
            return (address(loanBook), abi.encodeCall(loanBook.bookProceeds, (address(vault), 1, thief)));
        }
        if (what % 6 == 3) return (address(factory), abi.encodeCall(factory.listPaymentToken, (thief, true)));
        if (what % 6 == 4) return (address(oracle), abi.encodeCall(oracle.setSigner, (thief, 1_000)));
        return (address(dutch), abi.encodeCall(dutch.collect, (id, Line.Insurance, thief)));
    }

    /// @dev What modules may ask of each other, and bids of others.
    function _batchTrespass(Vault vault, address thief, uint256 what) private view returns (address, bytes memory) {
        uint256 id = _auctionId(vault);
        if (what % 11 == 9) {
            return (address(batch), abi.encodeCall(batch.placeSealed, (id, thief, BidKind.Whole, 0, 1e18, 0, 1e18)));
        }
        if (what % 11 == 10) return (address(fund), abi.encodeCall(fund.cover, (id, 1e18, 1e18)));
        what %= 11;
        if (what % 9 == 0) return (address(dutch), abi.encodeCall(dutch.settle, (id, 1, 0)));
        if (what % 9 == 1) return (address(dutch), abi.encodeCall(dutch.fail, (id)));
        if (what % 9 == 2) return (address(dutch), abi.encodeCall(dutch.lapse, (id)));
        if (what % 9 == 3) return (address(dutch), abi.encodeCall(dutch.convertPosition, (id, thief)));
        if (what % 9 == 4) return (address(batch), abi.encodeCall(batch.open, (id, 1, 1, false, 0)));
        if (what % 9 == 5) return (address(batch), abi.encodeCall(batch.abandon, (id)));
        if (what % 9 == 6) return (address(factory), abi.encodeCall(factory.createSeries, (address(vault))));
        for (uint256 i; i < _bids[id].length && what % 9 == 7; ++i) {
            if (_bids[id][i].owner == thief) continue;
            return (address(batch), abi.encodeCall(batch.claim, (id, i + 1, thief)));
        }
        SignedBid memory signed = SignedBid(thief, id, false, 65_535, vault.totalShares(), 0, block.timestamp);
        return (address(batch), abi.encodeCall(batch.bidSigned, (signed, "", "")));
    }

    /// @dev What belongs to somebody who gave every module full allowances.
    function _theft(Vault vault, uint256 id, address thief, address victim, uint256 what)
        private
        view
        returns (address, bytes memory)
    {
        if (what % 4 == 0) return (address(vault), abi.encodeCall(vault.transferFrom, (victim, thief, 1)));
        if (what % 4 == 1) return (address(loanBook), abi.encodeCall(loanBook.withdraw, (id, victim, thief)));
        if (what % 4 == 2) return (address(dutch), abi.encodeCall(dutch.collect, (id, Line.Fee, thief)));
        for (uint256 i; i < _tokens.length; ++i) {
            if (_tokens[i].collection != address(collection)) continue;
            if (collection.ownerOf(_tokens[i].id) != victim) continue;
            Item[] memory items = new Item[](1);
            items[0] = Item(_tokens[i].collection, _tokens[i].id);
            return (address(factory), abi.encodeCall(factory.create, (items, 1e18, address(weth), "x", "x")));
        }
        return (address(0), "");
    }

    // ---- signatures ----

    /// @dev A vault's last offers once more: to refinance the loan they made, and, repaid, to open another. Half of the
    /// time as they were; else new ones that are signed by another, cancelled, or for another chain.
    function replay(uint256 which, uint256 who, uint256 how) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultWithLiveOffers(which, who);
        if (_usedOffers[address(vault)].length == 0) return;
        _refreshAppraisals(vault, 4); // at the last values
        _plant(vault);
        _present(vault, _actor(who), loanBook.refinance.selector, how);
        address owner = _ownerOf(vault, 1);
        uint256 debt = loanBook.debtOf(address(vault));
        if (LIVE >> uint256(vault.state()) & 1 == 1) _repay(vault, owner, debt, true);
        _gather(vault, owner);
        _present(vault, owner, loanBook.open.selector, how);
    }

    /// @dev One whose last offers have not run out; else one that borrows now.
    function _vaultWithLiveOffers(uint256 which, uint256 seed) private returns (Vault vault) {
        for (uint256 i; i < _vaults.length; ++i) {
            vault = _anyVault(which % _vaults.length + i);
            LoanOffer[] storage offers = _usedOffers[address(vault)];
            bool alive = offers.length != 0 && offers[0].validUntil > block.timestamp;
            if (alive && vault.state() <= VaultState.MarginCall) return vault;
        }
        return _vaultOnLoan(which | 1, seed);
    }

    /// @dev Offers with one flaw. That nothing else stands in their way is seen from twins without it, which are let
    /// through; all that happens here is taken back.
    function _present(Vault vault, address caller, bytes4 entry, uint256 how) private {
        (LoanOffer[] memory offers, bytes[] memory signatures) = _twins(vault);
        uint256 snapshot = vm.snapshotState();
        vm.prank(caller);
        (bool ok,) = address(loanBook).call(_proposal(entry, vault, offers, signatures, caller));
        vm.assertTrue(vm.revertToState(snapshot)); // it stays, for the end
        bool selfSigned = _keyOf[offers[0].lender] == 0; // a contract that says yes to everything
        if (!ok || how % 6 > 3 && selfSigned) return;

        bytes32 flaw = "only the mark";
        if (how % 6 < 3) (offers, signatures) = (_usedOffers[address(vault)], _usedSignatures[address(vault)]);
        if (how % 6 == 3) {
            flaw = "only the epoch";
            vm.prank(offers[0].lender);
            loanBook.cancelOffers();
        }
        if (how % 6 == 4) {
            flaw = "only the signer";
            signatures[0] = _sign(uint256(keccak256("nobody")), loanBook.offerHash(offers[0]));
        }
        bytes memory call = _proposal(entry, vault, offers, signatures, caller);
        uint256 chain = block.chainid;
        if (how % 6 == 5) {
            flaw = "only the chain";
            vm.chainId(chain + 1);
        }
        vm.prank(caller);
        (ok,) = address(loanBook).call(call);
        vm.chainId(chain);
        vm.assertTrue(vm.revertToState(snapshot));
        bool opening = entry == loanBook.open.selector;
        _expect("sigOnce", !ok, string.concat("let through, though in the way stood ", textOf(flaw)));
        ++reached[opening || flaw != "only the mark" ? flaw : bytes32("only the mark, refinanced")];
    }

    /// @dev The vault's last offers under new salts, signed anew.
    function _twins(Vault vault) private returns (LoanOffer[] memory offers, bytes[] memory signatures) {
        offers = _usedOffers[address(vault)];
        signatures = new bytes[](offers.length);
        for (uint256 i; i < offers.length; ++i) {
            offers[i].salt = ++lastSalt;
            signatures[i] = _signatureOf(offers[i]);
        }
    }

    function _proposal(
        bytes4 entry,
        Vault vault,
        LoanOffer[] memory offers,
        bytes[] memory signatures,
        address receiver
    ) private view returns (bytes memory) {
        if (entry == loanBook.refinance.selector) {
            return abi.encodeCall(loanBook.refinance, (address(vault), offers, signatures));
        }
        return abi.encodeCall(loanBook.open, (address(vault), offers, signatures, receiver));
    }
}
