// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ValueRules} from "./ValueRules.sol";

/// @title The last 64 observations of a price, as a counter of price-seconds, to average over a window.
/// @notice One slot each. The price in force between two observations is their difference in price-seconds over their
/// difference in time, exactly; the price since the newest one is the caller's to know.
library Observations {
    uint256 private constant LENGTH = 64;

    /// @dev price-seconds stay below 2^120 * 2^40.
    struct Observation {
        uint40 observedAt;
        uint216 accumulator;
    }

    /// @notice Who owns a ring counts its observations, in a slot that is read anyway; `count` is of all ever made.
    struct Ring {
        Observation[64] slots;
    }

    /// @param count before this one. @param lastPrice in force until now. @param observedAt after the newest one.
    function push(Ring storage ring, uint256 count, uint256 lastPrice, uint40 observedAt) internal {
        uint256 accumulator;
        if (count != 0) accumulator = accumulatorAt(ring, count, lastPrice, observedAt);
        // forge-lint: disable-next-line(unsafe-typecast)
        ring.slots[count % LENGTH] = Observation(observedAt, uint216(accumulator));
    }

    /// @notice When the oldest kept observation was made. The ring is not empty.
    function oldestAt(Ring storage ring, uint256 count) internal view returns (uint256) {
        return ring.slots[_oldest(count) % LENGTH].observedAt;
    }

    /// @notice Price-seconds at `timestamp`, which is not before the oldest observation.
    /// @param price in force since the newest observation.
    function accumulatorAt(Ring storage ring, uint256 count, uint256 price, uint256 timestamp)
        internal
        view
        returns (uint256)
    {
        uint256 newest = count - 1;
        Observation memory last = ring.slots[newest % LENGTH];
        if (timestamp >= last.observedAt) {
            return ValueRules.accumulate(last.accumulator, price, last.observedAt, timestamp);
        }
        uint256 low = _oldest(count); // at or before the timestamp
        uint256 high = newest; // after the timestamp
        while (high - low > 1) {
            uint256 middle = (low + high) / 2;
            if (ring.slots[middle % LENGTH].observedAt <= timestamp) low = middle;
            else high = middle;
        }
        Observation memory from = ring.slots[low % LENGTH];
        Observation memory to = ring.slots[high % LENGTH];
        uint256 priceThen = (to.accumulator - from.accumulator) / (to.observedAt - from.observedAt);
        return ValueRules.accumulate(from.accumulator, priceThen, from.observedAt, timestamp);
    }

    function _oldest(uint256 count) private pure returns (uint256) {
        return count > LENGTH ? count - LENGTH : 0;
    }
}
