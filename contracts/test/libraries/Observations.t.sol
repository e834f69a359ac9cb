// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Observations} from "../../src/libraries/Observations.sol";
import {vm, within} from "../utils/Vm.sol";

/// @notice The ring against a naive list that forgets nothing.
contract ObservationsTest {
    using Observations for Observations.Ring;

    Observations.Ring private ring;
    uint256[] private times;
    uint256[] private prices;

    function _push(uint256 time, uint256 price) private {
        uint256 last = prices.length == 0 ? 0 : prices[prices.length - 1];
        ring.push(times.length, last, uint40(time));
        times.push(time);
        prices.push(price);
    }

    /// @dev Price-seconds from `from` to `to`, second by second of the list.
    function _integral(uint256 from, uint256 to) private view returns (uint256 sum) {
        for (uint256 i; i < times.length; ++i) {
            uint256 start = times[i] > from ? times[i] : from;
            uint256 end = i + 1 < times.length && times[i + 1] < to ? times[i + 1] : to;
            if (end > start) sum += prices[i] * (end - start);
        }
    }

    /// @dev More pushes than places, any window that the ring still covers.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_accumulatorAt_EqualsTheNaiveIntegral(uint256 seed, uint256 count) external {
        count = within(count, 1, 150);
        uint256 time = 1_800_000_000;
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _push(time, within(seed, 1, 2 ** 120));
            time += within(seed >> 128, 1, 1 days);
        }
        uint256 oldest = ring.oldestAt(count);
        vm.assertEq(oldest, times[count > 64 ? count - 64 : 0]);
        uint256 current = prices[count - 1];
        for (uint256 i; i < 8; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 from = within(seed, oldest, time);
            uint256 to = within(seed >> 128, from, time);
            uint256 sum = ring.accumulatorAt(count, current, to) - ring.accumulatorAt(count, current, from);
            vm.assertEq(sum, _integral(from, to));
        }
    }

    function test_accumulatorAt_AtTheObservationsThemselves() external {
        _push(100, 5);
        _push(110, 7);
        _push(120, 1);
        vm.assertEq(ring.accumulatorAt(3, 1, 100), 0);
        vm.assertEq(ring.accumulatorAt(3, 1, 109), 45);
        vm.assertEq(ring.accumulatorAt(3, 1, 110), 50);
        vm.assertEq(ring.accumulatorAt(3, 1, 111), 57);
        vm.assertEq(ring.accumulatorAt(3, 1, 120), 120);
        vm.assertEq(ring.accumulatorAt(3, 1, 130), 130);
    }
}
