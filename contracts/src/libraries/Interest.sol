// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BPS, FixedMath, INTEREST_SCALE} from "./FixedMath.sol";

/// @title Simple interest per second, kept as an unrounded numerator, and the tests that compare a debt with a value.
/// @notice A numerator is principal * bps * seconds; over INTEREST_SCALE it is wei. Nothing is rounded in state, so
/// accruing often or rarely gives the same debt.
library Interest {
    using FixedMath for uint256;

    /// @notice What `numerator` grows by from `accruedAt` to `timestamp`; the late rate counts only after `dueAt`.
    function accruedBetween(
        uint256 principal,
        uint256 rateBps,
        uint256 lateRateBps,
        uint256 dueAt,
        uint256 accruedAt,
        uint256 timestamp
    ) internal pure returns (uint256 numerator) {
        numerator = principal * rateBps * (timestamp - accruedAt);
        uint256 lateFrom = accruedAt.max(dueAt);
        if (timestamp > lateFrom) numerator += principal * lateRateBps * (timestamp - lateFrom);
    }

    /// @notice Wei of interest, rounded up once.
    function interestUp(uint256 numerator) internal pure returns (uint256) {
        return numerator.divUp(INTEREST_SCALE);
    }

    function debtUp(uint256 principal, uint256 numerator) internal pure returns (uint256) {
        return principal + interestUp(numerator);
    }

    /// @notice Pays `amount` wei, at most the debt: interest first. The debt falls by exactly `amount`.
    function pay(uint256 principal, uint256 numerator, uint256 amount)
        internal
        pure
        returns (uint256 principalLeft, uint256 numeratorLeft)
    {
        uint256 interest = interestUp(numerator);
        if (amount >= interest) return (principal - (amount - interest), 0);
        return (principal, numerator - amount * INTEREST_SCALE);
    }

    function maxPrincipalDown(uint256 borrowValue, uint256 maxLtvBps) internal pure returns (uint256) {
        return borrowValue.mulDivDown(maxLtvBps, BPS);
    }

    uint256 internal constant PREMIUM_BPS = 50; // of the principal at opening, to the insurance fund

    /// @notice The insurance premium on a new principal, wei.
    function premiumUp(uint256 principal, uint256 premiumBps) internal pure returns (uint256) {
        return principal.mulDivUp(premiumBps, BPS);
    }

    /// @notice Exact: true when the debt is above `liquidationLtvBps` of the value.
    function isUnhealthy(uint256 debt, uint256 liquidationValue, uint256 liquidationLtvBps)
        internal
        pure
        returns (bool)
    {
        return debt * BPS > liquidationValue * liquidationLtvBps;
    }

    /// @notice Exact: true when the debt is at or below `cureLtvBps` of the value.
    function isCured(uint256 debt, uint256 liquidationValue, uint256 cureLtvBps) internal pure returns (bool) {
        return debt * BPS <= liquidationValue * cureLtvBps;
    }
}
