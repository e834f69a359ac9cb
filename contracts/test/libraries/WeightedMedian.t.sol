// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {WeightedMedian} from "../../src/libraries/WeightedMedian.sol";
import {Draw} from "../utils/Draw.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

contract WeightedMedianTest {
    MechHarness private immutable HARNESS = new MechHarness();

    function test_lowerMedian_RevertWhen_WeightsAreMissing() external {
        vm.expectRevert(abi.encodeWithSelector(WeightedMedian.WeightsMissing.selector));
        HARNESS.lowerMedian(new uint256[](2), new uint256[](2));
        vm.expectRevert(abi.encodeWithSelector(WeightedMedian.WeightsMissing.selector));
        HARNESS.lowerMedian(new uint256[](0), new uint256[](0));
    }

    function test_lowerMedian_dispersionBpsDown_Vectors() external view {
        string memory json = Vectors.read("median");
        uint256[] memory count = Vectors.uints(json, ".count");
        uint256[] memory allValues = Vectors.uints(json, ".value");
        uint256[] memory allWeights = Vectors.uints(json, ".weight");
        uint256[] memory median = new uint256[](count.length);
        uint256[] memory dispersion = new uint256[](count.length);
        uint256 next;
        for (uint256 i; i < count.length; ++i) {
            uint256[] memory sorted = new uint256[](count[i]);
            uint256[] memory weights = new uint256[](count[i]);
            for (uint256 j; j < count[i]; ++j) {
                (sorted[j], weights[j]) = (allValues[next], allWeights[next]);
                ++next;
            }
            median[i] = WeightedMedian.lowerMedian(sorted, weights);
            dispersion[i] = WeightedMedian.dispersionBpsDown(sorted, weights);
        }
        vm.assertEq(median, Vectors.uints(json, ".median"), "median");
        vm.assertEq(dispersion, Vectors.uints(json, ".dispersionBps"), "dispersionBps");
    }

    /// @dev Colluders hold less than half of the weight and say anything; the honest values bound the median.
    function testFuzz_lowerMedian_ColludersCannotLeaveTheHonestRange(uint256[7] memory seeds) external pure {
        (uint256[] memory sorted, uint256[] memory weights) = _draw(seeds);
        uint256 total;
        for (uint256 i; i < 7; ++i) {
            total += weights[i];
        }
        vm.assume(total > 0);
        uint256 lied;
        uint256 lowest = type(uint256).max;
        uint256 highest;
        for (uint256 i; i < 7; ++i) {
            uint256 who = (i * 3 + seeds[0] % 7) % 7;
            if (2 * (lied + weights[who]) < total) {
                lied += weights[who];
            } else {
                if (sorted[who] < lowest) lowest = sorted[who];
                if (sorted[who] > highest) highest = sorted[who];
            }
        }
        uint256 median = WeightedMedian.lowerMedian(sorted, weights);
        vm.assertTrue(median >= lowest && median <= highest, "outside the honest values");
    }

    function testFuzz_lowerMedian_HalfOfTheWeightIsReachedThereAndNotBefore(uint256[7] memory seeds) external pure {
        (uint256[] memory sorted, uint256[] memory weights) = _draw(seeds);
        uint256 total;
        uint256 below;
        uint256 upTo;
        for (uint256 i; i < 7; ++i) {
            total += weights[i];
        }
        vm.assume(total > 0);
        uint256 median = WeightedMedian.lowerMedian(sorted, weights);
        for (uint256 i; i < 7; ++i) {
            if (sorted[i] < median) below += weights[i];
            if (sorted[i] <= median) upTo += weights[i];
        }
        vm.assertTrue(2 * below < total && 2 * upTo >= total, "not the first value with half of the weight");
    }

    function testFuzz_lowerMedian_NeverFallsWhenOneValueRises(uint256[7] memory seeds, uint256 more) external pure {
        (uint256[] memory sorted, uint256[] memory weights) = _draw(seeds);
        weights[0] += 1;
        uint256 median = WeightedMedian.lowerMedian(sorted, weights);
        sorted[6] += Draw.amountIn(more, 0, 2 ** 100); // the last may rise and the order stays
        vm.assertGe(WeightedMedian.lowerMedian(sorted, weights), median, "fell");
        for (uint256 i = 6; i > 0; --i) {
            sorted[i - 1] = sorted[i]; // each in turn up to its neighbour
            vm.assertGe(WeightedMedian.lowerMedian(sorted, weights), median, "fell");
        }
    }

    /// @dev The definition: half of the weight lies within the dispersion, and not within any smaller deviation.
    function testFuzz_dispersionBpsDown_IsTheMedianDeviation(uint256[7] memory seeds) external pure {
        (uint256[] memory sorted, uint256[] memory weights) = _draw(seeds);
        weights[3] += 1;
        uint256 median = WeightedMedian.lowerMedian(sorted, weights);
        uint256 dispersion = WeightedMedian.dispersionBpsDown(sorted, weights);
        uint256 total;
        uint256 below;
        uint256 upTo;
        for (uint256 i; i < 7; ++i) {
            uint256 apart = sorted[i] > median ? sorted[i] - median : median - sorted[i];
            uint256 bps = apart * 10_000 / median;
            total += weights[i];
            if (bps < dispersion) below += weights[i];
            if (bps <= dispersion) upTo += weights[i];
        }
        vm.assertTrue(2 * below < total && 2 * upTo >= total, "not the weighted lower median of the deviations");
    }

    /// @dev Seven ascending values, near one another half of the time, with ties; weights include zero.
    function _draw(uint256[7] memory seeds) private pure returns (uint256[] memory sorted, uint256[] memory weights) {
        sorted = new uint256[](7);
        weights = new uint256[](7);
        uint256 last = Draw.amountIn(seeds[0], 1, 2 ** 112);
        for (uint256 i; i < 7; ++i) {
            uint256 step = seeds[i] % 3 == 0 ? 0 : seeds[i] % 3 == 1 ? last / 20 : Draw.amountIn(seeds[i], 0, 2 ** 112);
            sorted[i] = last += step;
            weights[i] = seeds[i] >> 200 & 3 == 0 ? 0 : seeds[i] >> 204 & 0x3ff;
        }
    }
}
