// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchState, BatchStatus, BidKind, Outcome, SignedBid} from "../../src/interfaces/IBatchAuction.sol";
import {AuctionStatus, DutchTerms} from "../../src/interfaces/IDutchAuction.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Draw} from "../utils/Draw.sol";
import {vm} from "../utils/Vm.sol";
import {AuctionActions} from "./AuctionActions.sol";

/// @notice The batch auction after two rounds without a taker: bids of all kinds, and the end. Every bid stands in our
/// own list, and who gets what is computed from that list the slow way.
abstract contract BatchActions is AuctionActions {
    uint256 internal constant BATCH = 1 << uint256(VaultState.Batch);
    uint256 internal constant CONVERTED = 1 << uint256(VaultState.Converted);
    uint256 internal constant MAX_BIDS = 20; // of an auction: our clearing is quadratic
    uint256 internal constant REDEMPTION = 7 days;

    struct Placed {
        address owner;
        BidKind kind;
        bool claimed;
        uint256 tick;
        uint256 quantity;
        uint256 shares;
        uint256 escrow;
    }

    /// @dev Our books of one batch auction. Wei, units.
    struct BatchBooks {
        uint256 escrowed;
        uint256 credited; // moved from the residual to rollovers
        uint256 refunded;
        uint256 swept;
        uint256 handed; // units of the series
        uint256 convertedUnits; // of the loan
    }

    /// @dev Where our list of bids clears.
    struct Cleared {
        bool subscribed;
        uint256 margin;
        uint256 above;
        uint256 atMargin;
        uint256 price; // of parts
        uint256 raised; // by parts
        uint256 whole; // best bid; 0 for none
        uint256 credit; // wei of debt that units nobody bid for pay
        BatchStatus winner;
    }

    mapping(uint256 id => Placed[]) internal _bids;
    mapping(uint256 id => BatchBooks) internal _batchBooks;
    uint256 private _lastBidNonce;

    // ---- bidding ----

    function toBatch(uint256 which, uint256 who) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultOnSale(which, who);
        _plant(vault); // a cure may come between
        if (who % 4 != 0) _awaitRound(vault, 1, _actor(who));
        DutchTerms memory terms = dutch.terms(_auctionId(vault));
        if (who % 4 != 0) _warpUpTo(uint256(terms.startsAt) + terms.durationSeconds);
        _toBatch(vault, _actor(who));
    }

    /// @dev Up to four people in a row: a crowd.
    function bid(uint256 which, uint256 who, uint256 tick, uint256 part) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultInBatch(which, who);
        for (uint256 i; i <= part % 4; ++i) {
            _bid(vault, who / 2 + i, uint256(keccak256(abi.encode(tick, i))), uint256(keccak256(abi.encode(part, i))));
        }
    }

    function _bid(Vault vault, uint256 who, uint256 tick, uint256 part) private {
        uint256 id = _auctionId(vault);
        if (_bids[id].length >= MAX_BIDS) return;
        BatchState memory state = batch.stateOf(id);
        Placed memory made = Placed(_actor(who), BidKind.Parts, false, _drawTick(id, state, tick), 0, 0, 0);
        made.quantity = _drawQuantity(vault.totalShares(), part);
        made.escrow = _costUp(made.quantity, _priceOf(state, made.tick), state.supply);
        _plant(vault);
        bytes memory call = abi.encodeCall(batch.bid, (id, made.tick, made.quantity));
        bool allowed = _takesParts(vault, state, made.tick, made.quantity);
        (bool ok, bytes memory answer) = _actIff(allowed, "bid", made.owner, address(batch), call);
        if (ok) _notePlaced(vault, id, made, answer);
    }

    /// @dev Tried first with a wei too little allowed.
    function bidRollover(uint256 which, uint256 who, uint256 tick, uint256 part, uint256 shares) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultInBatch(which, who);
        _bidRollover(vault, who, tick, part, shares);
        for (uint256 i; i < part % 4; ++i) {
            _bid(vault, who / 2 + i, tick, uint256(keccak256(abi.encode(part, i)))); // a crowd beside
        }
    }

    function _bidRollover(Vault vault, uint256 who, uint256 tick, uint256 part, uint256 shares) private {
        uint256 id = _auctionId(vault);
        if (_bids[id].length >= MAX_BIDS) return;
        BatchState memory state = batch.stateOf(id);
        Placed memory made = Placed(_actor(who), BidKind.Rollover, false, 0, 0, 0, 0);
        for (uint256 i; i < ACTORS && part % 4 != 0 && vault.balanceOf(made.owner) == 0; ++i) {
            made.owner = _actors[(_indexOf(made.owner) + 1) % ACTORS];
        }
        made.tick = _drawTick(id, state, tick);
        made.quantity = _drawQuantity(vault.totalShares(), part / 4);
        made.shares = _partOf(vault.balanceOf(made.owner), shares);
        bool allowed = made.shares != 0 && made.shares <= vault.balanceOf(made.owner)
            && _takesParts(vault, state, made.tick, made.quantity);
        if (state.status == BatchStatus.Bidding && made.tick <= 65_535) {
            made.escrow = batch.rolloverEscrowUp(id, made.tick, made.quantity, made.shares);
        }
        vm.prank(made.owner);
        vault.approve(address(batch), type(uint256).max);
        _plant(vault);
        if (made.escrow != 0) {
            bytes memory cheap = _rolloverCall(id, made, made.escrow - 1);
            _mustFail("maxPriceHonoured", "escrow above the maximum", made.owner, address(batch), cheap);
        }
        bytes memory call = _rolloverCall(id, made, made.escrow);
        (bool ok, bytes memory answer) = _actIff(allowed, "bidRollover", made.owner, address(batch), call);
        if (ok) _notePlaced(vault, id, made, answer);
    }

    function bidWhole(uint256 which, uint256 who, uint256 extra) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultInBatch(which, who);
        uint256 id = _auctionId(vault);
        if (_bids[id].length >= MAX_BIDS) return;
        BatchState memory state = batch.stateOf(id);
        if (state.status == BatchStatus.Bidding && extra % 5 == 0) _warpUpTo(state.endsAt - 1 - extra % 1_000);
        uint256 amount = _leastWhole(state) + (extra % 3 == 0 ? 0 : Draw.within(extra, 0, _priceOf(state, 2_000)));
        if (extra % 7 == 0 && amount != 0) amount = _leastWhole(state) - 1;
        _plant(vault);
        bool allowed = _isBidding(vault, state) && amount >= _leastWhole(state);
        bytes memory call = abi.encodeCall(batch.bidWhole, (id, amount));
        (bool ok, bytes memory answer) = _actIff(allowed, "bidWhole", _actor(who), address(batch), call);
        if (!ok) return;
        _notePlaced(vault, id, Placed(_actor(who), BidKind.Whole, false, 0, 0, 0, amount), answer);
        uint256 endsAt = batch.stateOf(id).endsAt;
        bool late = block.timestamp + 15 minutes > state.endsAt && state.extensions < 8;
        _expect("legalMoves", endsAt == state.endsAt + (late ? 15 minutes : 0), "another end than the rule says");
    }

    /// @dev Somebody places another's signed bid; then once more, which must place nothing.
    function bidFor(uint256 which, uint256 who, uint256 tick, uint256 part, uint256 flaw) external {
        if (_vaults.length == 0) return;
        Vault vault = _vaultInBatch(which, who);
        uint256 id = _auctionId(vault);
        if (_bids[id].length >= MAX_BIDS) return;
        BatchState memory state = batch.stateOf(id);
        SignedBid memory signed =
            SignedBid(_actor(who), id, false, 0, 0, ++_lastBidNonce, block.timestamp + flaw / 8 % 2 * 1 days);
        signed.isWhole = part % 3 == 0;
        signed.tick = _drawTick(id, state, tick);
        signed.quantity = signed.isWhole ? _leastWhole(state) : _drawQuantity(vault.totalShares(), part / 3);
        bytes memory signature = _signatureOn(signed.owner, batch.bidHash(signed));
        bool allowed = signed.isWhole
            ? _isBidding(vault, state)
            : _takesParts(vault, state, signed.tick, signed.quantity);
        if (flaw % 8 == 1 && _keyOf[signed.owner] != 0) (signed.quantity, allowed) = (signed.quantity + 1, false);
        if (flaw % 8 == 2) (signed.deadline, allowed) = (block.timestamp - 1, false);
        _plant(vault);
        uint256 escrow = signed.isWhole
            ? signed.quantity
            : _costUp(signed.quantity, _priceOf(state, signed.tick), state.supply);
        _mayPay[signed.owner] = allowed ? escrow : 0;
        if (!_placeSigned(signed, signature, allowed)) return;
        Placed memory made = Placed(signed.owner, BidKind.Parts, false, signed.tick, signed.quantity, 0, escrow);
        if (signed.isWhole) (made.kind, made.tick, made.quantity) = (BidKind.Whole, 0, 0);
        _notePlaced(vault, id, made, abi.encode(uint256(batch.stateOf(id).bidCount)));
    }

    function _placeSigned(SignedBid memory signed, bytes memory signature, bool allowed) private returns (bool placed) {
        SignedBid[] memory bids = new SignedBid[](1);
        bytes[] memory signatures = new bytes[](1);
        (bids[0], signatures[0]) = (signed, signature);
        bytes memory call = abi.encodeCall(batch.bidFor, (bids, signatures, new bytes[](0)));
        (bool ok, bytes memory answer) = _actIff(true, "bidFor called", STRANGER, address(batch), call);
        placed = ok && abi.decode(answer, (uint256)) == 1;
        _expect("revertIff", placed == allowed, placed ? "a signed bid was let through" : "a signed bid was refused");
        if (!placed) return false;
        ++reached["bidFor"];
        (, answer) = _act(STRANGER, address(batch), call);
        _expect("sigOnce", abi.decode(answer, (uint256)) == 0, "a signed bid was placed twice");
    }

    function _notePlaced(Vault vault, uint256 id, Placed memory made, bytes memory answer) internal {
        _bids[id].push(made);
        _batchBooks[id].escrowed += made.escrow;
        _books[address(vault)].received += made.escrow;
        _expect("supplyCap", abi.decode(answer, (uint256)) == _bids[id].length, "a bid has another number");
    }

    // ---- the ways there ----

    function _toBatch(Vault vault, address who) private {
        uint256 id = _auctionId(vault);
        DutchTerms memory terms = dutch.terms(id);
        bool over = block.timestamp >= uint256(terms.startsAt) + terms.durationSeconds;
        bool allowed = terms.status == AuctionStatus.Running && terms.round == 1 && over;
        (bool ok,) = _actIff(allowed, "toBatch", who, address(dutch), abi.encodeCall(dutch.toBatch, (id)));
        if (!ok) return;
        BatchState memory state = batch.stateOf(id);
        uint256 options = loanBook.loan(terms.loanId).terms.options;
        uint256 paid = terms.raised > terms.keeperReward ? terms.raised - terms.keeperReward : 0;
        uint256 open = paid < terms.debt ? terms.debt - paid : 0;
        bool isSealed = state.status == BatchStatus.Sealed;
        _expect("termsFrozen", isSealed == (options & 4 != 0), "sealed without being signed");
        _expect("termsFrozen", state.maxCredit == (options & 2 == 0 ? 0 : open), "backed without being signed");
        uint256 span = isSealed ? 36 hours : 48 hours;
        _expect("legalMoves", state.endsAt == block.timestamp + span, "a batch of another length");
        if (isSealed) ++reached["sealed"];
    }

    function _awaitRound(Vault vault, uint256 round, address keeper) private {
        uint256 id = _auctionId(vault);
        DutchTerms memory terms = dutch.terms(id);
        if (terms.status != AuctionStatus.Running || terms.round == round) return;
        _warpUpTo(uint256(terms.startsAt) + terms.durationSeconds);
        _redo(id, keeper);
    }

    /// @dev A vault in its batch auction; two times of three one is brought there when there is none.
    function _vaultInBatch(uint256 which, uint256 who) internal returns (Vault vault) {
        vault = _vaultIn(which, BATCH);
        if (who % 3 == 0 || vault.state() == VaultState.Batch) return vault;
        vault = _vaultOnSale(which, who);
        if (vault.state() != VaultState.Dutch) return vault;
        _plant(vault);
        _awaitRound(vault, 1, _actor(who));
        DutchTerms memory terms = dutch.terms(_auctionId(vault));
        _warpUpTo(uint256(terms.startsAt) + terms.durationSeconds);
        _toBatch(vault, _actor(who));
    }

    // ---- the rules, a second time ----

    function _auctionId(Vault vault) internal view returns (uint256) {
        return dutch.idOf(address(vault), vault.auctionCount());
    }

    function _isBidding(Vault vault, BatchState memory state) internal view returns (bool) {
        return state.status == BatchStatus.Bidding && vault.state() == VaultState.Batch
            && block.timestamp < state.endsAt;
    }

    function _takesParts(Vault vault, BatchState memory state, uint256 tick, uint256 quantity)
        private
        view
        returns (bool)
    {
        if (!_isBidding(vault, state) || tick > 65_535) return false;
        if (quantity * 1_000 < state.supply || quantity > state.supply) return false;
        Cleared memory cleared = _clearing(_auctionId(vault));
        return !cleared.subscribed || tick >= cleared.margin;
    }

    /// @dev From our list of bids alone: the highest tick at and above which they take the whole supply.
    function _clearing(uint256 id) internal view returns (Cleared memory cleared) {
        BatchState memory state = batch.stateOf(id);
        Placed[] memory bids = _bids[id];
        for (uint256 i; i < bids.length; ++i) {
            if (bids[i].kind == BidKind.Whole) {
                if (bids[i].escrow > cleared.whole) cleared.whole = bids[i].escrow;
                continue;
            }
            uint256 demand = _demand(bids, bids[i].tick);
            bool higher = !cleared.subscribed || bids[i].tick > cleared.margin;
            if (demand >= state.supply && higher) (cleared.subscribed, cleared.margin) = (true, bids[i].tick);
        }
        if (cleared.subscribed) {
            cleared.above = _demand(bids, cleared.margin + 1);
            cleared.atMargin = _demand(bids, cleared.margin) - cleared.above;
            cleared.price = cleared.raised = _priceOf(state, cleared.margin);
        }
        cleared.winner = cleared.subscribed ? BatchStatus.Parts : BatchStatus.Failed;
        if (cleared.whole != 0 && cleared.whole >= cleared.price) cleared.winner = BatchStatus.Whole;
        if (cleared.winner != BatchStatus.Failed) return cleared;
        cleared.above = _demand(bids, 0);
        cleared.price = state.reservePrice;
        if (state.supply == 0 || cleared.above == 0) return cleared;
        cleared.raised = cleared.above * state.reservePrice / state.supply;
        cleared.credit = (state.supply - cleared.above) * state.reservePrice / state.supply;
        if (cleared.credit != 0 && cleared.credit <= state.maxCredit) cleared.winner = BatchStatus.Parts;
    }

    function _demand(Placed[] memory bids, uint256 tick) private pure returns (uint256 units) {
        for (uint256 i; i < bids.length; ++i) {
            if (bids[i].kind != BidKind.Whole && bids[i].tick >= tick) units += bids[i].quantity;
        }
    }

    /// @dev What bid number `bidId` comes to if `winner` wins; without the credit of a rollover.
    function _expectedOf(uint256 id, uint256 bidId, Cleared memory cleared, BatchStatus winner)
        internal
        view
        returns (Outcome memory expected)
    {
        BatchState memory state = batch.stateOf(id);
        Placed[] memory bids = _bids[id];
        Placed memory mine = bids[bidId - 1];
        if (winner == BatchStatus.Parts && mine.kind != BidKind.Whole) {
            if (mine.tick > cleared.margin || !cleared.subscribed) expected.units = mine.quantity;
            else if (mine.tick == cleared.margin) {
                uint256 before;
                for (uint256 i; i + 1 < bidId; ++i) {
                    if (bids[i].kind != BidKind.Whole && bids[i].tick == mine.tick) before += bids[i].quantity;
                }
                uint256 left = state.supply - cleared.above;
                expected.units = (before + mine.quantity) * left / cleared.atMargin - before * left / cleared.atMargin;
            }
            expected.paid = _costUp(expected.units, cleared.price, state.supply);
        }
        bool won = winner == BatchStatus.Whole && mine.kind == BidKind.Whole && mine.escrow == cleared.whole;
        if (won) expected.paid = mine.escrow;
        if (mine.kind != BidKind.Rollover || expected.units == 0) {
            expected.refund = mine.escrow - expected.paid;
            expected.shares = mine.shares;
        }
    }

    function _priceOf(BatchState memory state, uint256 tick) internal pure returns (uint256) {
        return state.reservePrice + tick * ((uint256(state.reservePrice) + 999) / 1_000);
    }

    function _costUp(uint256 units, uint256 price, uint256 supply) internal pure returns (uint256) {
        return supply == 0 ? 0 : (units * price + supply - 1) / supply;
    }

    function _isRunning(BatchStatus status) internal pure returns (bool) {
        return status == BatchStatus.Bidding || status == BatchStatus.Sealed;
    }

    /// @dev Lenders took what the crowd did not bid for.
    function _isBacked(uint256 id) internal view returns (bool) {
        BatchState memory state = batch.stateOf(id);
        return state.status == BatchStatus.Parts && !state.isSubscribed;
    }

    function _leastWhole(BatchState memory state) private pure returns (uint256) {
        uint256 best = state.bestWholeAmount;
        if (best == 0) return state.reservePrice;
        return best < 20 ? best + 1 : best + best / 20;
    }

    // ---- drawing ----

    /// @dev Mostly near the margin, so that bids meet; every other auction runs hot, above all that is owed.
    function _drawTick(uint256 id, BatchState memory state, uint256 seed) internal view returns (uint256) {
        if (seed % 16 == 0) return 65_535 + seed / 16 % 2;
        if (seed % 16 == 1 && state.margin > 0) return state.margin - 1;
        uint256 base = state.margin;
        uint256 enough = uint256(dutch.terms(id).debt) * 13 / 10;
        bool hot = uint256(keccak256(abi.encode(id))) % 2 == 0 && state.tickSize != 0;
        if (hot && enough > state.reservePrice) {
            uint256 tick = (enough - state.reservePrice) / state.tickSize;
            if (tick > base) base = tick < 60_000 ? tick : 60_000;
        }
        return base + seed / 16 % (seed % 2 == 0 ? 4 : 1_500);
    }

    /// @dev Around the least and the whole; else anything between a tenth and a half.
    function _drawQuantity(uint256 supply, uint256 seed) internal pure returns (uint256) {
        uint256 least = (supply + 999) / 1_000;
        uint256[5] memory edges = [least - 1, least, supply, supply + 1, supply / 2];
        if (seed % 12 < 5) return edges[seed % 12];
        return Draw.within(seed / 12, supply / 10, supply / 2);
    }

    function _rolloverCall(uint256 id, Placed memory made, uint256 maxEscrow) private view returns (bytes memory) {
        return abi.encodeCall(batch.bidRollover, (id, made.tick, made.quantity, made.shares, maxEscrow));
    }

    function _signatureOn(address owner, bytes32 hash) private view returns (bytes memory) {
        return _keyOf[owner] == 0 ? bytes("") : _sign(_keyOf[owner], hash);
    }
}
