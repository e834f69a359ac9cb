// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DutchCurve, Segment, SegmentKind} from "../../src/libraries/DutchCurve.sol";
import {FixedMath} from "../../src/libraries/FixedMath.sol";
import {Draw} from "../utils/Draw.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

contract DutchCurveTest {
    uint256 private constant MAX = type(uint128).max;
    MechHarness private immutable HARNESS = new MechHarness();

    struct Round {
        uint256 round;
        uint256 value;
        uint256 top;
        uint256 reservePrice;
        uint256 duration;
    }

    // ---- refusals ----

    function test_roundPriceUp_RevertWhen_TheRoundIsOver() external {
        vm.expectRevert(abi.encodeWithSelector(DutchCurve.CurveEnded.selector, 86_400, 86_400));
        HARNESS.roundPriceUp(0, 1e18, 4e18, 0.5e18, 86_400, 86_400);
    }

    function test_linearUp_RevertWhen_ThePriceWouldRise() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        HARNESS.linearUp(1, 2, 10, 5);
    }

    function test_linearUp_RevertWhen_PastTheEnd() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        HARNESS.linearUp(2, 1, 10, 11);
    }

    function test_exponentialUp_RevertWhen_HalfLifeIsZero() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        HARNESS.exponentialUp(1, 0, 1);
    }

    // ---- vectors ----

    function test_exponentialUp_Vectors() external view {
        string memory json = Vectors.read("exponential");
        uint256[] memory start = Vectors.uints(json, ".decay.startPrice");
        uint256[] memory halfLife = Vectors.uints(json, ".decay.halfLifeSeconds");
        uint256[] memory elapsed = Vectors.uints(json, ".decay.elapsedSeconds");
        uint256[] memory exactUp = Vectors.uints(json, ".decay.exactUp");
        uint256[] memory got = new uint256[](start.length);
        for (uint256 i; i < start.length; ++i) {
            got[i] = DutchCurve.exponentialUp(start[i], halfLife[i], elapsed[i]);
            vm.assertGe(got[i], exactUp[i], "below the exact price");
            vm.assertLe(got[i], exactUp[i] + (exactUp[i] >> 64) + 1, "above the bound");
        }
        vm.assertEq(got, Vectors.uints(json, ".decay.price"), "decay.price");
    }

    function test_exp2NegUp_Vectors() external view {
        string memory json = Vectors.read("exponential");
        uint256[] memory fraction = Vectors.uints(json, ".power.fraction");
        uint256[] memory got = new uint256[](fraction.length);
        for (uint256 i; i < fraction.length; ++i) {
            got[i] = DutchCurve.exp2NegUp(fraction[i]);
        }
        vm.assertEq(got, Vectors.uints(json, ".power.power"), "power.power");
    }

    function test_exp2NegUp_ConstantsAreTheRecomputedOnes() external view {
        uint256[] memory factor = Vectors.uints(Vectors.read("exponential"), ".factor");
        bytes memory joined;
        for (uint256 i; i < factor.length; ++i) {
            joined = abi.encodePacked(joined, FixedMath.toUint128(factor[i]));
        }
        vm.assertEq(DutchCurve.HALVING_FACTORS, joined, "factors");
    }

    function test_linearUp_Vectors() external view {
        string memory json = Vectors.read("linear");
        uint256[] memory start = Vectors.uints(json, ".startPrice");
        uint256[] memory end = Vectors.uints(json, ".endPrice");
        uint256[] memory duration = Vectors.uints(json, ".durationSeconds");
        uint256[] memory elapsed = Vectors.uints(json, ".elapsedSeconds");
        uint256[] memory got = new uint256[](start.length);
        for (uint256 i; i < start.length; ++i) {
            got[i] = DutchCurve.linearUp(start[i], end[i], duration[i], elapsed[i]);
        }
        vm.assertEq(got, Vectors.uints(json, ".price"), "price");
    }

    function test_priceUp_RoundVectors() external view {
        string memory json = Vectors.read("curve");
        uint256[] memory round = Vectors.uints(json, ".roundPrice.round");
        uint256[] memory liquidationValue = Vectors.uints(json, ".roundPrice.liquidationValue");
        uint256[] memory top = Vectors.uints(json, ".roundPrice.top");
        uint256[] memory reservePrice = Vectors.uints(json, ".roundPrice.reservePrice");
        uint256[] memory duration = Vectors.uints(json, ".roundPrice.durationSeconds");
        uint256[] memory elapsed = Vectors.uints(json, ".roundPrice.elapsedSeconds");
        uint256[] memory got = new uint256[](round.length);
        for (uint256 i; i < round.length; ++i) {
            got[i] = DutchCurve.priceUp(
                round[i], liquidationValue[i], top[i], reservePrice[i], duration[i], elapsed[i]
            );
        }
        vm.assertEq(got, Vectors.uints(json, ".roundPrice.price"), "roundPrice.price");
    }

    function test_priceUp_SegmentVectors() external view {
        string memory json = Vectors.read("curve");
        uint256[] memory count = Vectors.uints(json, ".segments.segmentCount");
        uint256[] memory elapsed = Vectors.uints(json, ".segments.elapsedSeconds");
        uint256[][5] memory columns = [
            Vectors.uints(json, ".segments.kind"),
            Vectors.uints(json, ".segments.segmentSeconds"),
            Vectors.uints(json, ".segments.startPrice"),
            Vectors.uints(json, ".segments.endPrice"),
            Vectors.uints(json, ".segments.halfLifeSeconds")
        ];
        uint256[] memory got = new uint256[](count.length);
        uint256 next;
        for (uint256 i; i < count.length; ++i) {
            Segment[] memory segments = new Segment[](count[i]);
            for (uint256 j; j < count[i]; ++j) {
                segments[j] = Segment({
                    kind: SegmentKind(columns[0][next]),
                    durationSeconds: columns[1][next],
                    startPrice: columns[2][next],
                    endPrice: columns[3][next],
                    halfLifeSeconds: columns[4][next]
                });
                ++next;
            }
            got[i] = DutchCurve.priceUp(segments, elapsed[i]);
        }
        vm.assertEq(got, Vectors.uints(json, ".segments.price"), "segments.price");
    }

    function test_reservePriceDown_topUp_Vectors() external view {
        string memory json = Vectors.read("curve");
        uint256[] memory round = Vectors.uints(json, ".roundTerms.round");
        uint256[] memory liquidationValue = Vectors.uints(json, ".roundTerms.liquidationValue");
        uint256[] memory conversionPrice = Vectors.uints(json, ".roundTerms.conversionPrice");
        uint256[] memory reservePrice = new uint256[](round.length);
        uint256[] memory top = new uint256[](round.length);
        for (uint256 i; i < round.length; ++i) {
            reservePrice[i] = DutchCurve.reservePriceDown(round[i], liquidationValue[i], conversionPrice[i]);
            top[i] = DutchCurve.topUp(round[i], liquidationValue[i], reservePrice[i]);
        }
        vm.assertEq(reservePrice, Vectors.uints(json, ".roundTerms.reservePrice"), "roundTerms.reservePrice");
        vm.assertEq(top, Vectors.uints(json, ".roundTerms.top"), "roundTerms.top");
    }

    function test_itemPriceUp_Vectors() external view {
        string memory json = Vectors.read("curve");
        uint256[] memory price = Vectors.uints(json, ".itemPrice.price");
        uint256[] memory weight = Vectors.uints(json, ".itemPrice.weight");
        uint256[] memory totalWeight = Vectors.uints(json, ".itemPrice.totalWeight");
        uint256[] memory got = new uint256[](price.length);
        for (uint256 i; i < price.length; ++i) {
            got[i] = DutchCurve.itemPriceUp(price[i], weight[i], totalWeight[i]);
        }
        vm.assertEq(got, Vectors.uints(json, ".itemPrice.itemPrice"), "itemPrice.itemPrice");
    }

    // ---- laws of the exponential ----

    function testFuzz_exponentialUp_NeverRisesWithTime(uint256 seedP, uint256 seedH, uint40 u, uint40 later)
        external
        pure
    {
        (uint256 p, uint256 h) = (Draw.amount(seedP), _halfLife(seedH));
        uint256 price = DutchCurve.exponentialUp(p, h, u);
        vm.assertLe(DutchCurve.exponentialUp(p, h, uint256(u) + 1), price, "rose within a second");
        vm.assertLe(DutchCurve.exponentialUp(p, h, uint256(u) + later), price, "rose later");
        vm.assertLe(price, p, "above the start");
    }

    function testFuzz_exponentialUp_HalvesExactly(uint256 seedP, uint256 seedH, uint8 halvings) external pure {
        (uint256 p, uint256 h, uint256 n) = (Draw.amount(seedP), _halfLife(seedH), halvings % 131);
        vm.assertEq(DutchCurve.exponentialUp(p, h, n * h), FixedMath.divUp(p, 2 ** n), "not ceil(p / 2^n)");
    }

    function testFuzz_exponentialUp_NeverFallsWithStartPriceOrHalfLife(
        uint256 seedP,
        uint256 seedQ,
        uint256 seedH,
        uint256 seedG,
        uint40 u
    ) external pure {
        (uint256 p, uint256 q) = _ascending(Draw.amount(seedP), Draw.amount(seedQ));
        (uint256 h, uint256 g) = _ascending(_halfLife(seedH), _halfLife(seedG));
        vm.assertLe(DutchCurve.exponentialUp(p, h, u), DutchCurve.exponentialUp(q, h, u), "fell with the start price");
        vm.assertLe(DutchCurve.exponentialUp(p, h, u), DutchCurve.exponentialUp(p, g, u), "fell with the half-life");
    }

    /// @dev A second implementation: one second's factor raised to the n-th power, rounded half up at 27 digits. The
    /// factor itself is off by up to 3.8e-20 (64 binary digits of time), which n multiplications add up.
    function testFuzz_exponentialUp_EqualsRepeatedMultiplication(uint256 seedP, uint256 seedH, uint256 seedN)
        external
        pure
    {
        uint256 p = Draw.amountIn(seedP, 1e24, 1e36);
        uint256 h = Draw.within(seedH, 3600, 30 days);
        uint256 n = Draw.within(seedN, 0, h < 25_920 ? 10 * h : 259_200);
        uint256 factor = DutchCurve.exponentialUp(1e38, h, 1) / 1e11;
        uint256 other = p * _rpow(factor, n) / 1e27;
        uint256 price = DutchCurve.exponentialUp(p, h, n);
        uint256 apart = price > other ? price - other : other - price;
        vm.assertLe(apart, price / 1e15 + price * n * 4 / 1e20 + 1, "two ways apart");
    }

    // ---- laws of the line ----

    function testFuzz_linearUp_BothFormsAgreeInsideTheEnds(uint256 seedP, uint256 seedQ, uint256 seedD, uint256 seedU)
        external
        pure
    {
        (uint256 q, uint256 p) = _ascending(Draw.amount(seedP), Draw.amount(seedQ));
        uint256 d = Draw.within(seedD, 1, type(uint40).max);
        uint256 u = Draw.within(seedU, 0, d);
        uint256 price = DutchCurve.linearUp(p, q, d, u);
        vm.assertEq(price, p - FixedMath.mulDivDown(p - q, u, d), "the two forms");
        vm.assertTrue(price >= q && price <= p, "outside the ends");
        vm.assertEq(DutchCurve.linearUp(p, q, d, 0), p, "start");
        vm.assertEq(DutchCurve.linearUp(p, q, d, d), q, "end");
    }

    function testFuzz_linearUp_ShiftsAndScales(uint256 seedP, uint256 seedQ, uint256 seedU, uint64 a, uint16 k)
        external
        pure
    {
        (uint256 q, uint256 p) = _ascending(Draw.amountIn(seedP, 0, 2 ** 100), Draw.amountIn(seedQ, 0, 2 ** 100));
        uint256 u = Draw.within(seedU, 0, 216_000);
        uint256 price = DutchCurve.linearUp(p, q, 216_000, u);
        vm.assertEq(DutchCurve.linearUp(p + a, q + a, 216_000, u), price + a, "shift");
        vm.assume(k > 0);
        uint256 scaled = DutchCurve.linearUp(k * p, k * q, 216_000, u);
        vm.assertTrue(scaled <= k * price && scaled + k - 1 >= k * price, "scale");
    }

    // ---- laws of a round ----

    function testFuzz_priceUp_FallsFromTopToReservePrice(uint8 round, uint256[5] memory seeds) external pure {
        Round memory r = _round(round, seeds[0], seeds[1], seeds[2]);
        (uint256 u, uint256 w) = _ascending(_instant(seeds[3], r.duration), _instant(seeds[4], r.duration));
        (uint256 early, uint256 late) = (_price(r, u), _price(r, w));
        bool falls = r.top >= early && early >= late && late >= r.reservePrice;
        vm.assertTrue(falls, "not falling from top to reserve price");
        vm.assertEq(_price(r, 0), r.top, "start");
        vm.assertEq(_price(r, r.duration - 1), r.reservePrice, "end");
    }

    function testFuzz_priceUp_IsConstantInsideAStep(uint8 round, uint256[4] memory seeds) external pure {
        Round memory r = _round(round, seeds[0], seeds[1], seeds[2]);
        uint256 u = _instant(seeds[3], r.duration);
        vm.assertEq(_price(r, u), _price(r, u - u % 12), "moved inside a step");
    }

    function testFuzz_topUp_IsAboveTheReservePrice(uint8 round, uint256 seedV, uint256 seedC) external pure {
        Round memory r = _round(round, seedV, seedC, 0);
        vm.assertGt(r.top, r.reservePrice, "top");
        vm.assertGe(r.reservePrice, 1, "reserve price");
    }

    function testFuzz_reservePriceDown_FallsWithTheRound(uint256 seedV, uint256 seedC) external pure {
        Round memory first = _round(0, seedV, seedC, 0);
        Round memory next = _round(1, seedV, seedC, 0);
        vm.assertLe(next.reservePrice, first.reservePrice, "reserve price rose");
        vm.assertLe(next.top, first.top, "top rose");
        vm.assertGe(next.reservePrice, first.value * 4 / 10, "below two fifths of the value");
    }

    function testFuzz_itemPriceUp_PartsCoverThePrice(uint256 seedP, uint256[16] memory seeds, uint8 count)
        external
        pure
    {
        uint256 k = 1 + count % 16;
        uint256 price = Draw.amount(seedP);
        uint256 totalWeight;
        for (uint256 i; i < k; ++i) {
            totalWeight += seeds[i] = Draw.amountIn(seeds[i], 1, 2 ** 120);
        }
        uint256 sum;
        for (uint256 i; i < k; ++i) {
            sum += DutchCurve.itemPriceUp(price, seeds[i], totalWeight);
        }
        vm.assertTrue(sum >= price && sum <= price + k - 1, "parts do not cover the price to k - 1 wei");
    }

    // ---- drawing ----

    function _halfLife(uint256 seed) private pure returns (uint256) {
        uint256[6] memory usual = [uint256(1), 2, 3600, 12_960, 86_400, 2 ** 32 - 1];
        return seed % 2 == 0 ? usual[seed / 2 % 6] : Draw.within(seed / 2, 1, type(uint40).max);
    }

    /// @dev Half of the instants lie within two steps of a boundary between two segments.
    function _instant(uint256 seed, uint256 duration) private pure returns (uint256) {
        if (seed % 2 == 0) return seed / 2 % duration;
        uint256 boundary = seed / 4 % 2 == 0 ? duration / 12 : duration - duration / 12;
        return boundary - 24 + seed / 8 % 48;
    }

    function _round(uint256 round, uint256 seedV, uint256 seedC, uint256 seedT) private pure returns (Round memory r) {
        uint256 conversionPrice = seedC % 2 == 0 ? 0 : Draw.amountIn(seedC, 0, 2 ** 126);
        r.round = round;
        r.value = Draw.amountIn(seedV, 0, 2 ** 120);
        r.reservePrice = DutchCurve.reservePriceDown(round, r.value, conversionPrice);
        r.top = DutchCurve.topUp(round, r.value, r.reservePrice);
        r.duration = Draw.within(seedT, 1 days, 14 days);
    }

    function _price(Round memory r, uint256 elapsed) private pure returns (uint256) {
        return DutchCurve.priceUp(r.round, r.value, r.top, r.reservePrice, r.duration, elapsed);
    }

    function _ascending(uint256 a, uint256 b) private pure returns (uint256, uint256) {
        return a < b ? (a, b) : (b, a);
    }

    function _rpow(uint256 x, uint256 n) private pure returns (uint256 z) {
        z = 1e27;
        for (; n > 0; n >>= 1) {
            if (n & 1 == 1) z = (z * x + 0.5e27) / 1e27;
            x = (x * x + 0.5e27) / 1e27;
        }
    }
}
