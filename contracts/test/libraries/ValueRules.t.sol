// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ValueRules} from "../../src/libraries/ValueRules.sol";
import {Draw} from "../utils/Draw.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

contract ValueRulesTest {
    uint256 private constant HIGHEST = 2 ** 120;
    MechHarness private immutable HARNESS = new MechHarness();

    // ---- refusals ----

    function test_twapDown_RevertWhen_WindowIsEmpty() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        HARNESS.twapDown(1, 0, 0);
    }

    function test_accumulate_RevertWhen_TimeRunsBackwards() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        HARNESS.accumulate(0, 1, 10, 9);
    }

    // ---- vectors ----

    function test_twap_Vectors() external view {
        string memory json = Vectors.read("valuation");
        uint256[] memory count = Vectors.uints(json, ".twap.observationCount");
        uint256[] memory timestamp = Vectors.uints(json, ".twap.now");
        uint256[] memory window = Vectors.uints(json, ".twap.windowSeconds");
        uint256[] memory price = Vectors.uints(json, ".twap.price");
        uint256[] memory observedAt = Vectors.uints(json, ".twap.observedAt");
        uint256[][4] memory got;
        for (uint256 k; k < 4; ++k) {
            got[k] = new uint256[](count.length);
        }
        uint256 next;
        for (uint256 i; i < count.length; ++i) {
            uint256 end = next + count[i];
            got[0][i] = _counterAt(price, observedAt, next, end, timestamp[i]);
            got[1][i] = _counterAt(price, observedAt, next, end, timestamp[i] - window[i]);
            got[2][i] = ValueRules.twapDown(got[0][i], got[1][i], window[i]);
            got[3][i] = ValueRules.twapUp(got[0][i], got[1][i], window[i]);
            next = end;
        }
        string[4] memory names = ["accumulatorNow", "accumulatorThen", "twapDown", "twapUp"];
        for (uint256 k; k < 4; ++k) {
            vm.assertEq(got[k], Vectors.uints(json, string.concat(".twap.", names[k])), names[k]);
        }
    }

    function test_spotValueDown_Vectors() external view {
        string memory json = Vectors.read("valuation");
        uint256[] memory appraisal = Vectors.uints(json, ".spotValue.appraisal");
        uint256[] memory floorTwap = Vectors.uints(json, ".spotValue.floorTwap");
        uint256[] memory rarityCap = Vectors.uints(json, ".spotValue.rarityCapBps");
        for (uint256 i; i < appraisal.length; ++i) {
            appraisal[i] = ValueRules.spotValueDown(appraisal[i], floorTwap[i], rarityCap[i]);
        }
        vm.assertEq(appraisal, Vectors.uints(json, ".spotValue.spotValue"), "spotValue.spotValue");
    }

    function test_limitedValueDown_Vectors() external view {
        string memory json = Vectors.read("valuation");
        uint256[] memory spot = Vectors.uints(json, ".limitedValue.spotValue");
        uint256[] memory last = Vectors.uints(json, ".limitedValue.lastLimitedValue");
        uint256[] memory since = Vectors.uints(json, ".limitedValue.sinceLastSeconds");
        for (uint256 i; i < spot.length; ++i) {
            spot[i] = ValueRules.limitedValueDown(spot[i], last[i], since[i]);
        }
        vm.assertEq(spot, Vectors.uints(json, ".limitedValue.limitedValue"), "limitedValue.limitedValue");
    }

    function test_haircutBps_borrowValueDown_Vectors() external view {
        string memory json = Vectors.read("valuation");
        uint256[] memory base = Vectors.uints(json, ".borrowValue.baseBps");
        uint256[] memory dispersion = Vectors.uints(json, ".borrowValue.dispersionBps");
        uint256[] memory discount = Vectors.uints(json, ".borrowValue.forcedSaleDiscountBps");
        uint256[] memory limited = Vectors.uints(json, ".borrowValue.limitedValue");
        for (uint256 i; i < base.length; ++i) {
            base[i] = ValueRules.haircutBps(base[i], dispersion[i], discount[i]);
            limited[i] = ValueRules.borrowValueDown(limited[i], base[i]);
        }
        vm.assertEq(base, Vectors.uints(json, ".borrowValue.haircutBps"), "borrowValue.haircutBps");
        vm.assertEq(limited, Vectors.uints(json, ".borrowValue.borrowValue"), "borrowValue.borrowValue");
    }

    function test_liquidationValueUp_Vectors() external view {
        string memory json = Vectors.read("valuation");
        uint256[] memory spot = Vectors.uints(json, ".liquidationValue.spotValue");
        uint256[] memory twap = Vectors.uints(json, ".liquidationValue.spotTwapUp");
        for (uint256 i; i < spot.length; ++i) {
            spot[i] = ValueRules.liquidationValueUp(spot[i], twap[i]);
        }
        vm.assertEq(spot, Vectors.uints(json, ".liquidationValue.liquidationValue"), "liquidationValue");
    }

    function test_isTripped_Vectors() external view {
        string memory json = Vectors.read("valuation");
        uint256[] memory appraisal = Vectors.uints(json, ".breaker.appraisal");
        uint256[] memory last = Vectors.uints(json, ".breaker.lastAppraisal");
        uint256[] memory since = Vectors.uints(json, ".breaker.sinceLastSeconds");
        uint256[] memory dispersion = Vectors.uints(json, ".breaker.dispersionBps");
        bool[] memory tripped = Vectors.flags(json, ".breaker.isTripped");
        for (uint256 i; i < appraisal.length; ++i) {
            bool got = ValueRules.isTripped(appraisal[i], last[i], since[i], dispersion[i]);
            vm.assertTrue(got == tripped[i], "breaker.isTripped");
        }
    }

    // ---- laws ----

    function testFuzz_twapDown_LiesBetweenTheObservedPrices(uint256[5] memory seeds, uint24[5] memory waits)
        external
        pure
    {
        uint256 accumulator;
        uint256 timestamp;
        uint256 lowest = type(uint256).max;
        uint256 highest;
        for (uint256 i; i < 5; ++i) {
            uint256 price = Draw.amountIn(seeds[i], 0, HIGHEST);
            uint256 next = timestamp + 1 + waits[i];
            accumulator = ValueRules.accumulate(accumulator, price, timestamp, next);
            timestamp = next;
            if (price < lowest) lowest = price;
            if (price > highest) highest = price;
        }
        uint256 down = ValueRules.twapDown(accumulator, 0, timestamp);
        uint256 up = ValueRules.twapUp(accumulator, 0, timestamp);
        vm.assertTrue(down >= lowest && up <= highest, "outside the observed prices");
        vm.assertTrue(up - down <= 1 && (up == down) == (down * timestamp == accumulator), "up is not the next wei");
    }

    function testFuzz_limitedValueDown_GrowsByHalfADayAtMost(uint256 seedS, uint256 seedP, uint40 since)
        external
        pure
    {
        uint256 spot = Draw.amountIn(seedS, 0, HIGHEST);
        uint256 last = Draw.amountIn(seedP, 0, HIGHEST);
        uint256 limited = ValueRules.limitedValueDown(spot, last, since);
        vm.assertLe(limited, spot, "above the spot value");
        vm.assertLe(limited, 2 * last, "more than doubled by one round");
        if (spot <= last) vm.assertEq(limited, spot, "a fall was held up");
        if (limited > last) {
            uint256 counted = since < 2 days ? since : 2 days;
            vm.assertLe((limited - last) * 2 days, last * counted, "grew faster than 50 % a day");
        }
    }

    function testFuzz_borrowValueDown_NeverExceedsTheLiquidationValue(uint256[5] memory seeds, uint16[3] memory bps)
        external
        pure
    {
        uint256 spot = ValueRules.spotValueDown(
            Draw.amountIn(seeds[0], 1, HIGHEST), Draw.amountIn(seeds[1], 0, HIGHEST), seeds[4] % 100_000
        );
        uint256 limited = ValueRules.limitedValueDown(spot, Draw.amountIn(seeds[2], 0, HIGHEST), seeds[4] % 3 days);
        uint256 haircut = ValueRules.haircutBps(bps[0], bps[1], bps[2]);
        uint256 borrow = ValueRules.borrowValueDown(limited, haircut);
        uint256 liquidation = ValueRules.liquidationValueUp(spot, Draw.amountIn(seeds[3], 0, HIGHEST));
        vm.assertTrue(haircut >= 500 && haircut <= 6000, "haircut out of range");
        vm.assertTrue(borrow <= spot && spot <= liquidation, "borrow, spot and liquidation value out of order");
    }

    // ---- the counter over an observed series ----

    function _counterAt(
        uint256[] memory price,
        uint256[] memory observedAt,
        uint256 first,
        uint256 end,
        uint256 timestamp
    ) private pure returns (uint256 accumulator) {
        for (uint256 i = first; i < end && observedAt[i] <= timestamp; ++i) {
            uint256 until = i + 1 < end && observedAt[i + 1] < timestamp ? observedAt[i + 1] : timestamp;
            accumulator = ValueRules.accumulate(accumulator, price[i], observedAt[i], until);
        }
    }
}
