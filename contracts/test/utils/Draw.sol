// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Turns a fuzzed word into an input that is likely to hurt: limits, powers of two and their neighbours.
library Draw {
    function within(uint256 seed, uint256 low, uint256 high) internal pure returns (uint256) {
        if (high - low == type(uint256).max) return seed;
        return low + seed % (high - low + 1);
    }

    /// @notice 0..2^128 - 1: two draws of five are edges, the rest has a uniform number of digits.
    function amount(uint256 seed) internal pure returns (uint256) {
        uint256 rest = seed / 5;
        if (seed % 5 < 2) {
            uint256[16] memory edges = [
                uint256(0),
                1,
                2,
                3,
                1e6,
                1e18 - 1,
                1e18,
                1e18 + 1,
                2 ** 64 - 1,
                2 ** 64,
                2 ** 96,
                2 ** 112 - 1,
                2 ** 112,
                2 ** 127,
                2 ** 128 - 2,
                2 ** 128 - 1
            ];
            return edges[rest % 16];
        }
        return (rest >> 8 & type(uint128).max) >> (rest % 128);
    }

    function amountIn(uint256 seed, uint256 low, uint256 high) internal pure returns (uint256) {
        uint256 drawn = amount(seed);
        return drawn >= low && drawn <= high ? drawn : within(uint256(keccak256(abi.encode(seed))), low, high);
    }
}
