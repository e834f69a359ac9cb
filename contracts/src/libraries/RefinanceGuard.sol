// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, LoanTerms} from "../interfaces/ILoanBook.sol";
import {LoanOptions} from "./LoanOptions.sol";

/// @title What protects share holders when somebody else replaces the vault's loan.
/// @notice A refinance that passes never raises the debt at any later time by more than the one wei of rounding that
/// every full payment of interest may cost, and never brings an auction nearer.
library RefinanceGuard {
    /// @dev Interest turned into principal would itself bear interest, and refinancing every block would compound it:
    /// so the yearly cost (principal times rate) must not rise either, neither before nor after the due date.
    function requireNoWorse(
        uint256 oldPrincipal,
        uint256 oldDebt,
        LoanTerms memory old,
        uint256 newPrincipal,
        LoanTerms memory next
    ) internal pure {
        uint256 lateSum = uint256(old.rateBps) + old.lateRateBps;
        _atMost("principal", newPrincipal, oldDebt);
        _atMost("rateBps", next.rateBps, old.rateBps);
        _atMost("lateRateBps", next.lateRateBps, old.lateRateBps);
        _atMost("yearlyCost", newPrincipal * next.rateBps, oldPrincipal * old.rateBps);
        _atMost(
            "lateYearlyCost",
            newPrincipal * (uint256(next.rateBps) + next.lateRateBps),
            oldPrincipal * lateSum
        );
        _atMost("penaltyBps", next.penaltyBps, old.penaltyBps);
        _atLeast("dueAt", next.dueAt, old.dueAt);
        _atLeast("graceSeconds", next.graceSeconds, old.graceSeconds);
        _atLeast("cureSeconds", next.cureSeconds, old.cureSeconds);
        _atLeast("confirmSeconds", next.confirmSeconds, old.confirmSeconds);
        _atLeast("cureLtvBps", next.cureLtvBps, old.cureLtvBps);
        _atLeast("liquidationLtvBps", next.liquidationLtvBps, old.liquidationLtvBps);
        _atLeast("conversionBps", next.conversionBps, old.conversionBps);
        _atLeast("auctionSeconds", next.auctionSeconds, old.auctionSeconds);
        _requireKept(next.options, old.options);
    }

    /// @dev Margin calls may go. A backstop takes the right of redemption away, and which kind of auction is better for
    /// holders nobody can say: these stay as they are.
    function _requireKept(uint8 given, uint8 old) private pure {
        if (given != old && given != old | LoanOptions.MATURITY_ONLY) {
            revert ILoanBook.RefinanceWorse("options", given, old);
        }
    }

    function _atMost(bytes32 term, uint256 given, uint256 limit) private pure {
        if (given > limit) revert ILoanBook.RefinanceWorse(term, given, limit);
    }

    function _atLeast(bytes32 term, uint256 given, uint256 limit) private pure {
        if (given < limit) revert ILoanBook.RefinanceWorse(term, given, limit);
    }
}
