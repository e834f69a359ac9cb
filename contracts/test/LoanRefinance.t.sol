// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, LoanOffer, LoanTerms} from "../src/interfaces/ILoanBook.sol";
import {VaultState} from "../src/interfaces/IVault.sol";
import {LoanOptions} from "../src/libraries/LoanOptions.sol";
import {Vault} from "../src/Vault.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm, within} from "./utils/Vm.sol";

/// @notice Replacing a loan: anybody may, when share holders are no worse off in any term.
contract LoanRefinanceTest is Fixture {
    uint256 private lastTokenId = 1;
    Vault private vault;
    uint256 private oldId;
    LoanTerms private old;

    function setUp() public override {
        super.setUp();
        vault = _newVault(1, 1);
        old = _terms();
        oldId = _openLoan(vault, PRINCIPAL, old);
        vm.warp(block.timestamp + 30 days);
        _appraise(address(collection), 1, VALUE);
    }

    function _refinance(uint256 principal, LoanTerms memory terms, bytes memory refusal) private returns (uint256 id) {
        LoanOffer[] memory offers = new LoanOffer[](1);
        bytes[] memory signatures = new bytes[](1);
        offers[0] = _offer(address(vault), secondLender, principal, terms);
        signatures[0] = _sign(SECOND_LENDER_KEY, loanBook.offerHash(offers[0]));
        vm.prank(STRANGER);
        if (refusal.length != 0) vm.expectRevert(refusal);
        return loanBook.refinance(address(vault), offers, signatures);
    }

    function test_refinance_RevertWhen_NoLoan() external {
        vm.prank(DEPOSITOR);
        loanBook.repay(address(vault), type(uint256).max);
        _refinance(PRINCIPAL, old, abi.encodeWithSelector(ILoanBook.NoLoan.selector, vault));
    }

    function test_refinance_RevertWhen_Auctioned() external {
        _mature(vault);
        LoanTerms memory terms = _terms();
        dutch.kick(address(vault));
        _refinance(PRINCIPAL, terms, abi.encodeWithSelector(ILoanBook.StateForbids.selector, uint8(VaultState.Dutch)));
    }

    function test_refinance_RevertWhen_AnyTermIsWorse() external {
        for (uint256 i; i < 12; ++i) {
            LoanTerms memory terms = old;
            (bytes32 term, uint256 given, uint256 limit) = _worsen(terms, i);
            _refinance(
                PRINCIPAL, terms, abi.encodeWithSelector(ILoanBook.RefinanceWorse.selector, term, given, limit)
            );
        }
    }

    /// @dev Each term, worse by one.
    function _worsen(LoanTerms memory t, uint256 i) private pure returns (bytes32, uint256, uint256) {
        if (i == 0) return ("rateBps", t.rateBps += 1, 1_200);
        if (i == 1) return ("lateRateBps", t.lateRateBps += 1, 600);
        if (i == 2) return ("penaltyBps", t.penaltyBps += 1, 200);
        if (i == 3) return ("dueAt", t.dueAt -= 1, t.dueAt + 1);
        if (i == 4) return ("graceSeconds", t.graceSeconds -= 1, t.graceSeconds + 1);
        if (i == 5) return ("cureSeconds", t.cureSeconds -= 1, t.cureSeconds + 1);
        if (i == 6) return ("confirmSeconds", t.confirmSeconds -= 1, t.confirmSeconds + 1);
        if (i == 7) return ("cureLtvBps", t.cureLtvBps -= 1, 5_200);
        if (i == 9) return ("conversionBps", t.conversionBps -= 1, 7_000);
        if (i == 10) return ("auctionSeconds", t.auctionSeconds -= 1, t.auctionSeconds + 1);
        if (i == 11) return ("penaltyBps", t.penaltyBps = 1_000, 200);
        (t.liquidationLtvBps, t.maxLtvBps) = (5_499, 4_499);
        return ("liquidationLtvBps", 5_499, 5_500);
    }

    function test_refinance_RevertWhen_AnOptionIsLost() external {
        for (uint8 flag = 1; flag < LoanOptions.ALL; flag *= 2) {
            _changeOptions(LoanOptions.ALL, LoanOptions.ALL - flag, false);
        }
    }

    function test_refinance_RevertWhen_BackstopOrSealedBidsAreAdded() external {
        _changeOptions(0, LoanOptions.BACKSTOP, false);
        _changeOptions(LoanOptions.MATURITY_ONLY, LoanOptions.MATURITY_ONLY | LoanOptions.SEALED_BIDS, false);
        _changeOptions(LoanOptions.BACKSTOP, LoanOptions.SEALED_BIDS, false);
    }

    function test_refinance_MayAddMaturityOnly() external {
        _changeOptions(0, LoanOptions.MATURITY_ONLY, true);
        _changeOptions(LoanOptions.BACKSTOP, LoanOptions.BACKSTOP | LoanOptions.MATURITY_ONLY, true);
        _changeOptions(LoanOptions.ALL, LoanOptions.ALL, true);
    }

    function _changeOptions(uint8 was, uint8 next, bool allowed) private {
        vault = _newVault(++lastTokenId, 1);
        LoanTerms memory terms = _terms();
        terms.options = was;
        _openLoan(vault, PRINCIPAL, terms);
        terms.options = next;
        bytes memory refusal =
            abi.encodeWithSelector(ILoanBook.RefinanceWorse.selector, bytes32("options"), next, was);
        uint256 loanId = _refinance(PRINCIPAL, terms, allowed ? bytes("") : refusal);
        if (allowed) vm.assertEq(loanBook.loan(loanId).terms.options, next);
    }

    /// @dev The interest owed may not become principal: it would bear interest in turn.
    function test_refinance_RevertWhen_YearlyCostRises() external {
        bytes memory refusal = abi.encodeWithSelector(
            ILoanBook.RefinanceWorse.selector, bytes32("yearlyCost"), (PRINCIPAL + 1) * 1_200, PRINCIPAL * 1_200
        );
        _refinance(PRINCIPAL + 1, old, refusal);
    }

    function test_refinance_RevertWhen_PrincipalAboveDebt() external {
        uint256 debt = loanBook.debtOf(address(vault));
        LoanTerms memory terms = old;
        terms.rateBps = 0;
        bytes memory refusal =
            abi.encodeWithSelector(ILoanBook.RefinanceWorse.selector, bytes32("principal"), debt + 1, debt);
        _refinance(debt + 1, terms, refusal);
    }

    // ---- what the new lenders signed for ----

    /// @dev Otherwise an offer signed while the vault was sound would let the old lenders out of a failing loan.
    function test_refinance_RevertWhen_PrincipalAboveLtv() external {
        vm.warp(block.timestamp + 8 hours);
        _appraise(address(collection), 1, 80e18); // of 72 to borrow against 4 500 bps are 32.4
        bytes memory refusal =
            abi.encodeWithSelector(ILoanBook.PrincipalAboveLimit.selector, PRINCIPAL, 32.4e18);
        _refinance(PRINCIPAL, old, refusal);
        _refinance(32.4e18, old, "");
    }

    function test_refinance_RevertWhen_AppraisalStaleOrTripped() external {
        uint256 observedAt = block.timestamp;
        vm.warp(observedAt + 6 hours + 1);
        bytes memory stale = abi.encodeWithSelector(ILoanBook.AppraisalStale.selector, observedAt, 6 hours);
        _refinance(PRINCIPAL, old, stale);
        vm.warp(observedAt + 6 hours);
        _appraise(address(collection), 1, 140e18);
        bytes memory tripped =
            abi.encodeWithSelector(ILoanBook.BreakerTripped.selector, address(collection), 1);
        _refinance(PRINCIPAL, old, tripped);
    }

    // ---- the good path ----

    function test_refinance_ReplacesTheLoan() external {
        uint256 debt = loanBook.debtOf(address(vault));
        uint256 before = weth.balanceOf(STRANGER);
        uint256 loanId = _refinance(PRINCIPAL, old, "");
        vm.assertEq(loanId, oldId + 1);
        vm.assertEq(before - weth.balanceOf(STRANGER), debt - PRINCIPAL);
        vm.assertEq(weth.balanceOf(address(vault)), debt);
        vm.assertEq(loanBook.loanIdOf(address(vault)), loanId);
        vm.assertEq(loanBook.debtOf(address(vault)), PRINCIPAL);
        vm.assertEq(loanBook.withdrawable(oldId, lender), debt);
        vm.assertEq(weth.balanceOf(address(fund)), 0.2e18); // the premium of the first loan, and no second one
        loanBook.withdraw(oldId, lender, lender);
        vm.assertEq(weth.balanceOf(address(vault)), 0);
        (uint256 units,) = loanBook.position(loanId, secondLender);
        vm.assertEq(units, PRINCIPAL);
    }

    function test_refinance_MayTakeOverTheWholeDebtAtALowerRate() external {
        uint256 debt = loanBook.debtOf(address(vault));
        LoanTerms memory terms = old;
        terms.rateBps = 1_100;
        uint256 before = weth.balanceOf(STRANGER);
        _refinance(debt, terms, "");
        vm.assertEq(weth.balanceOf(STRANGER), before);
        vm.assertEq(loanBook.debtOf(address(vault)), debt);
    }

    function test_refinance_EndsAMarginCall() external {
        vm.warp(block.timestamp + 8 hours);
        _appraise(address(collection), 1, 60e18);
        vm.warp(block.timestamp + 24 hours);
        _appraise(address(collection), 1, 60e18);
        loanBook.flag(address(vault));
        LoanTerms memory terms = old; // a rescuer who lends three quarters of the borrow value, and knows it
        (terms.maxLtvBps, terms.liquidationLtvBps) = (7_500, 8_500);
        uint256 loanId = _refinance(PRINCIPAL, terms, "");
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Loaned));
        vm.assertEq(loanBook.loan(loanId).flaggedAt, 0);
    }

    /// @dev Law 66: at no later time does the debt stand higher than it would have, but for one wei of rounding.
    function testFuzz_refinance_NeverRaisesALaterDebt(uint256 rate, uint256 principal, uint256 later) external {
        LoanTerms memory terms = old;
        terms.rateBps = uint16(within(rate, 0, 1_200));
        principal = within(principal, 1e18, PRINCIPAL);
        later = block.timestamp + within(later, 0, 500 days);
        uint256 before = vm.snapshotState();
        vm.warp(later);
        uint256 unchanged = loanBook.debtOf(address(vault));
        vm.revertToState(before);
        _refinance(principal, terms, "");
        vm.warp(later);
        vm.assertLe(loanBook.debtOf(address(vault)), unchanged + 1, "no later debt rose");
    }
}
