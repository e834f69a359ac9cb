// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Appraisal, IAppraisalOracle, Valuation} from "../src/interfaces/IAppraisalOracle.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm, within} from "./utils/Vm.sol";

/// @notice What accepted rounds say of an item: spot, limited, borrow and liquidation value, and the breaker.
contract OracleValuesTest is Fixture {
    address private punks;

    function setUp() public override {
        super.setUp();
        punks = address(collection);
    }

    function _value() private view returns (Valuation memory) {
        return oracle.valuationOf(punks, 1);
    }

    /// @dev A round by the appraisers from number `first` on, all of one opinion.
    function _appraiseBy(uint256 first, uint256 value) private {
        Appraisal[] memory given = new Appraisal[](3);
        for (uint256 i; i < 3; ++i) {
            given[i] = _appraisal(punks, 1, value);
        }
        (address[] memory signers, bytes[] memory signatures) = _signRound(given, first);
        oracle.submitRound(given, signers, signatures);
    }

    // ---- spot, limited, borrow ----

    function test_spotValue_IsCappedByTheFloor() external {
        _appraise(punks, 1, 300e18); // the cap is 5 times 50
        vm.assertEq(_value().appraisal, 300e18);
        vm.assertEq(_value().spotValue, 250e18);
    }

    /// @dev 7 days of floor 50, then 6 days of 50 and 1 of 64: 52.
    function test_spotValue_FollowsTheWeeksAverage() external {
        _reportFloor(punks, 64e18);
        vm.warp(block.timestamp + 1 days);
        _appraise(punks, 1, 1_000e18);
        vm.assertEq(_value().spotValue, 52e18 * 5);
    }

    function test_limitedValue_GrowsByHalfADay() external {
        _appraise(punks, 1, 100e18);
        vm.warp(block.timestamp + 12 hours);
        _appraise(punks, 1, 240e18);
        vm.assertEq(_value().limitedValue, 125e18);
        vm.assertEq(_value().spotValue, 240e18);
        vm.warp(block.timestamp + 10 days); // counts as two
        _appraise(punks, 1, 250e18);
        vm.assertEq(_value().limitedValue, 250e18);
    }

    function test_limitedValue_CountsSilenceAsTwoDays() external {
        _appraise(punks, 1, 10e18);
        vm.warp(block.timestamp + 30 days);
        _appraise(punks, 1, 100e18);
        vm.assertEq(_value().limitedValue, 20e18);
    }

    function test_limitedValue_FallsAtOnce() external {
        _appraise(punks, 1, 100e18);
        vm.warp(block.timestamp + 12 hours);
        _appraise(punks, 1, 40e18);
        vm.assertEq(_value().limitedValue, 40e18);
    }

    /// @dev Haircut: 500 base, 500 discount, 200 dispersion (90, 100, 102: the median of 10, 0, 2 is 2).
    function test_borrowValue_LosesTheHaircut() external {
        _appraise(punks, 1, 90e18, 100e18, 102e18);
        vm.assertEq(_value().dispersionBps, 200);
        vm.assertEq(_value().borrowValue, 88e18);
    }

    function test_borrowValue_HaircutIsAtMostSixTenths() external {
        vm.prank(OWNER);
        oracle.setCollection(punks, 50_000, 7_000);
        _appraise(punks, 1, 100e18);
        vm.assertEq(_value().borrowValue, 40e18);
    }

    // ---- liquidation value ----

    function test_liquidationValue_IsTheSpotValueInTheFirstSecond() external {
        _appraise(punks, 1, 100e18);
        vm.assertEq(_value().liquidationValue, 100e18);
    }

    /// @dev 100 for 12 hours, then 40: the average sinks from 100 to 40 in a day, and a rise counts at once.
    function test_liquidationValue_KeepsTheDaysAverage() external {
        uint256 start = block.timestamp;
        _appraise(punks, 1, 100e18);
        vm.warp(start + 12 hours);
        _appraise(punks, 1, 40e18);
        vm.assertEq(_value().liquidationValue, 100e18);
        vm.warp(start + 24 hours);
        vm.assertEq(_value().liquidationValue, 70e18);
        vm.warp(start + 30 hours);
        vm.assertEq(_value().liquidationValue, 55e18);
        vm.warp(start + 36 hours);
        vm.assertEq(_value().liquidationValue, 40e18);
        _appraise(punks, 1, 80e18);
        vm.assertEq(_value().liquidationValue, 80e18);
    }

    function test_liquidationValue_IsRoundedUp() external {
        _appraise(punks, 1, 2);
        vm.warp(block.timestamp + 2 hours);
        _appraise(punks, 1, 1);
        vm.warp(block.timestamp + 5 hours);
        vm.assertEq(_value().liquidationValue, 2); // 9/7
    }

    // ---- breaker ----

    function test_breaker_StaysShutAtThirtyPercent() external {
        _appraise(punks, 1, 100e18);
        vm.warp(block.timestamp + 6 hours);
        _appraise(punks, 1, 130e18);
        vm.assertFalse(_value().tripped);
        vm.warp(block.timestamp + 6 hours);
        _appraise(punks, 1, 91e18); // exactly 30 % down
        vm.assertFalse(_value().tripped);
    }

    function test_breaker_TripsAboveThirtyPercentWithinSixHours() external {
        _appraise(punks, 1, 100e18);
        vm.warp(block.timestamp + 6 hours);
        vm.expectEmit(address(oracle));
        emit IAppraisalOracle.BreakerMoved(punks, 1, true);
        _appraise(punks, 1, 130e18 + 1);
        vm.assertTrue(_value().tripped);
    }

    function test_breaker_IgnoresASlowMove() external {
        _appraise(punks, 1, 100e18);
        vm.warp(block.timestamp + 6 hours + 1);
        _appraise(punks, 1, 200e18);
        vm.assertFalse(_value().tripped);
    }

    function test_breaker_TripsOnDispersion() external {
        _appraise(punks, 1, 75e18, 100e18, 125e18);
        vm.assertEq(_value().dispersionBps, 2_500);
        vm.assertFalse(_value().tripped);
        vm.warp(block.timestamp + 1 hours);
        _appraise(punks, 1, 74e18, 100e18, 126e18);
        vm.assertTrue(_value().tripped);
    }

    function test_breaker_IsNotClearedByTheSameSigners() external {
        _appraiseBy(0, 100e18);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(0, 140e18);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(0, 140e18);
        vm.assertTrue(_value().tripped);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(1, 140e18); // one newcomer of three
        vm.assertTrue(_value().tripped);
    }

    function test_breaker_ClearsByASecondOpinion() external {
        _appraiseBy(0, 100e18);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(0, 140e18);
        vm.warp(block.timestamp + 1 hours);
        vm.expectEmit(address(oracle));
        emit IAppraisalOracle.BreakerMoved(punks, 1, false);
        _appraiseBy(2, 141e18); // two newcomers of three
        vm.assertFalse(_value().tripped);
    }

    /// @dev Half of the weight is enough, less is not: the fifth appraiser weighs as much as the two others together.
    function test_breaker_ClearsAtHalfOfTheWeight() external {
        _appraiseBy(0, 100e18);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(0, 140e18);
        vm.startPrank(OWNER);
        oracle.setSigner(_appraiser(3), 499);
        vm.stopPrank();
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(1, 140e18); // 250, 250, and 499 new
        vm.assertTrue(_value().tripped);
        vm.prank(OWNER);
        oracle.setSigner(_appraiser(3), 500);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(1, 140e18);
        vm.assertFalse(_value().tripped);
    }

    function test_breaker_ClearsAfterACalmDay() external {
        _appraiseBy(0, 100e18);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(0, 140e18);
        uint256 trippedAt = block.timestamp;
        vm.warp(trippedAt + 12 hours);
        _appraiseBy(0, 140e18);
        vm.warp(trippedAt + 24 hours - 1);
        vm.assertTrue(_value().tripped);
        vm.warp(trippedAt + 24 hours);
        vm.assertFalse(_value().tripped);
    }

    function test_breaker_EveryTripStartsTheDayAnew() external {
        _appraiseBy(0, 100e18);
        vm.warp(block.timestamp + 1 hours);
        _appraiseBy(0, 140e18);
        uint256 first = block.timestamp;
        vm.warp(first + 5 hours);
        _appraiseBy(0, 90e18);
        vm.warp(first + 24 hours);
        vm.assertTrue(_value().tripped);
        vm.warp(first + 29 hours);
        vm.assertFalse(_value().tripped);
    }

    function test_breaker_ReadsTrippedAfterADayOfSilence() external {
        _appraise(punks, 1, 100e18);
        uint256 observedAt = block.timestamp;
        vm.warp(observedAt + 24 hours);
        vm.assertFalse(_value().tripped);
        vm.warp(observedAt + 24 hours + 1);
        vm.assertTrue(_value().tripped);
        _appraise(punks, 1, 100e18);
        vm.assertFalse(_value().tripped);
    }

    /// @dev Laws 85 and 86 over a random history: the averages stay between the extremes, borrowing never above spot.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_values_KeepTheirOrder(uint256 seed) external {
        (uint256 low, uint256 high) = (type(uint256).max, 0);
        uint256 count = within(seed, 2, 20);
        for (uint256 i; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 value = within(seed, 1e18, 200e18);
            (low, high) = (value < low ? value : low, value > high ? value : high);
            vm.warp(block.timestamp + within(seed >> 128, 30 minutes, 10 hours));
            _appraise(punks, 1, value);
            Valuation memory v = _value();
            vm.assertGe(v.liquidationValue, v.spotValue, "liquidation is the higher value");
            vm.assertLe(v.liquidationValue, high, "an average is not above its highest");
            vm.assertLe(v.limitedValue, v.spotValue, "limited");
            vm.assertLe(v.borrowValue, v.limitedValue, "borrow is the lower value");
        }
    }
}
