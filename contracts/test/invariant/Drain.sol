// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchState, BatchStatus, BidKind, Outcome} from "../../src/interfaces/IBatchAuction.sol";
import {DutchTerms} from "../../src/interfaces/IDutchAuction.sol";
import {Loan} from "../../src/interfaces/ILoanBook.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {Checks} from "./Checks.sol";

/// @notice The end of the world: from wherever the actions left it, every vault comes to an end without any help from
/// above, everybody draws in random order, and not a wei stays but the gifts.
abstract contract Drain is Checks {
    uint256 private constant STEP_GAS = 1_500_000; // of each step of a settlement, whatever came before

    /// @param seed chooses the order. Every other time the zoo stays shut: only vaults without its items must end.
    function drain(uint256 seed) external {
        bool shut = seed % 2 == 1;
        zoo.setPaused(shut);
        for (uint256 i; i < _vaults.length; ++i) {
            bytes32 property = shut ? bytes32("isolation") : bytes32("drain");
            bool mustEnd = !(shut && _hasZooItem(_vaults[i]));
            if (mustEnd) _end(_vaults[i], property, seed);
        }
    }

    function _end(Vault vault, bytes32 property, uint256 seed) private {
        _plant(vault);
        (_focus, _books[address(vault)].state) = (vault, vault.state());
        _leaveLoan(vault, property);
        for (uint256 steps; vault.state() == VaultState.Dutch && steps < 12; ++steps) {
            _sellOne(vault, property, seed);
        }
        _leaveBatch(vault, property, seed);
        _claimBids(vault, property, seed);
        if (vault.state() == VaultState.Open) {
            address owner = _actor(seed);
            _gather(vault, owner);
            uint256 cash = vault.cash();
            uint16 leftBehind = uint16(_stuckItems(vault));
            vm.prank(owner);
            vault.redeem(owner, leftBehind);
            _books[address(vault)].paid += cash;
        }
        VaultState state = vault.state();
        _expect("lockedInside", _nothingSucceededInside(), "a call from inside a callback went through");
        _expect(property, state == VaultState.Settled || state == VaultState.Redeemed, "a vault did not end");
        if (state == VaultState.Settled) _claimAll(vault, seed);
        _drawLines(vault, seed);
        _withdrawAll(vault, seed);
        _expect(property, _liabilities(vault) == 0, "something is owed and cannot be drawn");
        _expect(property, _balance(vault) == _books[address(vault)].donated, "something is left behind");
    }

    // ---- to the end ----

    function _leaveLoan(Vault vault, bytes32 property) private {
        if (LIVE >> uint256(vault.state()) & 1 == 0) return;
        Loan memory loan = loanBook.loan(loanBook.loanIdOf(address(vault)));
        uint256 maturesAt = uint256(loan.terms.dueAt) + loan.terms.graceSeconds;
        if (block.timestamp < maturesAt) vm.warp(maturesAt);
        (bool ok, bytes memory answer) = _settle(address(dutch), KEEPER, abi.encodeCall(dutch.kick, (address(vault))));
        _expect(property, ok, "a matured loan cannot be kicked");
        if (ok) _noteKick(vault, abi.decode(answer, (uint256)));
    }

    /// @dev Writes off, redoes, takes, or leaves it to a batch auction: one of them is always possible.
    function _sellOne(Vault vault, bytes32 property, uint256 seed) private {
        uint256 id = dutch.idOf(address(vault), vault.auctionCount());
        DutchTerms memory terms = dutch.terms(id);
        if (block.timestamp >= uint256(terms.startsAt) + terms.durationSeconds) {
            bytes memory next =
                terms.round == 0 ? abi.encodeCall(dutch.redo, (id)) : abi.encodeCall(dutch.toBatch, (id));
            (bool moved,) = _settle(address(dutch), KEEPER, next);
            _expect(property, moved, "an expired auction cannot go on");
            return;
        }
        if (seed % 3 == 0) {
            vm.warp(uint256(terms.startsAt) + terms.durationSeconds); // nobody takes
            return;
        }
        if (block.timestamp < terms.startsAt) vm.warp(terms.startsAt);
        uint256 item;
        while (terms.soldMask >> item & 1 == 1) ++item;
        if (!_holds(vault, vault.item(item))) {
            (bool struck,) = _settle(address(dutch), KEEPER, abi.encodeCall(dutch.writeOff, (id, item)));
            _expect(property, struck, "a lost item cannot be written off");
            return;
        }
        uint256 price = lens.itemPrice(id, item);
        bytes memory call = abi.encodeCall(dutch.take, (id, item, price, _actors[0], block.timestamp, ""));
        (bool taken,) = _settle(address(dutch), _actors[0], call);
        _expect(property, taken, "an open auction cannot be bought from");
        if (taken) _books[address(vault)].received += price;
    }

    /// @dev One step of a settlement, within bounded gas.
    function _settle(address target, address who, bytes memory call) private returns (bool ok, bytes memory answer) {
        uint256 gasBefore = gasleft();
        vm.prank(who);
        (ok, answer) = target.call(call);
        _expect("settleTotal", gasBefore - gasleft() < STEP_GAS, "a step of a settlement takes too much gas");
        _observe();
    }

    // ---- the batch auction ----

    /// @dev Closed as it stands; converted items are redeemed every fourth time, else the series is formed.
    function _leaveBatch(Vault vault, bytes32 property, uint256 seed) private {
        (_focus, _books[address(vault)].state) = (vault, vault.state());
        uint256 id = _auctionId(vault);
        if (vault.state() == VaultState.Batch) {
            _warpUpTo(batch.stateOf(id).endsAt);
            uint256 snapshot = vm.snapshotState();
            uint256 gasBefore = gasleft();
            batch.close(id);
            uint256 used = gasBefore - gasleft();
            vm.revertToState(snapshot);
            _expect("settleTotal", used < STEP_GAS, "a close takes too much gas");
            _expect(property, _close(vault, KEEPER), "a batch auction does not close");
        }
        if (vault.state() == VaultState.Converted) {
            uint256 until = dutch.terms(id).startsAt + REDEMPTION;
            if (seed % 4 == 0 && block.timestamp < until) return _redeemEquity(vault, _actors[0]);
            _warpUpTo(until);
            _expect(property, _formSeries(vault, KEEPER), "a lapsed vault does not form its series");
        }
        BatchState memory state = batch.stateOf(id);
        if (state.status != BatchStatus.Parts || state.series != address(0)) return;
        _expect(property, _formSeries(vault, KEEPER), "sold parts do not become a series");
    }

    /// @dev All bids of all its auctions in one order; then, the state put back, in the reverse order. What everybody
    /// gets in all is the same. Then the items, the lenders' parts, and the rounding.
    function _claimBids(Vault vault, bytes32 property, uint256 seed) private {
        for (uint32 n = 1; n <= vault.auctionCount(); ++n) {
            uint256 id = dutch.idOf(address(vault), n);
            uint256 count = _bids[id].length;
            if (count == 0) continue;
            uint256 snapshot = vm.snapshotState();
            bytes32 forwards = _claimForwards(id, seed);
            vm.revertToState(snapshot);
            bytes32 backwards = _claimBackwards(vault, id, seed);
            _expect("claimOrderFree", forwards == backwards, "the order of bids' claims changes what they get");
            for (uint256 i; i < count; ++i) {
                bool won = _bids[id][i].kind == BidKind.Whole && batch.stateOf(id).status == BatchStatus.Whole;
                bool done = _bids[id][i].claimed || won && _bids[id][i].escrow == _clearing(id).whole;
                _expect(property, done, "a bid cannot be claimed");
            }
        }
        for (uint32 n = 1; n <= vault.auctionCount(); ++n) {
            uint256 id = dutch.idOf(address(vault), n);
            for (uint256 i; i < _sealed[id].length; ++i) {
                _returnDeposit(vault, id, i, STRANGER);
                _expect(property, _sealed[id][i].done, "a deposit cannot be returned");
            }
        }
        uint256 last = _auctionId(vault);
        _sweepSurplus(vault, last, KEEPER);
        address owner = _ownerOfItems(last);
        for (uint256 i; i < vault.itemCount() && owner != address(0); ++i) {
            if (vault.deliveredMask() >> i & 1 == 0) _deliver(vault, last, i, STRANGER, owner);
        }
        for (uint256 i; i < ACTORS; ++i) {
            address holder = _actors[(seed + i) % ACTORS];
            bool isOwed = batch.stateOf(last).status == BatchStatus.Failed || _isBacked(last);
            if (isOwed) _claimSeries(vault, holder, STRANGER, holder);
        }
        address series = batch.stateOf(last).series;
        bool empty = series == address(0) || Vault(series).balanceOf(address(vault)) == 0;
        _expect(property, empty, "units of a series left in the old vault");
        _expect(property, vault.balanceOf(address(vault)) == 0, "shares of rollovers left in the vault");
    }

    /// @return hash of what every actor got in all: refunds, units, shares.
    function _claimForwards(uint256 id, uint256 seed) private returns (bytes32) {
        uint256[3][12] memory got;
        uint256 count = _bids[id].length;
        for (uint256 i; i < count; ++i) {
            uint256 bidId = 1 + (seed % count + i) % count;
            address owner = _bids[id][bidId - 1].owner;
            (bool ok, bytes memory answer) = address(batch).call(abi.encodeCall(batch.claim, (id, bidId, owner)));
            if (ok) _add(got[_indexOf(owner)], abi.decode(answer, (Outcome)));
        }
        return keccak256(abi.encode(got));
    }

    /// @dev With all that is watched when people act.
    function _claimBackwards(Vault vault, uint256 id, uint256 seed) private returns (bytes32) {
        uint256[3][12] memory got;
        uint256 count = _bids[id].length;
        for (uint256 i = count; i > 0; --i) {
            uint256 bidId = 1 + (seed % count + i - 1) % count;
            if (!_isClaimable(id, bidId)) continue;
            address owner = _bids[id][bidId - 1].owner;
            _add(got[_indexOf(owner)], _claimBid(vault, id, bidId, STRANGER, owner));
        }
        return keccak256(abi.encode(got));
    }

    function _add(uint256[3] memory got, Outcome memory paid) private pure {
        got[0] += paid.refund;
        got[1] += paid.units;
        got[2] += paid.shares;
    }

    // ---- everybody draws ----

    /// @dev In one order, each at once; then, the state put back, in the reverse order and in two pieces.
    function _claimAll(Vault vault, uint256 seed) private {
        uint256[12] memory whole;
        uint256 snapshot = vm.snapshotState();
        for (uint256 i; i < ACTORS; ++i) {
            address holder = _actors[(seed + i) % ACTORS];
            whole[(seed + i) % ACTORS] = _claimNow(vault, holder, vault.balanceOf(holder));
        }
        vm.revertToState(snapshot);
        for (uint256 i = ACTORS; i > 0; --i) {
            uint256 index = (seed + i - 1) % ACTORS;
            uint256 held = vault.balanceOf(_actors[index]);
            uint256 paid = _claimNow(vault, _actors[index], held / 3);
            paid += _claimNow(vault, _actors[index], held - held / 3);
            _expect("claimOrderFree", paid == whole[index], "the order or the pieces of claims change a payment");
            _books[address(vault)].paid += paid;
        }
        uint256 dust = vault.cash() - vault.totalClaimed();
        _expect("roundDownToUsers", dust < ACTORS, "more dust than a wei a holder");
        if (dust != 0) _books[address(vault)].paid += vault.sweep();
    }

    function _claimNow(Vault vault, address holder, uint256 shares) private returns (uint256) {
        if (shares == 0) return 0;
        vm.prank(holder);
        return vault.claim(shares, holder);
    }

    function _drawLines(Vault vault, uint256 seed) private {
        for (uint32 n = 1; n <= vault.auctionCount(); ++n) {
            uint256 id = dutch.idOf(address(vault), n);
            uint256 count = 4 + vault.itemCount();
            for (uint256 i; i < count; ++i) {
                uint256 line = (seed + i) % count;
                (address target, bytes memory call,, uint256 owed) = _drawCall(id, line, 1);
                if (owed == 0) continue;
                (bool ok,) = target.call(call);
                _expect("drain", ok, "a line cannot be drawn");
                if (ok) _noteCollected(vault, id, line);
            }
        }
    }

    /// @dev All lenders of all loans; then the fund takes what flooring left of each.
    function _withdrawAll(Vault vault, uint256 seed) private {
        for (uint32 n = 1; n <= _books[address(vault)].loans; ++n) {
            uint256 loanId = dutch.idOf(address(vault), n);
            for (uint256 i; i < ACTORS; ++i) {
                address holder = _actors[(seed + i) % ACTORS];
                if (loanBook.withdrawable(loanId, holder) == 0) continue;
                _books[address(vault)].paid += loanBook.withdraw(loanId, holder, holder);
            }
            uint256 dust = _owedToLenders(loanId);
            if (dust == 0) continue;
            vm.assertEq(loanBook.sweepLoan(loanId, _loanBooks[loanId].holders), dust);
            _noteSweep(vault, loanId, dust);
        }
    }

    /// @dev It, or the vault whose series it is and which must hand out its shares first.
    function _hasZooItem(Vault vault) private view returns (bool) {
        for (uint256 i; i < vault.itemCount(); ++i) {
            if (vault.item(i).collection == address(zoo)) return true;
        }
        Vault origin = _originOf[address(vault)];
        return address(origin) != address(0) && _hasZooItem(origin);
    }
}
