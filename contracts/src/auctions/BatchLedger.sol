// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchState, BatchStatus, Bid, BidKind, IBatchAuction, Outcome} from "../interfaces/IBatchAuction.sol";
import {IDutchAuction} from "../interfaces/IDutchAuction.sol";
import {BidOutcome, Close} from "../libraries/BidOutcome.sol";
import {Claims} from "../libraries/Claims.sol";
import {FixedMath} from "../libraries/FixedMath.sol";
import {Rest, RestOfLot} from "../libraries/RestOfLot.sol";
import {Margin, TickBook, Ticks} from "../libraries/TickBook.sol";

/// @title What is stored of the batch auctions, and all that follows from it.
abstract contract BatchLedger is IBatchAuction {
    using FixedMath for uint256;
    using RestOfLot for Rest;

    /// @dev One slot: all that a bid changes.
    struct Course {
        uint40 endsAt;
        BatchStatus status;
        uint8 extensions;
        uint32 bidCount;
        uint32 bestWholeBid;
        bool isSubscribed;
        uint16 margin;
        uint112 above; // below the supply, which is at most 2^112
    }

    /// @dev One slot, fixed at opening.
    struct Lot {
        uint128 reservePrice;
        uint128 supply;
    }

    /// @dev One slot, of claimed bids.
    struct Tally {
        uint128 paid;
        uint32 bids;
        bool isSwept;
    }

    struct Head {
        address owner;
        BidKind kind;
        bool isClaimed;
        uint16 tick;
    }

    /// @dev Of bids for units.
    struct Units {
        uint128 quantity;
        uint128 before;
    }

    /// @dev Of rollovers and of bids for the whole; the escrow of other bids follows from tick and quantity.
    struct Deposit {
        uint128 shares;
        uint128 escrow;
    }

    address public immutable dutchAuction;
    address public immutable loanBook;
    address public immutable sealedBids;

    mapping(uint256 id => Course) internal _courses;
    mapping(uint256 id => Lot) internal _lots;
    mapping(uint256 id => uint256) internal _maxCredits; // of lenders who take units that are not sold
    mapping(uint256 id => Ticks) internal _ticks;
    mapping(uint256 id => Tally) internal _tallies;
    mapping(uint256 id => address) internal _series;
    mapping(uint256 id => uint256) internal _claimedLoanUnits;
    mapping(uint256 id => mapping(uint256 bidId => Head)) internal _heads;
    mapping(uint256 id => mapping(uint256 bidId => Units)) internal _units;
    mapping(uint256 id => mapping(uint256 bidId => Deposit)) internal _deposits;

    /// @param sealedBids_ predicted from the deployer's nonce; the factory's constructor checks.
    constructor(IDutchAuction dutchAuction_, address sealedBids_) {
        sealedBids = sealedBids_;
        dutchAuction = address(dutchAuction_);
        loanBook = dutchAuction_.loanBook();
    }

    // ---- views ----

    /// @inheritdoc IBatchAuction
    function stateOf(uint256 id) external view returns (BatchState memory found) {
        Course memory course = _courses[id];
        if (course.status == BatchStatus.None) return found;
        Lot memory lot = _lots[id];
        found.status = course.status;
        found.endsAt = course.endsAt;
        found.extensions = course.extensions;
        found.bidCount = course.bidCount;
        found.bestWholeBid = course.bestWholeBid;
        found.bestWholeAmount = _deposits[id][course.bestWholeBid].escrow;
        found.reservePrice = lot.reservePrice;
        // forge-lint: disable-next-line(unsafe-typecast)
        found.tickSize = uint128(TickBook.tickSizeUp(lot.reservePrice)); // below the reserve price, or 1
        found.supply = lot.supply;
        found.isSubscribed = course.isSubscribed;
        found.margin = course.margin;
        found.above = course.above;
        // forge-lint: disable-next-line(unsafe-typecast)
        if (course.isSubscribed) found.atMargin = uint128(_ticks[id].units[course.margin]); // kept below 2^128
        found.series = _series[id];
        // forge-lint: disable-next-line(unsafe-typecast)
        found.maxCredit = uint128(_maxCredits[id]); // a debt
    }

    /// @inheritdoc IBatchAuction
    function bidOf(uint256 id, uint256 bidId) public view returns (Bid memory found) {
        Head memory head = _heads[id][bidId];
        if (head.owner == address(0)) revert NoSuchBid(id, bidId);
        found.owner = head.owner;
        found.kind = head.kind;
        found.isClaimed = head.isClaimed;
        found.tick = head.tick;
        if (head.kind != BidKind.Whole) {
            Units memory units = _units[id][bidId];
            found.quantity = units.quantity;
            found.before = units.before;
        }
        if (head.kind == BidKind.Parts) {
            found.escrow = _escrowUp(_lots[id], head.tick, found.quantity).toUint128();
        } else {
            Deposit memory deposit = _deposits[id][bidId];
            found.shares = deposit.shares;
            found.escrow = deposit.escrow;
        }
    }

    /// @inheritdoc IBatchAuction
    function rolloverEscrowUp(uint256 id, uint256 tick, uint256 quantity, uint256 shares)
        public
        view
        returns (uint256)
    {
        if (tick > TickBook.TOP_TICK) revert TickAboveTop(tick, TickBook.TOP_TICK);
        Lot memory lot = _lots[id];
        uint256 limit = TickBook.priceOf(lot.reservePrice, tick);
        Rest memory rest = RestOfLot.read(IDutchAuction(dutchAuction), id);
        uint256 kink = rest.equityPrice().clamp(lot.reservePrice, limit);
        uint256 worst = _need(rest, lot, kink, quantity, shares).max(_need(rest, lot, limit, quantity, shares));
        return 3 + 2 * rest.weights.length + worst;
    }

    // ---- inside ----

    /// @dev What units at `price` cost beyond what the old shares are then worth; 0 when they are worth more.
    function _need(Rest memory rest, Lot memory lot, uint256 price, uint256 quantity, uint256 shares)
        private
        pure
        returns (uint256)
    {
        uint256 cost = TickBook.paymentUp(quantity, price, lot.supply);
        uint256 credit = Claims.entitledDown(rest.residualAt(price), shares, lot.supply);
        return cost > credit ? cost - credit : 0;
    }

    /// @dev Who would win now, what the lot would raise, and the debt that the rest would pay.
    function _winner(uint256 id, Course memory course) internal view returns (BatchStatus, uint256, uint256) {
        uint256 maxCredit = course.isSubscribed ? 0 : _maxCredits[id];
        Lot memory lot = _lots[id];
        uint256 best = _deposits[id][course.bestWholeBid].escrow; // 0 without a bid
        return BidOutcome.winnerOf(_marginOf(course), best, lot.reservePrice, lot.supply, maxCredit);
    }

    /// @dev What a bid comes to after the end; a rollover's credit and refund are the caller's to add.
    function _outcome(uint256 id, uint256 bidId, Bid memory found, Course memory course)
        internal
        view
        returns (Outcome memory)
    {
        Lot memory lot;
        uint256 atMargin;
        if (course.status == BatchStatus.Parts) (lot, atMargin) = (_lots[id], _ticks[id].units[course.margin]);
        return BidOutcome.outcomeOf(
            Close(course.status, course.bestWholeBid, lot.reservePrice, lot.supply, atMargin, _marginOf(course)),
            bidId,
            found
        );
    }

    function _escrowUp(Lot memory lot, uint256 tick, uint256 quantity) internal pure returns (uint256) {
        return TickBook.paymentUp(quantity, TickBook.priceOf(lot.reservePrice, tick), lot.supply);
    }

    function _marginOf(Course memory course) internal pure returns (Margin memory) {
        return Margin(course.isSubscribed, course.margin, course.above);
    }

    function _vaultOf(uint256 id) internal pure returns (address) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return address(uint160(id >> 96)); // all the bits there are
    }
}
