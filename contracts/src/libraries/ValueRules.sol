// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BPS, DAY, FixedMath} from "./FixedMath.sol";

/// @title From appraisals and floor prices to the value to borrow against, the value to liquidate at, and the breaker.
/// @notice Values in wei, at most 2^120; times in seconds. Down for borrowing, up for liquidating.
library ValueRules {
    using FixedMath for uint256;

    uint256 internal constant GROWTH_BPS_PER_DAY = 5_000;
    uint256 internal constant GROWTH_SPAN_SECONDS = 2 * DAY; // silence earns no more growth than this
    uint256 internal constant HAIRCUT_MIN_BPS = 500;
    uint256 internal constant HAIRCUT_MAX_BPS = 6_000;
    uint256 internal constant BREAKER_JUMP_BPS = 3_000;
    uint256 internal constant BREAKER_SPAN_SECONDS = 6 hours;
    uint256 internal constant BREAKER_DISPERSION_BPS = 2_500;

    // ---- time-weighted average price ----

    /// @notice The price-seconds counter at `timestamp`, when `price` has been in force since `observedAt`.
    function accumulate(uint256 accumulator, uint256 price, uint256 observedAt, uint256 timestamp)
        internal
        pure
        returns (uint256)
    {
        return accumulator + price * (timestamp - observedAt);
    }

    function twapDown(uint256 accumulatorNow, uint256 accumulatorThen, uint256 windowSeconds)
        internal
        pure
        returns (uint256)
    {
        return (accumulatorNow - accumulatorThen) / windowSeconds;
    }

    function twapUp(uint256 accumulatorNow, uint256 accumulatorThen, uint256 windowSeconds)
        internal
        pure
        returns (uint256)
    {
        return (accumulatorNow - accumulatorThen).divUp(windowSeconds);
    }

    // ---- values ----

    /// @notice The appraisal, but no more than `rarityCapBps` of the collection's 7-day floor.
    function spotValueDown(uint256 appraisal, uint256 floorTwap, uint256 rarityCapBps) internal pure returns (uint256) {
        return appraisal.min(floorTwap.mulDivDown(rarityCapBps, BPS));
    }

    /// @notice `spotValue`, but at most 50 % a day above `lastLimitedValue`; it may fall at once.
    function limitedValueDown(uint256 spotValue, uint256 lastLimitedValue, uint256 sinceLastSeconds)
        internal
        pure
        returns (uint256)
    {
        uint256 growth = GROWTH_BPS_PER_DAY * sinceLastSeconds.min(GROWTH_SPAN_SECONDS);
        return spotValue.min(lastLimitedValue + lastLimitedValue.mulDivDown(growth, BPS * DAY));
    }

    function haircutBps(uint256 baseBps, uint256 dispersionBps, uint256 forcedSaleDiscountBps)
        internal
        pure
        returns (uint256)
    {
        return (baseBps + dispersionBps + forcedSaleDiscountBps).clamp(HAIRCUT_MIN_BPS, HAIRCUT_MAX_BPS);
    }

    function borrowValueDown(uint256 limitedValue, uint256 haircut) internal pure returns (uint256) {
        return limitedValue.mulDivDown(BPS - haircut, BPS);
    }

    /// @notice A short crash does not sell an item cheaply: the higher of the value now and its 24-hour average.
    function liquidationValueUp(uint256 spotValue, uint256 spotTwapUp) internal pure returns (uint256) {
        return spotValue.max(spotTwapUp);
    }

    // ---- breaker ----

    /// @notice True when the appraisal moved by more than 30 % of the last one within 6 hours (both ends included).
    function isJump(uint256 appraisal, uint256 lastAppraisal, uint256 sinceLastSeconds) internal pure returns (bool) {
        uint256 moved = appraisal > lastAppraisal ? appraisal - lastAppraisal : lastAppraisal - appraisal;
        return sinceLastSeconds <= BREAKER_SPAN_SECONDS && moved * BPS > BREAKER_JUMP_BPS * lastAppraisal;
    }

    function isTripped(uint256 appraisal, uint256 lastAppraisal, uint256 sinceLastSeconds, uint256 dispersionBps)
        internal
        pure
        returns (bool)
    {
        return isJump(appraisal, lastAppraisal, sinceLastSeconds) || dispersionBps > BREAKER_DISPERSION_BPS;
    }
}
