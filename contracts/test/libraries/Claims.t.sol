// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Claims} from "../../src/libraries/Claims.sol";
import {Draw} from "../utils/Draw.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

contract ClaimsTest {
    MechHarness private immutable HARNESS = new MechHarness();

    function test_entitledDown_RevertWhen_NoUnitsExist() external {
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        HARNESS.entitledDown(1, 0, 0);
    }

    function test_entitledDown_Vectors() external view {
        string memory json = Vectors.read("claims");
        uint256[] memory pot = Vectors.uints(json, ".entitled.pot");
        uint256[] memory units = Vectors.uints(json, ".entitled.units");
        uint256[] memory total = Vectors.uints(json, ".entitled.totalUnits");
        uint256[] memory got = new uint256[](pot.length);
        for (uint256 i; i < pot.length; ++i) {
            got[i] = Claims.entitledDown(pot[i], units[i], total[i]);
        }
        vm.assertEq(got, Vectors.uints(json, ".entitled.entitled"), "entitled.entitled");
    }

    function test_entitledDown_RunVectors() external view {
        string memory json = Vectors.read("claims");
        uint256[] memory stepCount = Vectors.uints(json, ".run.stepCount");
        uint256[] memory pot = Vectors.uints(json, ".run.pot");
        uint256[] memory total = Vectors.uints(json, ".run.totalUnits");
        uint256[] memory account = Vectors.uints(json, ".run.account");
        uint256[] memory units = Vectors.uints(json, ".run.units");
        uint256[] memory paid = new uint256[](account.length);
        uint256[] memory dust = new uint256[](stepCount.length);
        uint256 next;
        for (uint256 i; i < stepCount.length; ++i) {
            uint256[16] memory burned;
            dust[i] = pot[i];
            for (uint256 end = next + stepCount[i]; next < end; ++next) {
                uint256 before = Claims.entitledDown(pot[i], burned[account[next]], total[i]);
                burned[account[next]] += units[next];
                paid[next] = Claims.entitledDown(pot[i], burned[account[next]], total[i]) - before;
                dust[i] -= paid[next];
            }
        }
        vm.assertEq(paid, Vectors.uints(json, ".run.paid"), "run.paid");
        vm.assertEq(dust, Vectors.uints(json, ".run.dust"), "run.dust");
    }

    /// @dev floor(a) <= exact < floor(a) + 1, compared without a division.
    function testFuzz_entitledDown_IsLessThanOneWeiShort(uint256 seedR, uint256 seedS, uint256 seedU) external pure {
        (uint256 pot, uint256 total) = (Draw.amount(seedR), Draw.amountIn(seedS, 1, type(uint128).max));
        uint256 units = Draw.amountIn(seedU, 0, total);
        uint256 entitled = Claims.entitledDown(pot, units, total);
        vm.assertLe(entitled * total, pot * units, "more than the exact part");
        vm.assertLt(pot * units - entitled * total, total, "a wei or more short");
    }

    /// @dev Eight holders burn in one order and in the reverse order, in pieces of different sizes.
    function testFuzz_entitledDown_OrderAndPiecesDoNotMatter(uint256 seedR, uint256[8] memory holdings, uint256 pieces)
        external
        pure
    {
        uint256 pot = Draw.amount(seedR);
        uint256 total;
        for (uint256 i; i < 8; ++i) {
            total += holdings[i] = Draw.amountIn(holdings[i], 1, 2 ** 109);
        }
        uint256 forward = pot;
        uint256 backward = pot;
        for (uint256 i; i < 8; ++i) {
            uint256 whole = _burn(pot, total, 0, holdings[i]);
            forward -= whole;
            uint256 j = 7 - i;
            uint256 first = Draw.within(pieces >> (8 * j), 0, holdings[j]);
            backward -= _burn(pot, total, 0, first) + _burn(pot, total, first, holdings[j] - first);
        }
        vm.assertEq(forward, backward, "dust depends on the order or the pieces");
        vm.assertLt(forward, 8, "dust is not below one wei a holder");
    }

    function testFuzz_entitledDown_SplittingAHoldingNeverGains(uint256 seedR, uint256 seedS, uint256 seedU, uint256 cut)
        external
        pure
    {
        (uint256 pot, uint256 total) = (Draw.amount(seedR), Draw.amountIn(seedS, 1, type(uint128).max));
        uint256 units = Draw.amountIn(seedU, 0, total);
        uint256 first = Draw.within(cut, 0, units);
        uint256 apart = Claims.entitledDown(pot, first, total) + Claims.entitledDown(pot, units - first, total);
        uint256 together = Claims.entitledDown(pot, units, total);
        vm.assertTrue(apart <= together && together - apart <= 1, "two accounts against one");
    }

    /// @dev Repayments and withdrawals in any order: nobody is owed less than was paid out, the sum stays in the pot.
    function testFuzz_entitledDown_GrowingPotNeverOverpays(uint256[6] memory repayments, uint256[4] memory units)
        external
        pure
    {
        uint256 total;
        for (uint256 i; i < 4; ++i) {
            total += units[i] = Draw.amountIn(units[i], 1, 2 ** 126);
        }
        uint256[4] memory withdrawn;
        uint256 pot;
        uint256 paid;
        for (uint256 i; i < 6; ++i) {
            pot += Draw.amountIn(repayments[i], 0, 2 ** 125);
            uint256 lender = repayments[i] >> 128 & 3;
            uint256 entitled = Claims.entitledDown(pot, units[lender], total);
            vm.assertGe(entitled, withdrawn[lender], "owed less than withdrawn");
            paid += entitled - withdrawn[lender];
            withdrawn[lender] = entitled;
            vm.assertLe(paid, pot, "lenders drew more than was repaid");
        }
    }

    function _burn(uint256 pot, uint256 total, uint256 burned, uint256 units) private pure returns (uint256) {
        return Claims.entitledDown(pot, burned + units, total) - Claims.entitledDown(pot, burned, total);
    }
}
