// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibBit} from "solady/utils/LibBit.sol";
import {IBatchAuction} from "../interfaces/IBatchAuction.sol";
import {BPS, FixedMath} from "./FixedMath.sol";

/// @notice Units bid at each tick, and which ticks have any: 256 words of 256 bits, and one word that says which of
/// them are not empty.
struct Ticks {
    mapping(uint256 tick => uint256) units;
    mapping(uint256 word => uint256) words;
    uint256 summary;
}

/// @notice Where a book stands. Either it is not subscribed, and `above` is all units bid, less than the supply; or
/// `tick` is the highest at and above which the bids take the whole supply, and `above` those above it take less.
struct Margin {
    bool isSubscribed;
    uint256 tick;
    uint256 above;
}

/// @title A book of limit bids that clears as it fills: bids never leave, so the margin only rises.
/// @notice Limit prices lie on a grid: the reserve price and 65,535 steps of a thousandth of it, rounded up.
library TickBook {
    using FixedMath for uint256;

    uint256 internal constant TOP_TICK = 65_535;
    uint256 internal constant LEAST_BIDS_FOR_ALL = 1_000;
    uint256 private constant TICK_BPS = 10; // of the reserve price

    // ---- prices and amounts ----

    function tickSizeUp(uint256 reservePrice) internal pure returns (uint256) {
        return reservePrice.mulDivUp(TICK_BPS, BPS);
    }

    /// @notice Wei for the whole lot.
    function priceOf(uint256 reservePrice, uint256 tick) internal pure returns (uint256) {
        return reservePrice + tickSizeUp(reservePrice) * tick;
    }

    /// @notice The smallest bid: fewer than 1,000 ticks can then lie above the margin, which bounds its longest walk.
    function leastQuantityUp(uint256 supply) internal pure returns (uint256) {
        return supply.divUp(LEAST_BIDS_FOR_ALL);
    }

    /// @notice Wei that `units` cost one bidder at `price` for the lot; rounded up for the seller.
    function paymentUp(uint256 units, uint256 price, uint256 supply) internal pure returns (uint256) {
        return units.mulDivUp(price, supply);
    }

    // ---- the book ----

    /// @notice Reverts for a bid the book does not take.
    function requireTakes(Ticks storage ticks, Margin memory margin, uint256 supply, uint256 tick, uint256 quantity)
        internal
        view
    {
        if (tick > TOP_TICK) revert IBatchAuction.TickAboveTop(tick, TOP_TICK);
        uint256 least = leastQuantityUp(supply);
        if (quantity < least) revert IBatchAuction.BidTooSmall(quantity, least);
        if (quantity > supply) revert IBatchAuction.BidAboveSupply(quantity, supply);
        if (margin.isSubscribed && tick < margin.tick) revert IBatchAuction.BidBelowMargin(tick, margin.tick);
        uint256 room = type(uint128).max - ticks.units[tick];
        if (quantity > room) revert IBatchAuction.TickFull(quantity, room);
    }

    /// @notice Adds a bid the book takes, and moves the margin up while the bids above it take the whole supply.
    /// @return before units bid earlier at the tick.
    function place(Ticks storage ticks, Margin memory margin, uint256 supply, uint256 tick, uint256 quantity)
        internal
        returns (uint256 before)
    {
        before = ticks.units[tick];
        ticks.units[tick] = before + quantity;
        if (before == 0) _mark(ticks, tick);
        if (margin.isSubscribed && tick == margin.tick) return before;
        margin.above += quantity;
        while (margin.above >= supply) {
            margin.tick = _lowest(ticks, margin.isSubscribed ? margin.tick + 1 : 0);
            margin.isSubscribed = true;
            margin.above -= ticks.units[margin.tick];
        }
    }

    /// @notice Units a bid gets: all above the margin and in a book that is not subscribed, none below. At the margin
    /// the difference of two floors, so that all fills sum to the supply and each is within 1 unit of its exact part.
    function fill(
        Margin memory margin,
        uint256 atMargin,
        uint256 supply,
        uint256 tick,
        uint256 quantity,
        uint256 before
    ) internal pure returns (uint256) {
        if (!margin.isSubscribed || tick > margin.tick) return quantity;
        if (tick < margin.tick) return 0;
        uint256 left = supply - margin.above;
        return (before + quantity).mulDivDown(left, atMargin) - before.mulDivDown(left, atMargin);
    }

    // ---- inside ----

    function _mark(Ticks storage ticks, uint256 tick) private {
        uint256 word = tick >> 8;
        uint256 bits = ticks.words[word];
        if (bits == 0) ticks.summary |= 1 << word;
        ticks.words[word] = bits | 1 << (tick & 0xff);
    }

    /// @dev The lowest tick with bids that is not below `from`; the caller knows there is one.
    function _lowest(Ticks storage ticks, uint256 from) private view returns (uint256) {
        uint256 word = from >> 8;
        uint256 bits = ticks.words[word] >> (from & 0xff) << (from & 0xff);
        if (bits == 0) {
            uint256 rest = ticks.summary >> (word + 1) << (word + 1);
            word = LibBit.ffs(rest);
            bits = ticks.words[word];
        }
        return word << 8 | LibBit.ffs(bits);
    }
}
