// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {BatchState, BatchStatus, BidKind, Outcome} from "../../src/interfaces/IBatchAuction.sol";
import {AuctionStatus, DutchTerms} from "../../src/interfaces/IDutchAuction.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {SealedActions} from "./SealedActions.sol";

/// @notice What follows the bids: the close, claims, the new series, conversion, redemption. Each action knows by
/// itself when it must be let through.
abstract contract BatchEndings is SealedActions {
    mapping(address series => Vault) internal _originOf;
    mapping(uint256 loanId => uint256) internal _premiumOf; // wei, paid at redemption
    mapping(uint256 id => uint256) internal _creditOf; // wei of debt, paid in units

    // ---- the end of bidding ----

    function close(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which | 1, BATCH);
        BatchState memory state = batch.stateOf(_auctionId(vault));
        if (who % 4 != 0) _warpUpTo(state.endsAt - (who % 16 == 1 && state.endsAt != 0 ? 1 : 0));
        _close(vault, _actor(who));
    }

    function _close(Vault vault, address who) internal returns (bool ok) {
        uint256 id = _auctionId(vault);
        BatchState memory state = batch.stateOf(id);
        bool allowed = vault.state() == VaultState.Batch && block.timestamp >= state.endsAt;
        Cleared memory cleared = _clearing(id);
        BatchStatus winner = _isLotWhole(vault) ? cleared.winner : BatchStatus.Failed;
        if (allowed && winner == BatchStatus.Parts && !cleared.subscribed) {
            (_creditOf[id], _convertedLoan[_lastLoan(vault)]) = (cleared.credit, true); // as the settlement finds it
        }
        (ok,) = _actIff(allowed, "close", who, address(batch), abi.encodeCall(batch.close, (id)));
        if (!ok) return false;
        _expect("uniformPrice", batch.stateOf(id).status == winner, "another winner than our list says");
        if (winner == BatchStatus.Whole) ++reached["the whole won"];
        if (winner == BatchStatus.Parts) ++reached["parts won"];
        if (_isBacked(id)) ++reached["lenders took the rest"];
        if (vault.state() == VaultState.Converted) ++reached["converted"];
    }

    function _isLotWhole(Vault vault) private view returns (bool) {
        for (uint256 i; i < vault.itemCount(); ++i) {
            if (vault.deliveredMask() >> i & 1 == 0 && !_holds(vault, vault.item(i))) return false;
        }
        return true;
    }

    // ---- claims ----

    function claimBid(uint256 which, uint256 n, uint256 bidId, uint256 who, uint256 to) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultWithBids(which);
        if (vault.auctionCount() == 0) return;
        uint256 id = dutch.idOf(address(vault), uint32(1 + n % vault.auctionCount()));
        uint256 count = _bids[id].length;
        if (count == 0) return;
        bidId = bidId % 9 == 0 ? count + 1 : 1 + bidId % count;
        address owner = bidId > count ? _actor(who) : _bids[id][bidId - 1].owner;
        address receiver = to % 3 == 0 ? _actor(to / 3) : owner;
        address caller = who % 2 == 0 ? owner : _actor(who / 2);
        _plant(vault);
        if (to % 4 == 0 && receiver == owner) _claimMany(vault, id, bidId, caller);
        else _claimBid(vault, id, bidId, caller, receiver);
    }

    function _claimMany(Vault vault, uint256 id, uint256 bidId, address caller) private {
        uint256[] memory bidIds = new uint256[](1);
        bidIds[0] = bidId;
        bool allowed = _isClaimable(id, bidId);
        Outcome memory expected;
        if (allowed) expected = _outcomeNow(vault, id, bidId);
        bytes memory call = abi.encodeCall(batch.claimMany, (id, bidIds));
        (bool ok,) = _actIff(allowed, "claimMany", caller, address(batch), call);
        if (ok) _noteClaimedBid(vault, id, bidId, expected);
    }

    function _claimBid(Vault vault, uint256 id, uint256 bidId, address caller, address to)
        internal
        returns (Outcome memory paid)
    {
        bool allowed = _isClaimable(id, bidId);
        if (allowed) {
            address owner = _bids[id][bidId - 1].owner;
            allowed = to == owner || caller == owner;
        }
        Outcome memory expected;
        if (allowed) expected = _outcomeNow(vault, id, bidId);
        bool early = _isRunning(batch.stateOf(id).status);
        bytes memory call = abi.encodeCall(batch.claim, (id, bidId, to));
        (bool ok, bytes memory answer) = _actIff(allowed, "claimBid", caller, address(batch), call);
        if (!ok) return paid;
        paid = abi.decode(answer, (Outcome));
        bool same = keccak256(abi.encode(paid)) == keccak256(abi.encode(expected));
        _expect("uniformPrice", same, "a claim is not what our list says");
        _noteClaimedBid(vault, id, bidId, expected);
        if (early) ++reached["an outbid bid left"];
        if (paid.units != 0 && _bids[id][bidId - 1].kind == BidKind.Rollover) ++reached["a rollover was filled"];
        _mustFail("paidOnce", "a bid was paid twice", caller, address(batch), call);
    }

    function _noteClaimedBid(Vault vault, uint256 id, uint256 bidId, Outcome memory paid) private {
        BatchBooks storage books = _batchBooks[id];
        _bids[id][bidId - 1].claimed = true;
        books.refunded += paid.refund;
        books.credited += paid.credit;
        books.handed += paid.units;
        _books[address(vault)].paid += paid.refund;
    }

    /// @dev Now, or never again, or not yet.
    function _isClaimable(uint256 id, uint256 bidId) internal view returns (bool) {
        if (bidId > _bids[id].length || _bids[id][bidId - 1].claimed) return false;
        BatchState memory state = batch.stateOf(id);
        Placed memory mine = _bids[id][bidId - 1];
        Cleared memory cleared = _clearing(id);
        if (_isRunning(state.status)) {
            if (mine.kind == BidKind.Whole) return mine.escrow != cleared.whole;
            return cleared.subscribed && mine.tick < cleared.margin;
        }
        Outcome memory expected = _expectedOf(id, bidId, cleared, state.status);
        if (mine.kind == BidKind.Whole && expected.paid != 0) return false;
        return expected.units == 0 || state.series != address(0);
    }

    /// @dev What our list says, and the credit from the vault's residual.
    function _outcomeNow(Vault vault, uint256 id, uint256 bidId) private view returns (Outcome memory expected) {
        expected = _expectedOf(id, bidId, _clearing(id), batch.stateOf(id).status);
        Placed memory mine = _bids[id][bidId - 1];
        if (mine.kind != BidKind.Rollover || expected.units == 0) return expected;
        (uint256 residual, uint256 burned) = (vault.cash(), vault.burnedOf(mine.owner));
        uint256 supply = vault.totalShares();
        expected.credit = residual * (burned + mine.shares) / supply - residual * burned / supply;
        expected.refund = mine.escrow + expected.credit - expected.paid;
    }

    function sweepSurplus(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = who % 4 == 1 ? _vaultWithBids(which) : _vaultWonByParts(which, who);
        uint256 id = _auctionId(vault);
        _plant(vault);
        uint256 count = _bids[id].length;
        for (uint256 i = 1; i <= count && who % 2 == 0; ++i) {
            if (_isClaimable(id, i)) _claimBid(vault, id, i, STRANGER, _bids[id][i - 1].owner);
        }
        _sweepSurplus(vault, id, _actor(who));
    }

    function _sweepSurplus(Vault vault, uint256 id, address who) internal {
        BatchState memory state = batch.stateOf(id);
        bool claimed = state.status == BatchStatus.Parts;
        for (uint256 i; i < _bids[id].length; ++i) {
            claimed = claimed && _bids[id][i].claimed;
        }
        uint256 surplus = claimed ? _escrowLeft(id) - _soldFor(id) : 0;
        bytes memory call = abi.encodeCall(batch.sweepSurplus, (id));
        (bool ok, bytes memory answer) = _actIff(surplus != 0, "sweepSurplus", who, address(batch), call);
        if (!ok) return;
        // With all units sold the payments' exact sum is a whole number of wei, with fewer it need not be.
        uint256 most = _bids[id].length - (state.isSubscribed ? 1 : 0);
        _expect("roundDownToUsers", surplus <= most, "more surplus than a wei a bid");
        _expect("paidOnce", abi.decode(answer, (uint256)) == surplus, "another surplus than is left");
        _batchBooks[id].swept += surplus;
        _books[address(vault)].paid += surplus;
    }

    /// @dev Wei that came in with bids and have not gone out again.
    function _escrowLeft(uint256 id) internal view returns (uint256) {
        BatchBooks memory books = _batchBooks[id];
        return books.escrowed + books.credited - books.refunded - books.swept;
    }

    /// @dev What the lot raised, wei. More than the escrow while rollovers are not credited their part of the residual.
    function _soldFor(uint256 id) internal view returns (uint256) {
        BatchStatus status = batch.stateOf(id).status;
        if (status == BatchStatus.Whole) return _clearing(id).whole;
        return status == BatchStatus.Parts ? _clearing(id).raised : 0;
    }

    // ---- the new series ----

    function formSeries(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultWithBids(which);
        if (who % 3 == 0) vault = _vaultIn(which | 1, CONVERTED);
        if (vault.state() == VaultState.Converted && who % 8 != 0) {
            _warpUpTo(dutch.terms(_auctionId(vault)).startsAt + REDEMPTION - (who % 8 == 1 ? 1 : 0));
        }
        _formSeries(vault, _actor(who));
    }

    function _formSeries(Vault vault, address who) internal returns (bool ok) {
        uint256 id = _auctionId(vault);
        bool lapsed = _hasLapsed(id);
        BatchState memory state = batch.stateOf(id);
        bool allowed = state.series == address(0) && (state.status == BatchStatus.Parts || lapsed);
        uint256 stuck = _stuckItems(vault) & ~uint256(vault.deliveredMask());
        bytes memory answer;
        (ok, answer) = _actIff(allowed, "formSeries", who, address(batch), abi.encodeCall(batch.formSeries, (id)));
        if (!ok) return false;
        if (lapsed) _convertedLoan[_lastLoan(vault)] = true;
        if (stuck != 0) ++reached["an item stuck"];
        _noteSeries(vault, abi.decode(answer, (Vault)), stuck);
    }

    function _noteSeries(Vault vault, Vault series, uint256 stuck) private {
        _originOf[address(series)] = vault;
        _vaults.push(series);
        _expect("supplyCap", series.balanceOf(address(vault)) == vault.totalShares(), "units not in the old vault");
        uint256 left = ~uint256(vault.deliveredMask()) & ((1 << vault.itemCount()) - 1);
        _expect("custody", left == stuck, "what can move moves, and nothing else");
    }

    function _hasLapsed(uint256 id) private view returns (bool) {
        DutchTerms memory terms = dutch.terms(id);
        return terms.status == AuctionStatus.Converted && block.timestamp >= terms.startsAt + REDEMPTION;
    }

    function deliver(uint256 which, uint256 who, uint256 item, uint256 to) external {
        if (_vaults.length == 0) return;
        Vault vault = who % 4 == 0 ? _vaultWithBids(which) : _vaultToDeliverFrom(which);
        uint256 id = _auctionId(vault);
        (address owner, address receiver) = (_ownerOfItems(id), _actor(to));
        if (to % 3 != 0) receiver = owner;
        address caller = who % 2 == 0 && owner.code.length == 0 ? owner : _actor(who);
        item %= vault.itemCount();
        for (uint256 i; i < vault.itemCount() && vault.deliveredMask() >> item & 1 == 1; ++i) {
            item = (item + 1) % vault.itemCount();
        }
        _deliver(vault, id, item, caller, receiver);
    }

    function _deliver(Vault vault, uint256 id, uint256 item, address caller, address to) internal {
        address owner = _ownerOfItems(id);
        bool inside = vault.deliveredMask() >> item & 1 == 0;
        bool allowed = owner != address(0) && to != address(0) && (to == owner || caller == owner);
        allowed = allowed && inside && _isMovable(vault, item);
        bytes memory call = abi.encodeCall(batch.deliver, (id, item, to));
        (bool ok,) = _actIff(allowed, "deliver", caller, address(batch), call);
        if (!ok) return;
        bool there = IERC721(vault.item(item).collection).ownerOf(vault.item(item).tokenId) == to;
        _expect("custody", there, "delivered elsewhere");
    }

    /// @dev Who won the whole, or the new vault.
    function _ownerOfItems(uint256 id) internal view returns (address) {
        BatchState memory state = batch.stateOf(id);
        if (state.status != BatchStatus.Whole) return state.series;
        for (uint256 i = _bids[id].length; i > 0; --i) {
            if (_bids[id][i - 1].kind == BidKind.Whole) return _bids[id][i - 1].owner; // the last is the best
        }
        return address(0);
    }

    // ---- conversion ----

    function redeemEquity(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultIn(which | 1, CONVERTED);
        if (vault.state() == VaultState.Converted && who % 4 == 0) {
            _warpUpTo(dutch.terms(_auctionId(vault)).startsAt + REDEMPTION - who / 4 % 2);
        }
        _plant(vault);
        _redeemEquity(vault, _actor(who));
    }

    function _redeemEquity(Vault vault, address who) internal {
        uint256 id = _auctionId(vault);
        DutchTerms memory terms = dutch.terms(id);
        bool allowed = terms.status == AuctionStatus.Converted && block.timestamp < terms.startsAt + REDEMPTION;
        uint256 owed = uint256(terms.keeperReward) + terms.debt;
        owed = owed > terms.raised ? owed - terms.raised : 0; // sales paid these two before all else
        uint256 premium = (owed + 99) / 100;
        if (allowed) _premiumOf[_lastLoan(vault)] = premium;
        bytes memory call = abi.encodeCall(dutch.redeemEquity, (id));
        (bool ok,) = _actIff(allowed, "redeemEquity", who, address(dutch), call);
        if (ok) _books[address(vault)].received += owed + premium;
    }

    function claimSeries(uint256 which, uint256 lender_, uint256 who, uint256 to) external {
        if (_vaults.length == 0) return;
        Vault vault = who % 4 == 0 ? _anyVault(which) : _vaultWithNewSeries(which, who);
        uint256 loanId = _lastLoan(vault);
        address[] storage holders = _loanBooks[loanId].holders;
        address owner = holders.length == 0 ? _actor(lender_) : holders[lender_ % holders.length];
        _claimSeries(vault, owner, who % 2 == 0 ? owner : _actor(who / 2), to % 3 == 0 ? _actor(to / 3) : owner);
    }

    function _claimSeries(Vault vault, address owner, address caller, address to) internal {
        uint256 id = _auctionId(vault);
        uint256 loanId = _lastLoan(vault);
        (uint256 units,) = loanBook.position(loanId, owner);
        bool allowed = _convertedLoan[loanId] && units != 0 && !_convertedOf[loanId][owner];
        allowed = allowed && batch.stateOf(id).series != address(0) && (to == owner || caller == owner);
        bytes memory call = abi.encodeCall(batch.claimSeries, (id, owner, to));
        (bool ok, bytes memory answer) = _actIff(allowed, "claimSeries", caller, address(batch), call);
        if (!ok) return;
        _expect("supplyCap", abi.decode(answer, (uint256)) == _noteConverted(vault, owner), "not the part of the loan");
        _mustFail("paidOnce", "a lender converted twice", caller, address(batch), call);
    }

    /// @dev Floors of running sums, in the order of the claims.
    function _noteConverted(Vault vault, address owner) private returns (uint256 expected) {
        BatchBooks storage books = _batchBooks[_auctionId(vault)];
        uint256 loanId = _lastLoan(vault);
        (uint256 units,) = loanBook.position(loanId, owner);
        (uint256 all, uint256 supply) = (_loanBooks[loanId].units, vault.totalShares());
        if (_isBacked(_auctionId(vault))) supply -= _clearing(_auctionId(vault)).above;
        expected = supply * (books.convertedUnits + units) / all - supply * books.convertedUnits / all;
        books.convertedUnits += units;
        books.handed += expected;
        _convertedOf[loanId][owner] = true;
    }

    // ---- choosing ----

    /// @dev One that parts won, with its series, if there is any.
    function _vaultWonByParts(uint256 seed, uint256 who) private returns (Vault vault) {
        for (uint256 i; i < _vaults.length; ++i) {
            vault = _vaults[(seed % 1e9 + i) % _vaults.length];
            BatchState memory state = batch.stateOf(_auctionId(vault));
            if (state.status != BatchStatus.Parts || _batchBooks[_auctionId(vault)].swept != 0) continue;
            _focus = vault;
            if (state.series == address(0)) _formSeries(vault, _actor(who));
            return vault;
        }
        return _anyVault(seed);
    }

    /// @dev One that still holds an item somebody bought, if there is any.
    function _vaultToDeliverFrom(uint256 seed) private returns (Vault vault) {
        for (uint256 i; i < _vaults.length; ++i) {
            vault = _vaults[(seed % 1e9 + i) % _vaults.length];
            bool empty = vault.deliveredMask() == (1 << vault.itemCount()) - 1;
            if (!empty && _ownerOfItems(_auctionId(vault)) != address(0)) return _focus = vault;
        }
        return _anyVault(seed);
    }

    /// @dev A converted one whose lenders may claim; else one that is brought there, if any is on the way.
    function _vaultWithNewSeries(uint256 seed, uint256 who) private returns (Vault vault) {
        for (uint256 i; i < _vaults.length; ++i) {
            vault = _vaults[(seed % 1e9 + i) % _vaults.length];
            if (_convertedLoan[_lastLoan(vault)]) return _focus = vault;
        }
        vault = _vaultIn(seed | 1, CONVERTED);
        if (vault.state() != VaultState.Converted) return vault;
        _warpUpTo(dutch.terms(_auctionId(vault)).startsAt + REDEMPTION);
        _formSeries(vault, _actor(who));
    }

    function _lastLoan(Vault vault) private view returns (uint256) {
        return dutch.idOf(address(vault), uint32(_books[address(vault)].loans)); // loans are numbered alike
    }

    /// @dev Three times of four a vault that has, or had, a batch auction.
    function _vaultWithBids(uint256 seed) internal returns (Vault) {
        for (uint256 i; seed % 4 != 0 && i < _vaults.length; ++i) {
            Vault vault = _vaults[(seed / 4 + i) % _vaults.length];
            BatchStatus status = batch.stateOf(_auctionId(vault)).status;
            bool found = seed % 2 == 0 ? status != BatchStatus.None : _bids[_auctionId(vault)].length != 0;
            if (found) return _focus = vault;
        }
        return _anyVault(seed / 4);
    }
}
