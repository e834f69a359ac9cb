// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {BatchStatus, Bid, BidKind, IBatchAuction, Outcome} from "../interfaces/IBatchAuction.sol";
import {IDutchAuction} from "../interfaces/IDutchAuction.sol";
import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {IVault} from "../interfaces/IVault.sol";
import {IVaultFactory} from "../interfaces/IVaultFactory.sol";
import {BidOutcome} from "../libraries/BidOutcome.sol";
import {Claims} from "../libraries/Claims.sol";
import {FixedMath} from "../libraries/FixedMath.sol";
import {ItemProbe} from "../libraries/ItemProbe.sol";
import {Margin, TickBook} from "../libraries/TickBook.sol";
import {BatchLedger} from "./BatchLedger.sol";
import {SignedBids} from "./SignedBids.sol";

/// @title Batch auctions of what a Dutch auction left unsold.
/// @dev Holds neither items nor tokens: escrow goes into the vault and out of it, under the vault's lock.
contract BatchAuction is SignedBids {
    using FixedMath for uint256;
    using SafeTransferLib for address;

    uint40 private constant BIDDING_SECONDS = 48 hours;
    uint40 private constant SEALED_SECONDS = 36 hours; // 24 to commit, 12 to reveal
    uint40 private constant CLOSING_SECONDS = 15 minutes; // a whole bid so late moves the end by as much
    uint256 private constant MAX_EXTENSIONS = 8;
    uint256 private constant RAISE_PARTS = 20; // a raise is at least this part of the best bid
    uint256 private constant MOVE_GAS = 1_000_000; // to a new vault, so that no item burns the gas of the others

    constructor(IDutchAuction dutchAuction_, address sealedBids_) BatchLedger(dutchAuction_, sealedBids_) {}

    modifier onlyDutchAuction() {
        if (msg.sender != dutchAuction) revert NotDutchAuction(msg.sender);
        _;
    }

    // ---- bidding ----

    /// @inheritdoc IBatchAuction
    function bid(uint256 id, uint256 tick, uint256 quantity) external returns (uint256 bidId) {
        return _bidParts(id, msg.sender, tick, quantity);
    }

    /// @inheritdoc IBatchAuction
    function bidWhole(uint256 id, uint256 amount) external returns (uint256 bidId) {
        return _bidWhole(id, msg.sender, amount);
    }

    /// @inheritdoc IBatchAuction
    function bidRollover(uint256 id, uint256 tick, uint256 quantity, uint256 shares, uint256 maxEscrow)
        external
        returns (uint256 bidId)
    {
        return _bidRollover(id, msg.sender, tick, quantity, shares, maxEscrow);
    }

    /// @inheritdoc IBatchAuction
    function placeSealed(
        uint256 id,
        address owner,
        BidKind kind,
        uint256 tick,
        uint256 quantity,
        uint256 shares,
        uint256 maxEscrow
    ) external returns (uint256 bidId) {
        if (msg.sender != sealedBids) revert NotSealedBids(msg.sender);
        if (kind == BidKind.Whole) return _bidWhole(id, owner, quantity);
        if (kind == BidKind.Parts) return _bidParts(id, owner, tick, quantity);
        return _bidRollover(id, owner, tick, quantity, shares, maxEscrow);
    }

    function _bidRollover(
        uint256 id,
        address owner,
        uint256 tick,
        uint256 quantity,
        uint256 shares,
        uint256 maxEscrow
    ) private returns (uint256 bidId) {
        if (shares == 0) revert ZeroShares();
        Course memory course = _open(id);
        bidId = _enter(id, course, Head(owner, BidKind.Rollover, false, 0), tick, quantity);
        uint256 escrow = rolloverEscrowUp(id, tick, quantity, shares);
        if (escrow > maxEscrow) revert EscrowAboveMax(escrow, maxEscrow);
        _deposits[id][bidId] = Deposit(shares.toUint128(), escrow.toUint128());
        emit BidPlaced(id, bidId, owner, tick, quantity, shares, escrow);
        address vault = _lock(id);
        address payer = _payer(course, owner);
        vault.safeTransferFrom(payer, vault, shares);
        _pull(vault, payer, escrow);
    }

    function _bidParts(uint256 id, address owner, uint256 tick, uint256 quantity)
        internal
        override
        returns (uint256 bidId)
    {
        Course memory course = _open(id);
        bidId = _enter(id, course, Head(owner, BidKind.Parts, false, 0), tick, quantity);
        uint256 escrow = _escrowUp(_lots[id], tick, quantity);
        emit BidPlaced(id, bidId, owner, tick, quantity, 0, escrow);
        _pull(_lock(id), _payer(course, owner), escrow);
    }

    function _bidWhole(uint256 id, address owner, uint256 amount) internal override returns (uint256 bidId) {
        Course memory course = _open(id);
        uint256 best = _deposits[id][course.bestWholeBid].escrow;
        bool isSealed = course.status == BatchStatus.Sealed; // nobody sees a bid to raise, nobody comes late
        uint256 least = best == 0 ? _lots[id].reservePrice : best + (isSealed ? 1 : (best / RAISE_PARTS).max(1));
        if (amount < least) revert WholeBidTooLow(amount, least);
        bool isLate = block.timestamp + CLOSING_SECONDS > course.endsAt;
        if (isLate && !isSealed && course.extensions < MAX_EXTENSIONS) {
            course.endsAt += CLOSING_SECONDS;
            ++course.extensions;
        }
        bidId = ++course.bidCount;
        course.bestWholeBid = course.bidCount;
        _courses[id] = course;
        _heads[id][bidId] = Head(owner, BidKind.Whole, false, 0);
        _deposits[id][bidId] = Deposit(0, amount.toUint128());
        emit WholeBidPlaced(id, bidId, owner, amount, course.endsAt);
        _pull(_lock(id), _payer(course, owner), amount);
    }

    // ---- the end ----

    /// @inheritdoc IBatchAuction
    function close(uint256 id) external {
        Course memory course = _bidding(id);
        if (block.timestamp < course.endsAt) revert BiddingOpen(block.timestamp, course.endsAt);
        uint256 price;
        uint256 credit;
        if (_isLotWhole(IVault(_vaultOf(id)))) (course.status, price, credit) = _winner(id, course);
        else course.status = BatchStatus.Failed;
        _courses[id].status = course.status;
        emit BatchClosed(id, course.status, price, credit);
        if (course.status == BatchStatus.Failed) IDutchAuction(dutchAuction).fail(id);
        else IDutchAuction(dutchAuction).settle(id, price, credit);
    }

    /// @inheritdoc IBatchAuction
    function claim(uint256 id, uint256 bidId, address to) external returns (Outcome memory) {
        return _claim(id, bidId, to);
    }

    /// @inheritdoc IBatchAuction
    function claimMany(uint256 id, uint256[] calldata bidIds) external {
        for (uint256 i; i < bidIds.length; ++i) {
            _claim(id, bidIds[i], _heads[id][bidIds[i]].owner);
        }
    }

    /// @inheritdoc IBatchAuction
    function formSeries(uint256 id) external returns (address series) {
        if (_series[id] != address(0)) revert SeriesFormedAlready(id, _series[id]);
        BatchStatus status = _courses[id].status;
        if (status == BatchStatus.Failed) IDutchAuction(dutchAuction).lapse(id);
        else if (status != BatchStatus.Parts) revert NothingToForm(id);
        address vault = _vaultOf(id);
        series = IVaultFactory(ILoanBook(loanBook).factory()).createSeries(vault);
        _series[id] = series;
        emit SeriesFormed(id, series);
        _lock(id);
        uint256 count = IVault(vault).itemCount();
        uint256 gone = IVault(vault).deliveredMask();
        for (uint256 i; i < count; ++i) {
            if (gone >> i & 1 != 0) continue;
            try IVault(vault).deliver{gas: MOVE_GAS}(i, series) {}
            catch {
                emit ItemStuck(id, i); // it must not keep the others
            }
        }
        _unlock(vault);
    }

    /// @inheritdoc IBatchAuction
    function deliver(uint256 id, uint256 itemIndex, address to) external {
        Course memory course = _courses[id];
        address owner = _series[id];
        if (course.status == BatchStatus.Whole) owner = _heads[id][course.bestWholeBid].owner;
        if (owner == address(0)) revert NothingToDeliver(id, itemIndex);
        _requireFor(owner, to);
        address vault = _lock(id);
        IVault(vault).deliver(itemIndex, to);
        _unlock(vault);
    }

    /// @inheritdoc IBatchAuction
    function claimSeries(uint256 id, address lender, address to) external returns (uint256 units) {
        _requireFor(lender, to);
        Course memory course = _courses[id];
        bool isSoldOut = course.isSubscribed && course.status == BatchStatus.Parts;
        if (isSoldOut || _series[id] == address(0)) revert SeriesNotFormed(id);
        (uint256 loanUnits, uint256 allUnits) = IDutchAuction(dutchAuction).convertPosition(id, lender);
        uint256 before = _claimedLoanUnits[id];
        uint256 supply = _lots[id].supply;
        if (course.status == BatchStatus.Parts) supply -= course.above; // the lenders took the rest
        _claimedLoanUnits[id] = before + loanUnits;
        units = Claims.entitledDown(supply, before + loanUnits, allUnits)
            - Claims.entitledDown(supply, before, allUnits);
        emit SeriesClaimed(id, lender, to, loanUnits, units);
        address vault = _lock(id);
        if (units != 0) IVault(vault).hand(_series[id], to, units);
        _unlock(vault);
    }

    /// @inheritdoc IBatchAuction
    function sweepSurplus(uint256 id) external returns (uint256 amount) {
        Course memory course = _courses[id];
        Tally memory tally = _tallies[id];
        if (course.status != BatchStatus.Parts || tally.isSwept) revert NothingToSweep();
        if (tally.bids != course.bidCount) revert BidsUnclaimed(tally.bids, course.bidCount);
        Lot memory lot = _lots[id];
        amount = tally.paid - BidOutcome.raisedDown(_marginOf(course), lot.reservePrice, lot.supply);
        if (amount == 0) revert NothingToSweep();
        _tallies[id].isSwept = true;
        address vault = _lock(id);
        address fund = IVault(vault).insuranceFund();
        emit SurplusSwept(id, fund, amount);
        IVault(vault).pay(fund, amount);
        _unlock(vault);
    }

    // ---- what only the Dutch auction may call ----

    /// @inheritdoc IBatchAuction
    function open(uint256 id, uint256 reservePrice, uint256 supply, bool isSealed, uint256 maxCredit)
        external
        onlyDutchAuction
    {
        // forge-lint: disable-next-line(unsafe-typecast)
        uint40 endsAt = uint40(block.timestamp) + (isSealed ? SEALED_SECONDS : BIDDING_SECONDS);
        BatchStatus status = isSealed ? BatchStatus.Sealed : BatchStatus.Bidding;
        _courses[id] = Course(endsAt, status, 0, 0, 0, false, 0, 0);
        _lots[id] = Lot(reservePrice.toUint128(), supply.toUint128());
        if (maxCredit != 0) _maxCredits[id] = maxCredit;
        uint256 tickSize = TickBook.tickSizeUp(reservePrice);
        emit BatchOpened(id, _vaultOf(id), endsAt, reservePrice, tickSize, supply, isSealed, maxCredit);
    }

    /// @inheritdoc IBatchAuction
    function abandon(uint256 id) external onlyDutchAuction {
        Course memory course = _bidding(id);
        if (course.bidCount != 0) revert HasBids(course.bidCount);
        _courses[id].status = BatchStatus.Cured;
    }

    // ---- inside ----

    /// @dev Takes a bid for units into the book and the list; `head` comes without its tick, which is checked here.
    function _enter(uint256 id, Course memory course, Head memory head, uint256 tick, uint256 quantity)
        private
        returns (uint256 bidId)
    {
        uint256 supply = _lots[id].supply;
        Margin memory margin = _marginOf(course);
        TickBook.requireTakes(_ticks[id], margin, supply, tick, quantity);
        uint256 before = TickBook.place(_ticks[id], margin, supply, tick, quantity);
        bidId = ++course.bidCount;
        // forge-lint: disable-start(unsafe-typecast)
        course.isSubscribed = margin.isSubscribed;
        course.margin = uint16(margin.tick); // ticks are checked above
        course.above = uint112(margin.above); // below the supply
        head.tick = uint16(tick);
        _units[id][bidId] = Units(uint128(quantity), uint128(before)); // a tick has room for 2^128 - 1
        // forge-lint: disable-end(unsafe-typecast)
        _courses[id] = course;
        _heads[id][bidId] = head;
    }

    function _claim(uint256 id, uint256 bidId, address to) private returns (Outcome memory outcome) {
        Bid memory found = bidOf(id, bidId);
        _requireFor(found.owner, to);
        if (found.isClaimed) revert BidClaimedAlready(id, bidId);
        Course memory course = _courses[id];
        if (_isRunning(course) && !_isOutbid(course, bidId, found)) revert BidStillLive(id, bidId);
        outcome = _outcome(id, bidId, found, course);
        if (found.kind == BidKind.Whole && outcome.paid != 0) revert BidWonItems(id, bidId);
        address series = _series[id];
        if (outcome.units != 0 && series == address(0)) revert SeriesNotFormed(id);

        _heads[id][bidId].isClaimed = true;
        Tally storage tally = _tallies[id];
        tally.paid += outcome.paid.toUint128();
        ++tally.bids;
        address vault = _lock(id);
        if (found.kind == BidKind.Rollover && outcome.units != 0) {
            outcome.credit = IVault(vault).claimFor(found.owner, vault, found.shares);
            outcome.refund = found.escrow + outcome.credit - outcome.paid;
        }
        emit BidClaimed(
            id, bidId, found.owner, to, outcome.units, outcome.paid, outcome.refund, outcome.shares
        );
        if (outcome.refund != 0) IVault(vault).pay(to, outcome.refund);
        if (outcome.shares != 0) IVault(vault).hand(vault, to, outcome.shares);
        if (outcome.units != 0) IVault(vault).hand(series, to, outcome.units);
        _unlock(vault);
    }

    function _isOutbid(Course memory course, uint256 bidId, Bid memory found) private pure returns (bool) {
        if (found.kind == BidKind.Whole) return bidId != course.bestWholeBid;
        return course.isSubscribed && found.tick < course.margin;
    }

    /// @dev True while every item that was not sold before is still in the vault.
    function _isLotWhole(IVault vault) private view returns (bool) {
        uint256 gone = vault.deliveredMask();
        uint256 count = vault.itemCount();
        for (uint256 i; i < count; ++i) {
            if (gone >> i & 1 == 0 && ItemProbe.isGone(vault.item(i), address(vault))) return false;
        }
        return true;
    }

    function _bidding(uint256 id) private view returns (Course memory course) {
        course = _courses[id];
        if (!_isRunning(course)) revert BatchNotRunning(id);
    }

    function _open(uint256 id) private view returns (Course memory course) {
        course = _bidding(id);
        if (block.timestamp >= course.endsAt) revert BiddingOver(block.timestamp, course.endsAt);
        if (course.status == BatchStatus.Sealed && msg.sender != sealedBids) revert BidsSealed(id);
    }

    function _isRunning(Course memory course) private pure returns (bool) {
        return course.status == BatchStatus.Bidding || course.status == BatchStatus.Sealed;
    }

    /// @dev The escrow of a revealed bid comes out of its deposit.
    function _payer(Course memory course, address owner) private view returns (address) {
        return course.status == BatchStatus.Sealed ? msg.sender : owner;
    }

    function _requireFor(address owner, address to) private view {
        if (to == address(0)) revert ZeroAddress();
        if (to != owner && msg.sender != owner) revert NotOwner(msg.sender, owner);
    }

    function _lock(uint256 id) private returns (address vault) {
        vault = _vaultOf(id);
        IVault(vault).lock();
    }

    /// @dev Pulls a bid's escrow into the vault, and gives the lock back.
    function _pull(address vault, address from, uint256 amount) private {
        IVault(vault).paymentToken().safeTransferFrom(from, vault, amount);
        _unlock(vault);
    }

    function _unlock(address vault) private {
        IVault(vault).unlock();
    }
}
