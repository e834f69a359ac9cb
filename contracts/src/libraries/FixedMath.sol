// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

uint256 constant WAD = 1e18;
uint256 constant BPS = 10_000;
uint256 constant DAY = 86_400; // seconds
uint256 constant YEAR = 31_536_000; // seconds, ACT/365
uint256 constant INTEREST_SCALE = BPS * YEAR; // an interest numerator over this is wei

/// @title Division with a named rounding direction, and the early cast to 128 bits.
/// @notice Every amount is at most 2^128 - 1 and every divisor in 1..2^128, so a product, and a product plus a divisor,
/// fits 256 bits. Outside these widths a function is still exact or reverts; nothing wraps.
library FixedMath {
    error AmountAbove128Bits(uint256 amount, uint256 limit);

    function mulDivDown(uint256 a, uint256 b, uint256 divisor) internal pure returns (uint256) {
        return a * b / divisor;
    }

    function mulDivUp(uint256 a, uint256 b, uint256 divisor) internal pure returns (uint256) {
        return divUp(a * b, divisor);
    }

    function divUp(uint256 numerator, uint256 divisor) internal pure returns (uint256) {
        return (numerator + divisor - 1) / divisor;
    }

    /// @notice Cast where an amount enters, never late: a cast that fails at settlement would lock everybody's money.
    function toUint128(uint256 amount) internal pure returns (uint128) {
        if (amount > type(uint128).max) revert AmountAbove128Bits(amount, type(uint128).max);
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint128(amount); // checked above
    }

    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }

    /// @notice The nearest amount to `a` in [low, high]; `low` when the bounds cross.
    function clamp(uint256 a, uint256 low, uint256 high) internal pure returns (uint256) {
        return max(low, min(a, high));
    }
}
