// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAppraisalOracle} from "../interfaces/IAppraisalOracle.sol";
import {ILoanBook, LoanTerms} from "../interfaces/ILoanBook.sol";
import {IVault} from "../interfaces/IVault.sol";
import {BPS, FixedMath} from "./FixedMath.sol";
import {Interest} from "./Interest.sol";
import {Values, VaultValues} from "./VaultValues.sol";

/// @title When a loan may be flagged, unflagged and auctioned: rules U1, cure, M and U2.
library DefaultRules {
    using FixedMath for uint256;

    /// @notice U1 and the last part of U2: the debt is above `liquidationLtvBps` of the value.
    function requireUnhealthy(LoanTerms memory terms, uint256 debt, uint256 value) internal pure {
        if (Interest.isUnhealthy(debt, value, terms.liquidationLtvBps)) return;
        revert ILoanBook.StillHealthy(debt, value.mulDivDown(terms.liquidationLtvBps, BPS));
    }

    /// @notice The debt is at or below `cureLtvBps` of the value.
    function requireCured(LoanTerms memory terms, uint256 debt, uint256 value) internal pure {
        if (Interest.isCured(debt, value, terms.cureLtvBps)) return;
        revert ILoanBook.StillUnhealthy(debt, value.mulDivDown(terms.cureLtvBps, BPS));
    }

    /// @notice M: grace is over, whatever the oracle says. U2: the cure window is over, and a fresh round, made at
    /// least `confirmSeconds` after the flag, still finds the loan unhealthy.
    /// @param flaggedAt 0 when not flagged.
    function requireDefault(
        LoanTerms memory terms,
        uint256 flaggedAt,
        uint256 debt,
        IAppraisalOracle oracle,
        IVault vault
    ) internal view {
        uint256 maturesAt = uint256(terms.dueAt) + terms.graceSeconds;
        if (block.timestamp >= maturesAt) return;
        uint256 earliestAt = flaggedAt == 0 ? maturesAt : maturesAt.min(flaggedAt + terms.cureSeconds);
        if (block.timestamp < earliestAt) revert ILoanBook.NotInDefault(earliestAt, block.timestamp);
        Values memory values = VaultValues.readFresh(oracle, vault);
        uint256 requiredAt = flaggedAt + terms.confirmSeconds;
        if (values.observedAt < requiredAt) revert ILoanBook.RoundNotConfirming(values.observedAt, requiredAt);
        requireUnhealthy(terms, debt, values.liquidationValue);
    }
}
