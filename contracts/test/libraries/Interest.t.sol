// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INTEREST_SCALE} from "../../src/libraries/FixedMath.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {Waterfall} from "../../src/Waterfall.sol";
import {Draw} from "../utils/Draw.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

contract InterestTest {
    MechHarness private immutable HARNESS = new MechHarness();

    struct Rates {
        uint256 principal;
        uint256 rateBps;
        uint256 lateRateBps;
        uint256 dueAt;
        uint256 start;
    }

    // ---- refusals ----

    function test_accruedBetween_RevertWhen_TimeRunsBackwards() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        HARNESS.accruedBetween(1e18, 1200, 0, 100, 11, 10);
    }

    function test_pay_RevertWhen_AmountIsAboveTheDebt() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        HARNESS.pay(100, uint192(7 * INTEREST_SCALE), 108);
    }

    // ---- vectors ----

    function test_accruedBetween_Vectors() external view {
        string memory json = Vectors.read("interest");
        uint256[] memory principal = Vectors.uints(json, ".accrual.principal");
        uint256[] memory rate = Vectors.uints(json, ".accrual.rateBps");
        uint256[] memory lateRate = Vectors.uints(json, ".accrual.lateRateBps");
        uint256[] memory due = Vectors.uints(json, ".accrual.dueAt");
        uint256[] memory from = Vectors.uints(json, ".accrual.accruedAt");
        uint256[] memory to = Vectors.uints(json, ".accrual.timestamp");
        uint256[] memory interest = new uint256[](principal.length);
        uint256[] memory debt = new uint256[](principal.length);
        uint256[] memory numerator = new uint256[](principal.length);
        for (uint256 i; i < principal.length; ++i) {
            numerator[i] = Interest.accruedBetween(principal[i], rate[i], lateRate[i], due[i], from[i], to[i]);
            interest[i] = Interest.interestUp(numerator[i]);
            debt[i] = Interest.debtUp(principal[i], numerator[i]);
        }
        vm.assertEq(numerator, Vectors.uints(json, ".accrual.numerator"), "accrual.numerator");
        vm.assertEq(interest, Vectors.uints(json, ".accrual.interest"), "accrual.interest");
        vm.assertEq(debt, Vectors.uints(json, ".accrual.debt"), "accrual.debt");
    }

    function test_pay_Vectors() external view {
        string memory json = Vectors.read("interest");
        uint256[] memory principal = Vectors.uints(json, ".payment.principal");
        uint256[] memory numerator = Vectors.uints(json, ".payment.numerator");
        uint256[] memory amount = Vectors.uints(json, ".payment.amount");
        uint256[] memory before = Vectors.uints(json, ".payment.debtBefore");
        uint256[] memory left = Vectors.uints(json, ".payment.debtAfter");
        for (uint256 i; i < principal.length; ++i) {
            vm.assertEq(Interest.debtUp(principal[i], numerator[i]), before[i], "payment.debtBefore");
            (principal[i], numerator[i]) = Interest.pay(principal[i], numerator[i], amount[i]);
            vm.assertEq(Interest.debtUp(principal[i], numerator[i]), left[i], "payment.debtAfter");
        }
        vm.assertEq(principal, Vectors.uints(json, ".payment.principalLeft"), "payment.principalLeft");
        vm.assertEq(numerator, Vectors.uints(json, ".payment.numeratorLeft"), "payment.numeratorLeft");
    }

    function test_isUnhealthy_isCured_Vectors() external view {
        string memory json = Vectors.read("interest");
        uint256[] memory debt = Vectors.uints(json, ".health.debt");
        uint256[] memory liquidationValue = Vectors.uints(json, ".health.liquidationValue");
        uint256[] memory ltv = Vectors.uints(json, ".health.ltvBps");
        bool[] memory unhealthy = Vectors.flags(json, ".health.isUnhealthy");
        bool[] memory cured = Vectors.flags(json, ".health.isCured");
        for (uint256 i; i < debt.length; ++i) {
            vm.assertTrue(Interest.isUnhealthy(debt[i], liquidationValue[i], ltv[i]) == unhealthy[i], "isUnhealthy");
            vm.assertTrue(Interest.isCured(debt[i], liquidationValue[i], ltv[i]) == cured[i], "isCured");
        }
    }

    function test_maxPrincipalDown_premiumUp_Vectors() external view {
        string memory json = Vectors.read("interest");
        uint256[] memory amount = Vectors.uints(json, ".partOfAmount.amount");
        uint256[] memory bps = Vectors.uints(json, ".partOfAmount.partBps");
        uint256[] memory down = Vectors.uints(json, ".partOfAmount.partDown");
        uint256[] memory up = Vectors.uints(json, ".partOfAmount.partUp");
        for (uint256 i; i < amount.length; ++i) {
            vm.assertEq(Interest.maxPrincipalDown(amount[i], bps[i]), down[i], "maxPrincipalDown");
            vm.assertEq(Waterfall.debtPartDown(amount[i], bps[i]), down[i], "debtPartDown");
            vm.assertEq(Interest.premiumUp(amount[i], bps[i]), up[i], "premiumUp");
        }
    }

    // ---- laws ----

    function testFuzz_accruedBetween_IsPathIndependent(uint256 seed, uint40[8] memory stops) external pure {
        Rates memory r = _rates(seed);
        uint256 last = r.start;
        uint256 inSteps;
        for (uint256 i; i < 8; ++i) {
            uint256 next = last + stops[i] % 60 days;
            inSteps += _accrued(r, last, next);
            last = next;
        }
        vm.assertEq(inSteps, _accrued(r, r.start, last), "depends on how often it accrues");
    }

    function testFuzz_debtUp_NeverFallsWithTime(uint256 seed, uint32 wait, uint32 more) external pure {
        Rates memory r = _rates(seed);
        uint256 early = Interest.debtUp(r.principal, _accrued(r, r.start, r.start + wait));
        uint256 late = Interest.debtUp(r.principal, _accrued(r, r.start, r.start + wait + more));
        vm.assertLe(early, late, "fell without a payment");
        vm.assertGe(early, r.principal, "below the principal");
    }

    function testFuzz_accruedBetween_LateRateCountsOnlyAfterDue(uint256 seed, uint32 wait) external pure {
        Rates memory r = _rates(seed);
        uint256 timestamp = r.start + wait;
        uint256 lateSeconds = timestamp <= r.dueAt ? 0 : timestamp - (r.dueAt > r.start ? r.dueAt : r.start);
        uint256 expected = r.principal * (r.rateBps * wait + r.lateRateBps * lateSeconds);
        vm.assertEq(_accrued(r, r.start, timestamp), expected, "not rate * time + late rate * late time");
    }

    function testFuzz_pay_LowersTheDebtByExactlyTheAmount(uint256 seedP, uint256 seedN, uint256 seedX) external pure {
        (uint256 principal, uint256 numerator, uint256 debt) = _debt(seedP, seedN);
        uint256 amount = Draw.amountIn(seedX, 0, debt);
        (uint256 principalLeft, uint256 numeratorLeft) = Interest.pay(principal, numerator, amount);
        vm.assertEq(Interest.debtUp(principalLeft, numeratorLeft), debt - amount, "debt after the payment");
        vm.assertLe(principalLeft, principal, "principal rose");
    }

    function testFuzz_pay_InFullLeavesNothing(uint256 seedP, uint256 seedN) external pure {
        (uint256 principal, uint256 numerator, uint256 debt) = _debt(seedP, seedN);
        (principal, numerator) = Interest.pay(principal, numerator, debt);
        vm.assertEq(principal, 0, "principal");
        vm.assertEq(numerator, 0, "numerator");
    }

    function testFuzz_pay_InPiecesEqualsPayingOnce(uint256 seedP, uint256 seedN, uint256 seedX, uint256 seedY)
        external
        pure
    {
        (uint256 principal, uint256 numerator, uint256 debt) = _debt(seedP, seedN);
        uint256 first = Draw.amountIn(seedX, 0, debt);
        uint256 second = Draw.amountIn(seedY, 0, debt - first);
        (uint256 onceP, uint256 onceN) = Interest.pay(principal, numerator, first + second);
        (principal, numerator) = Interest.pay(principal, numerator, first);
        (principal, numerator) = Interest.pay(principal, numerator, second);
        // Clearing the interest drops the unpaid fraction of a wei, whichever piece does it.
        vm.assertEq(Interest.debtUp(principal, numerator), Interest.debtUp(onceP, onceN), "debt");
        vm.assertEq(principal, onceP, "principal");
        vm.assertEq(numerator, onceN, "numerator");
    }

    function testFuzz_isUnhealthy_StaysHealthyAfterALargerPayment(
        uint256 seedD,
        uint256 seedV,
        uint16 ltv,
        uint256 seedX
    ) external pure {
        (uint256 debt, uint256 liquidationValue) = (Draw.amount(seedD), Draw.amount(seedV));
        uint256 less = Draw.amountIn(seedX, 0, debt);
        if (!Interest.isUnhealthy(debt, liquidationValue, ltv)) {
            vm.assertFalse(Interest.isUnhealthy(less, liquidationValue, ltv), "a payment made it unhealthy");
        }
        bool apart = Interest.isUnhealthy(debt, liquidationValue, ltv) != Interest.isCured(debt, liquidationValue, ltv);
        vm.assertTrue(apart, "exactly one of unhealthy and cured holds at one limit");
    }

    function testFuzz_maxPrincipalDown_FreshLoanIsNotFlaggable(uint256 seedV, uint256 seedL) external pure {
        uint256 borrowValue = Draw.amount(seedV);
        uint256 maxLtv = Draw.within(seedL, 0, 9000);
        uint256 debt = Interest.maxPrincipalDown(borrowValue, maxLtv);
        // The liquidation value is never below the borrow value, and its limit is at least 1 000 bps higher.
        vm.assertFalse(Interest.isUnhealthy(debt, borrowValue, maxLtv + 1000), "liquidatable as soon as it was opened");
    }

    // ---- drawing ----

    function _rates(uint256 seed) private pure returns (Rates memory r) {
        r.principal = Draw.amount(seed);
        uint256 word = uint256(keccak256(abi.encode(seed)));
        r.rateBps = uint16(word) % 10_001;
        r.lateRateBps = uint16(word >> 16) % 2001;
        r.start = uint32(word >> 32);
        r.dueAt = word >> 64 & 1 == 0 ? r.start + uint24(word >> 72) : uint32(word >> 72);
    }

    function _accrued(Rates memory r, uint256 from, uint256 to) private pure returns (uint256) {
        return Interest.accruedBetween(r.principal, r.rateBps, r.lateRateBps, r.dueAt, from, to);
    }

    function _debt(uint256 seedP, uint256 seedN)
        private
        pure
        returns (uint256 principal, uint256 numerator, uint256 debt)
    {
        principal = Draw.amountIn(seedP, 0, 2 ** 127);
        bool nearWhole = seedN % 2 == 1;
        numerator = nearWhole ? Draw.amountIn(seedN, 0, 2 ** 125) * INTEREST_SCALE + seedN % 3 : seedN / 2 % 2 ** 164;
        debt = Interest.debtUp(principal, numerator);
    }
}
