// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BPS, FixedMath} from "./FixedMath.sol";

/// @title The middle of weighted appraisals, and how far they lie apart.
/// @notice Colluders with less than half of the weight cannot move the median outside the honest values.
library WeightedMedian {
    using FixedMath for uint256;

    error WeightsMissing();

    /// @notice The first value at which at least half of the weight is reached: the lower median.
    /// @param sorted ascending, the caller's duty. @param weights of the same values; total > 0.
    function lowerMedian(uint256[] memory sorted, uint256[] memory weights) internal pure returns (uint256) {
        return sorted[_medianIndex(weights)];
    }

    /// @notice Weighted lower median of |value - median| in bps of the median, rounded down. Median > 0.
    /// @dev Walks outward from the median, always to the nearer neighbour, so the deviations come in ascending order
    /// without a second sort.
    function dispersionBpsDown(uint256[] memory sorted, uint256[] memory weights) internal pure returns (uint256) {
        uint256 total = _sum(weights);
        uint256 middle = _medianIndex(weights);
        uint256 median = sorted[middle];
        uint256 left = middle; // next to visit on the left is left - 1
        uint256 right = middle + 1;
        uint256 reached = weights[middle];
        uint256 deviation;
        while (2 * reached < total) {
            uint256 below = left == 0 ? type(uint256).max : median - sorted[left - 1];
            uint256 above = right == sorted.length ? type(uint256).max : sorted[right] - median;
            deviation = below.min(above);
            reached += below <= above ? weights[--left] : weights[right++];
        }
        return deviation.mulDivDown(BPS, median);
    }

    function _medianIndex(uint256[] memory weights) private pure returns (uint256 index) {
        uint256 total = _sum(weights);
        if (total == 0) revert WeightsMissing();
        uint256 reached = weights[0];
        while (2 * reached < total) reached += weights[++index];
    }

    function _sum(uint256[] memory weights) private pure returns (uint256 total) {
        for (uint256 i; i < weights.length; ++i) {
            total += weights[i];
        }
    }
}
