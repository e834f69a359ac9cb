// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDutchAuction} from "../interfaces/IDutchAuction.sol";
import {BPS, FixedMath} from "./FixedMath.sol";

enum SegmentKind {
    Exponential, // halves every halfLifeSeconds, never below endPrice
    Linear, // straight from startPrice to endPrice
    Constant // endPrice
}

/// @notice One piece of a price curve. Prices in wei for the whole lot, startPrice >= endPrice.
struct Segment {
    SegmentKind kind;
    uint256 durationSeconds;
    uint256 startPrice;
    uint256 endPrice;
    uint256 halfLifeSeconds; // Exponential only
}

/// @title Declining price curves: exact pieces, rounded up for the seller, never rising with time.
/// @notice Half-open clock: a curve of duration T answers for elapsed seconds in [0, T).
library DutchCurve {
    using FixedMath for uint256;

    error CurveEnded(uint256 elapsedSeconds, uint256 durationSeconds);

    /// @notice Prices move once per Ethereum slot: within a block's reach nobody gains by a second of delay.
    uint256 internal constant STEP_SECONDS = 12;
    uint256 private constant ROUND_0_TOP_BPS = 40_000; // of the liquidation value
    uint256 private constant ROUND_0_MIDDLE_BPS = 12_500;
    uint256 private constant ROUND_0_RESERVE_BPS = 6_000;
    uint256 private constant LATER_TOP_BPS = 13_000;
    uint256 private constant LATER_RESERVE_BPS = 4_000;

    /// @notice C_i = ceil(2^128 * 2^(-2^-i)), i = 1..64, sixteen bytes each: the factors of one binary digit of 2^-f.
    bytes internal constant HALVING_FACTORS =
        hex"b504f333f9de6484597d89b3754abea0d744fccad69d6af439a68bb9902d3fdfeac0c6e7dd24392ed02d75b3706e54fb"
        hex"f5257d152486cc2c7b9d0c7aed980fc4fa83b2db722a033a7c25bb14315d7fcdfd3e0c0cf486c174853f3a5931e0ee04"
        hex"fe9e115c7b8f884badd25995e79d2f0aff4ecb59511ec8a5301ba217ef18dd7dffa756521c8daed19f3a1b48fb94c58a"
        hex"ffd3a751c0f7e10bd3b9f8ae012fbe07ffe9d2b2f7db2755ddf1d28a378a438dfff4e91bff1b8c3d88338e0ebf284a4e"
        hex"fffa747ea0040664238f92f792405806fffd3a3b7814eb53cd7629d70fea116bfffe9d1cc60ddab126de1aec4a87e7b9"
        hex"ffff4e8e25879bfa09ea263360240c1bffffa7470363f4515426d76c762b6b62ffffd3a37dda03133bde87a8379c8933"
        hex"ffffe9d1bdf703aef21ea4dcfb0682d9fffff4e8debe025e24128a3d460731f2fffffa746f4fa1506788fbc89750bf72"
        hex"fffffd3a37a3f8b07e7c4871dc00d76ffffffe9d1bd1065a50971275792f1c84ffffff4e8de845adac77243cd0914b38"
        hex"ffffffa746f41376f74124cd483186d5ffffffd3a37a05e383e14c90273c94f6ffffffe9d1bd01fbc400bf822dc936b6"
        hex"fffffff4e8de80c062846365949b61b0fffffffa746f4050d1633246a8a0e09bfffffffd3a37a02490b9d93da3c1ebd0"
        hex"fffffffe9d1bd011525efca410b8eab8ffffffff4e8de8086bb002532d71e54effffffffa746f40426782229daaa3cfb"
        hex"ffffffffd3a37a020f641954fda6eedeffffffffe9d1bd0106bc0eba82d29b41fffffffff4e8de80832087e142666c8c"
        hex"fffffffffa746f404180e411a17228c0fffffffffd3a37a020bc9a1110c8c657fffffffffe9d1bd0105d570a98684e54"
        hex"ffffffffff4e8de8082e6e05d03521caffffffffffa746f4041727a3091acf88ffffffffffd3a37a020b8ff98ccd776c"
        hex"ffffffffffe9d1bd0105c706c876bfa0fffffffffff4e8de8082e345e4bf60cbfffffffffffa746f404171939280b0a4"
        hex"fffffffffffd3a37a020b8c5f1489862fffffffffffe9d1bd0105c6202a65c35ffffffffffff4e8de8082e30c3d3b21c"
        hex"ffffffffffffa746f40417185289fa0effffffffffffd3a37a020b8c256d0548ffffffffffffe9d1bd0105c611c084b4"
        hex"fffffffffffff4e8de8082e308a2c2defffffffffffffa746f40417184420190fffffffffffffd3a37a020b8c21d28d1"
        hex"fffffffffffffe9d1bd0105c610d9e6bffffffffffffff4e8de8082e308691b6ffffffffffffffa746f404171843397b"
        hex"ffffffffffffffd3a37a020b8c2198e6ffffffffffffffe9d1bd0105c610cb7dfffffffffffffff4e8de8082e3086581"
        hex"fffffffffffffffa746f4041718432b2fffffffffffffffd3a37a020b8c21955fffffffffffffffe9d1bd0105c610caa"
        hex"ffffffffffffffff4e8de8082e308655";

    // ---- one piece ----

    /// @notice startPrice * 2^(-elapsed / halfLife), rounded up: at or above the exact value, below it times
    /// (1 + 2^-64) plus 1 wei; exact, rounded up, at whole half-lives; non-increasing in elapsed.
    /// @param startPrice wei, < 2^128. @param halfLifeSeconds 1..2^128.
    function exponentialUp(uint256 startPrice, uint256 halfLifeSeconds, uint256 elapsedSeconds)
        internal
        pure
        returns (uint256)
    {
        uint256 halvings = elapsedSeconds / halfLifeSeconds;
        if (halvings > 128) return startPrice == 0 ? 0 : 1;
        uint256 fraction = ((elapsedSeconds - halvings * halfLifeSeconds) << 64) / halfLifeSeconds;
        return (startPrice * exp2NegUp(fraction)).divUp(2 ** (127 + halvings));
    }

    /// @notice startPrice at 0, endPrice at the duration, straight between; rounded up.
    function linearUp(uint256 startPrice, uint256 endPrice, uint256 durationSeconds, uint256 elapsedSeconds)
        internal
        pure
        returns (uint256)
    {
        return endPrice + (startPrice - endPrice).mulDivUp(durationSeconds - elapsedSeconds, durationSeconds);
    }

    function segmentPriceUp(Segment memory segment, uint256 elapsedSeconds) internal pure returns (uint256) {
        if (segment.kind == SegmentKind.Constant) return segment.endPrice;
        if (segment.kind == SegmentKind.Linear) {
            return linearUp(segment.startPrice, segment.endPrice, segment.durationSeconds, elapsedSeconds);
        }
        return exponentialUp(segment.startPrice, segment.halfLifeSeconds, elapsedSeconds).max(segment.endPrice);
    }

    // ---- the whole curve ----

    /// @notice Price in wei, `elapsedSeconds` after the start. The clock is quantised before the segment is chosen.
    function priceUp(Segment[] memory segments, uint256 elapsedSeconds) internal pure returns (uint256) {
        uint256 rest = elapsedSeconds - elapsedSeconds % STEP_SECONDS;
        uint256 total;
        for (uint256 i; i < segments.length; ++i) {
            total += segments[i].durationSeconds;
        }
        if (elapsedSeconds >= total) revert CurveEnded(elapsedSeconds, total);
        uint256 current;
        while (rest >= segments[current].durationSeconds) rest -= segments[current++].durationSeconds;
        return segmentPriceUp(segments[current], rest);
    }

    /// @notice Price in wei for all items in `round` of an auction kicked at `liquidationValue`.
    /// @param durationSeconds of each round, at least 24 h by the loan's terms; below 20 s it panics.
    function priceUp(
        uint256 round,
        uint256 liquidationValue,
        uint256 top,
        uint256 reservePrice,
        uint256 durationSeconds,
        uint256 elapsedSeconds
    ) internal pure returns (uint256) {
        return priceUp(roundCurve(round, liquidationValue, top, reservePrice, durationSeconds), elapsedSeconds);
    }

    /// @notice Price in wei for all items at `timestamp` of a round that is open from `opensAt`, half-open.
    function priceAtUp(
        uint256 round,
        uint256 liquidationValue,
        uint256 top,
        uint256 reservePrice,
        uint256 opensAt,
        uint256 durationSeconds,
        uint256 timestamp
    ) internal pure returns (uint256) {
        if (timestamp < opensAt || timestamp >= opensAt + durationSeconds) {
            revert IDutchAuction.AuctionNotOpen(timestamp, opensAt, opensAt + durationSeconds);
        }
        return priceUp(round, liquidationValue, top, reservePrice, durationSeconds, timestamp - opensAt);
    }

    /// @notice Round 0: a steep guard against a wrong appraisal, the sale phase, a last call at the reserve price.
    /// Later rounds: the sale phase from a lower top, and the last call.
    function roundCurve(
        uint256 round,
        uint256 liquidationValue,
        uint256 top,
        uint256 reservePrice,
        uint256 durationSeconds
    ) internal pure returns (Segment[] memory segments) {
        uint256 edge = durationSeconds / 12;
        Segment memory lastCall = Segment(SegmentKind.Constant, edge, reservePrice, reservePrice, 0);
        if (round == 0) {
            uint256 middle = liquidationValue.mulDivUp(ROUND_0_MIDDLE_BPS, BPS).clamp(reservePrice, top);
            segments = new Segment[](3);
            segments[0] = Segment(SegmentKind.Exponential, edge, top, middle, durationSeconds / 20);
            segments[1] = Segment(SegmentKind.Linear, durationSeconds - 2 * edge, middle, reservePrice, 0);
            segments[2] = lastCall;
        } else {
            segments = new Segment[](2);
            segments[0] = Segment(SegmentKind.Linear, durationSeconds - edge, top, reservePrice, 0);
            segments[1] = lastCall;
        }
    }

    // ---- what a round starts and ends at ----

    /// @notice Lowest price of the round: a part of the liquidation value (down, so that it sells), never below what
    /// the lenders asked for (`conversionPrice`), never zero.
    function reservePriceDown(uint256 round, uint256 liquidationValue, uint256 conversionPrice)
        internal
        pure
        returns (uint256)
    {
        uint256 reserveBps = round == 0 ? ROUND_0_RESERVE_BPS : LATER_RESERVE_BPS;
        return liquidationValue.mulDivDown(reserveBps, BPS).max(conversionPrice).max(1);
    }

    /// @notice Start price of the round: at least twice the reserve price, so a wrong appraisal still finds a price.
    function topUp(uint256 round, uint256 liquidationValue, uint256 reservePrice) internal pure returns (uint256) {
        uint256 topBps = round == 0 ? ROUND_0_TOP_BPS : LATER_TOP_BPS;
        return liquidationValue.mulDivUp(topBps, BPS).max(2 * reservePrice);
    }

    /// @notice One item's part of the price by its weight; the parts sum to the price or at most one wei an item above.
    function itemPriceUp(uint256 price, uint256 weight, uint256 totalWeight) internal pure returns (uint256) {
        return price.mulDivUp(weight, totalWeight);
    }

    /// @notice 2^127 * 2^(-fraction / 2^64), fraction < 2^64; every factor rounds up, by less than 128 in all.
    function exp2NegUp(uint256 fraction) internal pure returns (uint256 power) {
        bytes memory factors = HALVING_FACTORS;
        power = 1 << 127;
        // power <= 2^127 and factor < 2^128: no sum here reaches 2^256.
        unchecked {
            for (uint256 i; i < 64; ++i) {
                if (fraction >> (63 - i) & 1 == 0) continue;
                uint256 factor;
                assembly ("memory-safe") {
                    factor := shr(128, mload(add(add(factors, 32), shl(4, i))))
                }
                power = (power * factor + type(uint128).max) >> 128;
            }
        }
    }
}
