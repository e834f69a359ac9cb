// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FixedMath} from "../../src/libraries/FixedMath.sol";
import {Draw} from "../utils/Draw.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {vm} from "../utils/Vm.sol";

contract FixedMathTest {
    MechHarness private immutable HARNESS = new MechHarness();

    function test_mulDivDown_RevertWhen_DivisorIsZero() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        HARNESS.mulDivDown(1, 1, 0);
    }

    function test_mulDivUp_RevertWhen_DivisorIsZero() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        HARNESS.mulDivUp(1, 1, 0);
    }

    function test_toUint128_RevertWhen_AmountIsAbove128Bits() external {
        vm.expectRevert(
            abi.encodeWithSelector(FixedMath.AmountAbove128Bits.selector, 2 ** 128, uint256(type(uint128).max))
        );
        HARNESS.toUint128(2 ** 128);
    }

    function test_mulDivUp_TakesTheWidestInputs() external pure {
        uint256 widest = type(uint128).max;
        vm.assertEq(FixedMath.mulDivUp(widest, widest, 2 ** 128), widest);
        vm.assertEq(FixedMath.mulDivDown(widest, widest, 2 ** 128), widest - 1);
        vm.assertEq(FixedMath.mulDivUp(widest, widest, 1), widest * widest);
    }

    /// @dev The definition of a floor, with no division of its own.
    function testFuzz_mulDivDown_IsTheFloor(uint256 seedA, uint256 seedB, uint256 seedC) external pure {
        (uint256 a, uint256 b, uint256 c) = _inputs(seedA, seedB, seedC);
        uint256 q = FixedMath.mulDivDown(a, b, c);
        vm.assertLe(q * c, a * b, "above the exact quotient");
        vm.assertLt(a * b - q * c, c, "a whole unit below");
    }

    function testFuzz_mulDivUp_IsTheCeiling(uint256 seedA, uint256 seedB, uint256 seedC) external pure {
        (uint256 a, uint256 b, uint256 c) = _inputs(seedA, seedB, seedC);
        uint256 down = FixedMath.mulDivDown(a, b, c);
        uint256 up = FixedMath.mulDivUp(a, b, c);
        vm.assertEq(up - down, down * c == a * b ? 0 : 1, "ceiling less floor");
    }

    function testFuzz_toUint128_KeepsOrRefuses(uint256 amount) external view {
        try HARNESS.toUint128(amount) returns (uint128 kept) {
            vm.assertEq(kept, amount, "changed by the cast");
        } catch {
            vm.assertGt(amount, type(uint128).max, "refused although it fits");
        }
    }

    function testFuzz_clamp_StaysInside(uint256 a, uint256 x, uint256 y) external pure {
        (uint256 low, uint256 high) = x < y ? (x, y) : (y, x);
        uint256 clamped = FixedMath.clamp(a, low, high);
        vm.assertTrue(clamped >= low && clamped <= high, "outside");
        if (a >= low && a <= high) vm.assertEq(clamped, a, "moved inside");
    }

    function _inputs(uint256 seedA, uint256 seedB, uint256 seedC) private pure returns (uint256, uint256, uint256) {
        return (Draw.amount(seedA), Draw.amount(seedB), seedC % 7 == 0 ? 2 ** 128 : Draw.amountIn(seedC, 1, 2 ** 128));
    }
}
