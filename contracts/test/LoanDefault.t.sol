// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, Loan, LoanTerms} from "../src/interfaces/ILoanBook.sol";
import {VaultState} from "../src/interfaces/IVault.sol";
import {LoanOptions} from "../src/libraries/LoanOptions.sol";
import {Vault} from "../src/Vault.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm} from "./utils/Vm.sol";

/// @notice Margin calls and default: rules U1, cure, M and U2, each at its second and one to both sides.
contract LoanDefaultTest is Fixture {
    Vault private vault;
    uint256 private loanId;
    uint256 private openedAt;

    function setUp() public override {
        super.setUp();
        vault = _newVault(1, 1);
        loanId = _openLoan(vault, PRINCIPAL);
        openedAt = block.timestamp;
    }

    function _forbids(VaultState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILoanBook.StateForbids.selector, uint8(state));
    }

    function _notYet(uint256 earliestAt, uint256 now_) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILoanBook.NotInDefault.selector, earliestAt, now_);
    }

    /// @dev Two rounds 8 hours apart: the drop is no jump, and the 24-hour average has gone by when it counts.
    function _fallTo(uint256 value) private {
        vm.warp(block.timestamp + 8 hours);
        _appraise(address(collection), 1, value);
        vm.warp(block.timestamp + 24 hours);
        _appraise(address(collection), 1, value);
    }

    function _flagged() private returns (uint256 flaggedAt) {
        _fallTo(60e18);
        loanBook.flag(address(vault));
        return block.timestamp;
    }

    // ---- flag ----

    function test_flag_RevertWhen_NoLoan() external {
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NoLoan.selector, STRANGER));
        loanBook.flag(STRANGER);
    }

    function test_flag_RevertWhen_Healthy() external {
        uint256 debt = loanBook.debtOf(address(vault));
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.StillHealthy.selector, debt, 55e18));
        loanBook.flag(address(vault));
    }

    function test_flag_RevertWhen_MaturityOnly() external {
        Vault other = _newVault(2, 1);
        LoanTerms memory terms = _terms();
        terms.options = LoanOptions.MATURITY_ONLY;
        uint256 otherId = _openLoan(other, PRINCIPAL, terms);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.MaturityOnly.selector, otherId));
        loanBook.flag(address(other));
    }

    function test_flag_RevertWhen_AppraisalStale() external {
        _fallTo(60e18);
        uint256 observedAt = block.timestamp;
        vm.warp(observedAt + 6 hours + 1);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.AppraisalStale.selector, observedAt, 6 hours));
        loanBook.flag(address(vault));
        vm.warp(observedAt + 6 hours);
        loanBook.flag(address(vault));
    }

    function test_flag_RevertWhen_BreakerTripped() external {
        vm.warp(block.timestamp + 1 hours);
        _appraise(address(collection), 1, 60e18); // a jump
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.BreakerTripped.selector, address(collection), 1));
        loanBook.flag(address(vault));
    }

    /// @dev A crash of minutes does not call anybody: the 24-hour average of the value still stands.
    function test_flag_RevertWhen_TheCrashIsShort() external {
        vm.warp(block.timestamp + 6 hours + 1);
        _appraise(address(collection), 1, 10e18);
        (,, uint256 observedAt, bool tripped) = loanBook.valuesOf(address(vault));
        vm.assertFalse(tripped, "too slow for a jump");
        vm.assertEq(observedAt, block.timestamp);
        (, uint256 value,,) = loanBook.valuesOf(address(vault));
        vm.assertGt(value, 99e18, "the average over what there is");
        uint256 debt = loanBook.debtOf(address(vault));
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.StillHealthy.selector, debt, value * 5_500 / 10_000));
        loanBook.flag(address(vault));
    }

    function test_flag_RevertWhen_FlaggedAlready() external {
        _flagged();
        vm.expectRevert(_forbids(VaultState.MarginCall));
        loanBook.flag(address(vault));
    }

    function test_flag_MarksTheLoan() external {
        _fallTo(60e18);
        uint256 debt = loanBook.debtOf(address(vault));
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanFlagged(loanId, KEEPER, debt, 60e18);
        vm.prank(KEEPER);
        loanBook.flag(address(vault));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.MarginCall));
        vm.assertEq(loanBook.loan(loanId).flaggedAt, block.timestamp);
    }

    /// @dev Exact: at the line the loan is healthy, one wei of debt above it is not.
    function test_flag_HasNoRoundingAtTheLine() external {
        Vault other = _newVault(2, 1);
        LoanTerms memory terms = _terms();
        (terms.rateBps, terms.lateRateBps) = (0, 0);
        _openLoan(other, PRINCIPAL, terms);
        uint256 line = PRINCIPAL * 10_000 / terms.liquidationLtvBps; // rounded down: a wei of value short
        vm.warp(block.timestamp + 8 hours);
        _appraise(address(collection), 2, line + 1);
        vm.warp(block.timestamp + 24 hours);
        _appraise(address(collection), 2, line + 1);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.StillHealthy.selector, PRINCIPAL, (line + 1) * 55 / 100));
        loanBook.flag(address(other));
        vm.warp(block.timestamp + 8 hours);
        _appraise(address(collection), 2, line);
        vm.warp(block.timestamp + 24 hours);
        _appraise(address(collection), 2, line);
        loanBook.flag(address(other));
    }

    // ---- unflag ----

    function test_unflag_RevertWhen_NotFlagged() external {
        vm.expectRevert(_forbids(VaultState.Loaned));
        loanBook.unflag(address(vault));
    }

    function test_unflag_RevertWhen_NotCured() external {
        _flagged();
        uint256 debt = loanBook.debtOf(address(vault));
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.StillUnhealthy.selector, debt, 31.2e18));
        loanBook.unflag(address(vault));
    }

    /// @dev At the line it is cured, one wei above not; and the borrower gets there by repaying a part.
    function test_unflag_EndsTheCallAtTheLine() external {
        _flagged();
        uint256 debt = loanBook.debtOf(address(vault));
        vm.prank(STRANGER);
        loanBook.repay(address(vault), debt - 31.2e18 - 1);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.StillUnhealthy.selector, 31.2e18 + 1, 31.2e18));
        loanBook.unflag(address(vault));
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 1);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanUnflagged(loanId, KEEPER, 31.2e18, 60e18);
        vm.prank(KEEPER);
        loanBook.unflag(address(vault));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Loaned));
        vm.assertEq(loanBook.loan(loanId).flaggedAt, 0);
    }

    function test_repay_EndsAMarginCallWhole() external {
        _flagged();
        vm.prank(DEPOSITOR);
        loanBook.repay(address(vault), type(uint256).max);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
    }

    // ---- rule M ----

    function test_kick_RevertWhen_BeforeMaturity() external {
        uint256 maturesAt = openedAt + 90 days + 72 hours;
        uint256[2] memory early = [openedAt, maturesAt - 1];
        for (uint256 i; i < 2; ++i) {
            vm.warp(early[i]);
            vm.expectRevert(_notYet(maturesAt, early[i]));
            dutch.kick(address(vault));
        }
    }

    function test_kick_AtMaturityAndAfter() external {
        uint256 maturesAt = openedAt + 90 days + 72 hours;
        uint256 before = vm.snapshotState();
        for (uint256 i; i < 2; ++i) {
            vm.warp(maturesAt + i); // the appraisal is three months old, and rule M does not ask
            dutch.kick(address(vault));
            vm.assertTrue(loanBook.loan(loanId).frozen);
            vm.revertToState(before);
        }
    }

    function test_kick_FreezesTheDebt() external {
        _mature(vault);
        uint256 debt = loanBook.debtOf(address(vault));
        vm.expectEmit(address(loanBook));
        emit ILoanBook.DebtFrozen(loanId, debt);
        dutch.kick(address(vault));
        vm.assertEq(debt, PRINCIPAL + 1242739726027397261);
        vm.warp(block.timestamp + 365 days);
        vm.assertEq(loanBook.debtOf(address(vault)), debt);
        Loan memory frozen = loanBook.loan(loanId);
        vm.assertEq(frozen.principal, debt);
        vm.assertEq(frozen.interestNumerator, 0);
    }

    // ---- rule U2 ----

    function test_kick_RevertWhen_TheCureWindowRuns() external {
        uint256 flaggedAt = _flagged();
        vm.warp(flaggedAt + 24 hours - 1);
        _appraise(address(collection), 1, 60e18);
        vm.expectRevert(_notYet(flaggedAt + 24 hours, block.timestamp));
        dutch.kick(address(vault));
        vm.warp(flaggedAt + 24 hours);
        dutch.kick(address(vault));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Dutch));
    }

    function test_kick_RevertWhen_NoRoundConfirms() external {
        Vault other = _newVault(2, 1);
        LoanTerms memory terms = _terms();
        (terms.cureSeconds, terms.confirmSeconds) = (4 hours, 2 hours);
        _openLoan(other, PRINCIPAL, terms);
        vm.warp(block.timestamp + 8 hours);
        _appraise(address(collection), 2, 60e18);
        vm.warp(block.timestamp + 24 hours);
        _appraise(address(collection), 2, 60e18);
        uint256 flaggedAt = block.timestamp;
        loanBook.flag(address(other));

        vm.warp(flaggedAt + 2 hours - 1);
        _appraise(address(collection), 2, 60e18); // one second too early to confirm
        vm.warp(flaggedAt + 4 hours);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILoanBook.RoundNotConfirming.selector, flaggedAt + 2 hours - 1, flaggedAt + 2 hours
            )
        );
        dutch.kick(address(other));
        _appraise(address(collection), 2, 60e18);
        dutch.kick(address(other));
    }

    function test_kick_RevertWhen_HealthyAgain() external {
        uint256 flaggedAt = _flagged();
        vm.warp(flaggedAt + 24 hours);
        _appraise(address(collection), 1, 90e18);
        uint256 debt = loanBook.debtOf(address(vault));
        (, uint256 value,,) = loanBook.valuesOf(address(vault));
        vm.assertEq(value, 90e18);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.StillHealthy.selector, debt, 49.5e18));
        dutch.kick(address(vault));
    }

    function test_kick_RevertWhen_ConfirmationIsStale() external {
        uint256 flaggedAt = _flagged();
        vm.warp(flaggedAt + 10 hours);
        _appraise(address(collection), 1, 60e18);
        vm.warp(flaggedAt + 24 hours);
        vm.expectRevert(
            abi.encodeWithSelector(ILoanBook.AppraisalStale.selector, flaggedAt + 10 hours, 6 hours)
        );
        dutch.kick(address(vault));
    }

    /// @dev The breaker stops rule U2, never rule M.
    function test_kick_RevertWhen_BreakerTrippedBeforeMaturity() external {
        uint256 flaggedAt = _flagged();
        vm.warp(flaggedAt + 22 hours);
        _appraise(address(collection), 1, 60e18);
        vm.warp(flaggedAt + 24 hours);
        _appraise(address(collection), 1, 30e18);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.BreakerTripped.selector, address(collection), 1));
        dutch.kick(address(vault));
        vm.warp(openedAt + 90 days + 72 hours);
        dutch.kick(address(vault));
    }

    function test_kick_RevertWhen_NoLoanOrAuctioned() external {
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NoLoan.selector, STRANGER));
        dutch.kick(STRANGER);
        _mature(vault);
        dutch.kick(address(vault));
        vm.expectRevert(_forbids(VaultState.Dutch));
        dutch.kick(address(vault));
        vm.expectRevert(_forbids(VaultState.Dutch));
        loanBook.flag(address(vault));
    }
}
