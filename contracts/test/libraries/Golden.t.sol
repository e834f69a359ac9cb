// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DutchCurve} from "../../src/libraries/DutchCurve.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {Sale, Tab, Waterfall} from "../../src/Waterfall.sol";
import {Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {vm} from "../utils/Vm.sol";

/// @notice The golden vectors of the specification, by hand; the vector files hold many more.
contract GoldenTest {
    function test_linearUp_GoldenVectors() external pure {
        vm.assertEq(DutchCurve.linearUp(125e18, 50e18, 216_000, 100_000), 90277777777777777778);
        vm.assertEq(DutchCurve.linearUp(2, 1, 3, 0), 2);
        vm.assertEq(DutchCurve.linearUp(2, 1, 3, 1), 2);
        vm.assertEq(DutchCurve.linearUp(2, 1, 3, 2), 2);
        vm.assertEq(DutchCurve.linearUp(2, 1, 3, 3), 1);
    }

    function test_exponentialUp_GoldenVectors() external pure {
        vm.assertEq(DutchCurve.exponentialUp(150e18, 7200, 0), 150e18);
        vm.assertEq(DutchCurve.exponentialUp(150e18, 7200, 3600), 106066017177982128661);
        vm.assertEq(DutchCurve.exponentialUp(150e18, 7200, 7199), 75007220630691909225);
        vm.assertEq(DutchCurve.exponentialUp(150e18, 7200, 7200), 75e18);
        vm.assertEq(DutchCurve.exponentialUp(1, 1, 500), 1);
        vm.assertEq(
            DutchCurve.exponentialUp(type(uint128).max, 86_400, 86_399), 170142548429852038029522650700763076110
        );
        vm.assertEq(DutchCurve.exponentialUp(1e22, 43_200, 100_000), 2009885450380926198196);
    }

    function test_accruedBetween_GoldenVectors() external pure {
        uint256 due = 90 days;
        uint256 numerator = Interest.accruedBetween(40e18, 1200, 600, due, 0, due);
        vm.assertEq(Interest.interestUp(numerator), 1183561643835616439);
        numerator += Interest.accruedBetween(40e18, 1200, 600, due, due, due + 3 days);
        vm.assertEq(Interest.interestUp(numerator), 1242739726027397261);
    }

    /// @dev Table 2.2: 100 appraised, 40 lent, sold at 80; the penalty is 2 % of the debt.
    function test_split_GoldenVectors() external pure {
        uint256 debt = 41242739726027397261;
        Tab memory tab = Tab(0.05e18 + debt / 1000, debt, debt * 200 / 10_000, 50);
        Sale[] memory sales = new Sale[](1);
        sales[0] = Sale(80e18, 500);
        (Proceeds memory p,) = Waterfall.split(tab, sales);
        vm.assertEq(p.keeper + p.debt + p.penalty + p.fee + p.royalty + p.residual, 80e18);
        vm.assertEq(p.keeper, 91242739726027397);
        vm.assertEq(p.penalty, 824854794520547945);
        vm.assertEq(p.fee, 0.4e18);
        vm.assertEq(p.royalty, 4e18);
        vm.assertEq(p.residual, 33441162739726027397);
    }

    function test_priceUp_GoldenVectors() external pure {
        uint256[9] memory hoursIn = [uint256(0), 1, 2, 3, 6, 12, 24, 48, 66];
        uint256[9] memory centi = [uint256(40_000), 32_994, 27_216, 22_449, 12_500, 11_750, 10_250, 7_250, 5_000];
        for (uint256 i; i < 9; ++i) {
            uint256 price = DutchCurve.priceUp(0, 100e18, 400e18, 50e18, 72 hours, hoursIn[i] * 1 hours);
            vm.assertEq((price + 0.005e18) / 0.01e18, centi[i]);
        }
    }
}
