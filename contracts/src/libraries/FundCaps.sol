// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BPS, FixedMath} from "./FixedMath.sol";
import {Interest} from "./Interest.sol";

/// @title What the insurance fund pays at most, whatever it holds. Wei.
library FundCaps {
    using FixedMath for uint256;

    uint256 private constant COVER_OF_PRINCIPAL_BPS = 2_000;
    uint256 private constant COVER_OF_CASH_BPS = 500;

    /// @notice The least of the shortfall, a part of the principal at opening and a part of the fund's cash; the parts
    /// floored, for the fund.
    function coverDown(uint256 shortfall, uint256 principal, uint256 cash) internal pure returns (uint256) {
        uint256 ofPrincipal = principal.mulDivDown(COVER_OF_PRINCIPAL_BPS, BPS);
        return shortfall.min(ofPrincipal).min(cash.mulDivDown(COVER_OF_CASH_BPS, BPS));
    }

    /// @notice What both keepers of a conversion may get, the kicker first: what is open of their rewards, in all at
    /// most the premium on the principal.
    function tips(uint256 openToKicker, uint256 openToRedoer, uint256 principal)
        internal
        pure
        returns (uint256 toKicker, uint256 toRedoer)
    {
        uint256 premium = Interest.premiumUp(principal, Interest.PREMIUM_BPS);
        toKicker = openToKicker.min(premium);
        toRedoer = openToRedoer.min(premium - toKicker);
    }
}
