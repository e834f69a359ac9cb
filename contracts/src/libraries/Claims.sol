// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FixedMath} from "./FixedMath.sol";

/// @title What one account may have drawn, in all, from a sum shared by fixed units: repayments by loan units, the
/// residual by burned shares.
/// @notice Cumulative, so what is due is this less what the account drew before. It depends on no other account, on no
/// order and on no balance; everybody gets the exact part less a fraction of one wei, and the fractions are the dust.
library Claims {
    /// @param pot wei to share so far. @param units of the account. @param totalUnits fixed for ever, > 0.
    function entitledDown(uint256 pot, uint256 units, uint256 totalUnits) internal pure returns (uint256) {
        return FixedMath.mulDivDown(pot, units, totalUnits);
    }
}
