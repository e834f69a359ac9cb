// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, Loan, LoanOffer, LoanTerms} from "../src/interfaces/ILoanBook.sol";
import {IVault, VaultState} from "../src/interfaces/IVault.sol";
import {LoanBook} from "../src/LoanBook.sol";
import {Vault} from "../src/Vault.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm, within} from "./utils/Vm.sol";

/// @notice Opening, paying, withdrawing, moving positions. Offers, refinancing and default have files of their own.
contract LoanBookTest is Fixture {
    Vault private vault;

    function setUp() public override {
        super.setUp();
        vault = _newVault(1, 1);
        _appraise(address(collection), 1, VALUE);
    }

    function _open(uint256 principal, LoanTerms memory terms) private returns (uint256 loanId) {
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(vault, principal, terms);
        vm.prank(DEPOSITOR);
        return loanBook.open(address(vault), offers, signatures, HOLDER);
    }

    function _expectOpenRevert(uint256 principal, LoanTerms memory terms, bytes memory refusal) private {
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(vault, principal, terms);
        vm.prank(DEPOSITOR);
        vm.expectRevert(refusal);
        loanBook.open(address(vault), offers, signatures, HOLDER);
    }

    function _forbids(VaultState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILoanBook.StateForbids.selector, uint8(state));
    }

    function _noLoan(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILoanBook.NoLoan.selector, account);
    }

    function test_constructor_RevertWhen_NoInsuranceFund() external {
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.ZeroAddress.selector));
        new LoanBook(address(factory), address(dutch), address(oracle), address(0));
    }

    // ---- open ----

    function test_open_RevertWhen_NotAVault() external {
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(vault, PRINCIPAL, _terms());
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NotVault.selector, STRANGER));
        loanBook.open(STRANGER, offers, signatures, HOLDER);
    }

    function test_open_RevertWhen_ReceiverIsNobody() external {
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(vault, PRINCIPAL, _terms());
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.ZeroAddress.selector));
        loanBook.open(address(vault), offers, signatures, address(0));
    }

    function test_open_RevertWhen_LoanedAlready() external {
        _open(PRINCIPAL, _terms());
        _expectOpenRevert(1e18, _terms(), _forbids(VaultState.Loaned));
    }

    function test_open_RevertWhen_NotEveryShareIsHeld() external {
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 1);
        _expectOpenRevert(
            PRINCIPAL, _terms(), abi.encodeWithSelector(ILoanBook.NotSoleHolder.selector, S0 - 1, S0)
        );
    }

    /// @dev Fresh up to and including six hours of age.
    function test_open_RevertWhen_AppraisalStale() external {
        uint256 observedAt = block.timestamp;
        vm.warp(observedAt + 6 hours + 1);
        _expectOpenRevert(
            PRINCIPAL, _terms(), abi.encodeWithSelector(ILoanBook.AppraisalStale.selector, observedAt, 6 hours)
        );
        vm.warp(observedAt + 6 hours);
        _open(PRINCIPAL, _terms());
    }

    function test_open_RevertWhen_BreakerTripped() external {
        vm.warp(block.timestamp + 1 hours);
        _appraise(address(collection), 1, VALUE * 131 / 100);
        _expectOpenRevert(
            PRINCIPAL, _terms(), abi.encodeWithSelector(ILoanBook.BreakerTripped.selector, address(collection), 1)
        );
    }

    /// @dev 100 appraised, haircut 1 000 bps, 4 500 bps of 90: 40.5, rounded down.
    function test_open_RevertWhen_PrincipalAboveLtv() external {
        _expectOpenRevert(
            40.5e18 + 1,
            _terms(),
            abi.encodeWithSelector(ILoanBook.PrincipalAboveLimit.selector, 40.5e18 + 1, 40.5e18)
        );
        _open(40.5e18, _terms());
    }

    function test_open_RevertWhen_PrincipalAbove110Bits() external {
        _expectOpenRevert(
            2 ** 110 + 1,
            _terms(),
            abi.encodeWithSelector(ILoanBook.PrincipalAboveLimit.selector, 2 ** 110 + 1, 2 ** 110)
        );
    }

    function test_open_RevertWhen_TermOutOfRange() external {
        for (uint256 i; i < 10; ++i) {
            LoanTerms memory terms = _terms();
            (bytes32 term, uint256 given, uint256 limit) = _spoil(terms, i);
            _expectOpenRevert(
                PRINCIPAL, terms, abi.encodeWithSelector(ILoanBook.TermOutOfRange.selector, term, given, limit)
            );
        }
    }

    /// @dev Each limit, passed by one.
    function _spoil(LoanTerms memory terms, uint256 i) private view returns (bytes32, uint256, uint256) {
        if (i == 0) return ("rateBps", terms.rateBps = 10_001, 10_000);
        if (i == 1) return ("lateRateBps", terms.lateRateBps = 2_001, 2_000);
        if (i == 2) return ("dueAt", terms.dueAt = uint40(block.timestamp), block.timestamp + 1);
        if (i == 3) return ("liquidationLtvBps", terms.liquidationLtvBps = 5_499, 5_500);
        if (i == 4) {
            terms.cureLtvBps = 5_500;
            return ("liquidationLtvBps", 5_500, 5_501);
        }
        if (i == 5) return ("penaltyBps", terms.penaltyBps = 1_001, 1_000);
        if (i == 6) return ("conversionBps", terms.conversionBps = 10_001, 10_000);
        if (i == 7) return ("auctionSeconds", terms.auctionSeconds = 24 hours - 1, 24 hours);
        if (i == 8) return ("auctionSeconds", terms.auctionSeconds = 14 days + 1, 14 days);
        return ("options", terms.options = 8, 7);
    }

    function test_open_AcceptsTheLimitsOfEveryTerm() external {
        LoanTerms memory terms = _terms();
        (terms.rateBps, terms.lateRateBps, terms.penaltyBps, terms.conversionBps) = (10_000, 2_000, 1_000, 10_000);
        (terms.liquidationLtvBps, terms.cureLtvBps) = (5_500, 5_499);
        (terms.dueAt, terms.auctionSeconds, terms.options) = (uint40(block.timestamp + 1), 14 days, 7);
        _open(PRINCIPAL, terms);
    }

    function test_open_PaysTheReceiverLessThePremium() external {
        uint256 expectedId = uint256(uint160(address(vault))) << 96 | 1;
        LoanTerms memory terms = _terms();
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanOpened(expectedId, address(vault), DEPOSITOR, HOLDER, PRINCIPAL, 0.2e18, terms);
        vm.assertEq(_open(PRINCIPAL, terms), expectedId);

        vm.assertEq(weth.balanceOf(HOLDER), 39.8e18);
        vm.assertEq(weth.balanceOf(address(fund)), 0.2e18);
        vm.assertEq(weth.balanceOf(lender), 1_000_000e18 - PRINCIPAL);
        vm.assertEq(weth.balanceOf(address(vault)), 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Loaned));
        vm.assertEq(loanBook.loanIdOf(address(vault)), expectedId);
        vm.assertEq(loanBook.debtOf(address(vault)), PRINCIPAL);
        Loan memory made = loanBook.loan(expectedId);
        vm.assertEq(made.vault, address(vault));
        vm.assertEq(made.units, PRINCIPAL);
        vm.assertEq(keccak256(abi.encode(made.terms)), keccak256(abi.encode(terms)));
    }

    /// @dev The premium of 1.5 wei, rounded up, is more than the first offer of 1 wei holds: the second gives the rest.
    function test_open_TakesThePremiumFromTheFirstOffers() external {
        LoanOffer[] memory offers = new LoanOffer[](2);
        bytes[] memory signatures = new bytes[](2);
        offers[0] = _offer(address(vault), lender, 1, _terms());
        offers[1] = _offer(address(vault), secondLender, 299, _terms());
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        signatures[1] = _sign(SECOND_LENDER_KEY, loanBook.offerHash(offers[1]));
        vm.prank(DEPOSITOR);
        loanBook.open(address(vault), offers, signatures, HOLDER);
        vm.assertEq(weth.balanceOf(address(fund)), 2);
        vm.assertEq(weth.balanceOf(HOLDER), 298);
        vm.assertEq(weth.balanceOf(lender), 1_000_000e18 - 1);
    }

    // ---- repay ----

    function test_repay_RevertWhen_NoLoan() external {
        vm.expectRevert(_noLoan(address(vault)));
        loanBook.repay(address(vault), 1);
        vm.expectRevert(_noLoan(STRANGER));
        loanBook.repay(STRANGER, 1);
    }

    function test_repay_RevertWhen_NothingOffered() external {
        _open(PRINCIPAL, _terms());
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.ZeroAmount.selector));
        loanBook.repay(address(vault), 0);
    }

    function test_repay_RevertWhen_Auctioned() external {
        _open(PRINCIPAL, _terms());
        _mature(vault);
        dutch.kick(address(vault));
        vm.expectRevert(_forbids(VaultState.Dutch));
        loanBook.repay(address(vault), 1);
    }

    function test_repay_PaysInterestFirst() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.warp(block.timestamp + 90 days);
        vm.assertEq(loanBook.debtOf(address(vault)), PRINCIPAL + 1183561643835616439);
        vm.prank(STRANGER); // anybody may
        vm.assertEq(loanBook.repay(address(vault), 1e18), 1e18);
        Loan memory paid = loanBook.loan(loanId);
        vm.assertEq(paid.principal, PRINCIPAL);
        vm.assertEq(paid.repaid, 1e18);
        vm.assertEq(loanBook.debtOf(address(vault)), PRINCIPAL + 183561643835616439);
        vm.assertEq(weth.balanceOf(address(vault)), 1e18);
    }

    /// @dev Nobody can spoil a full repayment by paying a wei first.
    function test_repay_TakesAtMostTheDebtAndOpens() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.warp(block.timestamp + 30 days);
        uint256 debt = loanBook.debtOf(address(vault));
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 1);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.DebtPaid(loanId, DEPOSITOR, debt - 1, 0, 0, debt);
        vm.prank(DEPOSITOR);
        vm.assertEq(loanBook.repay(address(vault), type(uint256).max), debt - 1);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        vm.assertEq(loanBook.loanIdOf(address(vault)), 0);
        vm.assertEq(loanBook.debtOf(address(vault)), 0);
        vm.expectRevert(_noLoan(address(vault)));
        loanBook.repay(address(vault), 1);
    }

    /// @dev Law 56: the debt falls by exactly what is paid, whatever the time and the amount.
    function testFuzz_repay_DebtFallsByTheAmount(uint256 wait, uint256 amount) external {
        _open(PRINCIPAL, _terms());
        vm.warp(block.timestamp + within(wait, 0, 400 days));
        uint256 debt = loanBook.debtOf(address(vault));
        amount = within(amount, 1, debt - 1);
        vm.prank(STRANGER);
        loanBook.repay(address(vault), amount);
        vm.assertEq(loanBook.debtOf(address(vault)), debt - amount);
    }

    // ---- repayAndRedeem ----

    function test_repayAndRedeem_RevertWhen_NoLoan() external {
        vm.prank(DEPOSITOR);
        vm.expectRevert(_noLoan(address(vault)));
        loanBook.repayAndRedeem(address(vault), DEPOSITOR, 0);
    }

    function test_repayAndRedeem_RevertWhen_NotEveryShareIsHeld() external {
        _open(PRINCIPAL, _terms());
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NotSoleHolder.selector, 0, S0));
        loanBook.repayAndRedeem(address(vault), STRANGER, 0);
    }

    function test_repayAndRedeem_RevertWhen_ToNobody() external {
        _open(PRINCIPAL, _terms());
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSelector(IVault.ZeroAddress.selector));
        loanBook.repayAndRedeem(address(vault), address(0), 0);
    }

    function test_repayAndRedeem_PaysAllAndTakesTheItems() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.warp(block.timestamp + 90 days);
        vm.prank(DEPOSITOR);
        loanBook.repayAndRedeem(address(vault), TAKER, 0);
        vm.assertEq(collection.ownerOf(1), TAKER);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Redeemed));
        vm.assertEq(loanBook.withdrawable(loanId, lender), PRINCIPAL + 1183561643835616439);
        vm.prank(lender);
        loanBook.withdraw(loanId, lender, lender);
        vm.assertEq(weth.balanceOf(address(vault)), 0);
    }

    // ---- withdraw ----

    function test_withdraw_RevertWhen_NothingIsDue() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        bytes memory refusal = abi.encodeWithSelector(ILoanBook.NothingToWithdraw.selector, loanId, lender);
        vm.expectRevert(refusal);
        loanBook.withdraw(loanId, lender, lender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NothingToWithdraw.selector, 77, lender));
        loanBook.withdraw(77, lender, lender);
    }

    function test_withdraw_RevertWhen_StrangerNamesAReceiver() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 1e18);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NotPositionOwner.selector, loanId, STRANGER));
        loanBook.withdraw(loanId, lender, STRANGER);
        vm.prank(lender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.ZeroAddress.selector));
        loanBook.withdraw(loanId, lender, address(0));
    }

    function test_withdraw_PaysCumulativelyToWhomTheLenderSays() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 1e18);
        vm.prank(STRANGER); // may push the money to the lender
        vm.assertEq(loanBook.withdraw(loanId, lender, lender), 1e18);
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 2e18);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LenderWithdrawn(loanId, lender, FEES, 2e18);
        vm.prank(lender);
        loanBook.withdraw(loanId, lender, FEES);
        vm.assertEq(weth.balanceOf(FEES), 2e18);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NothingToWithdraw.selector, loanId, lender));
        loanBook.withdraw(loanId, lender, lender);
    }

    // ---- movePosition ----

    function test_movePosition_RevertWhen_NoPosition() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NotPositionOwner.selector, loanId, STRANGER));
        loanBook.movePosition(loanId, HOLDER);
        vm.prank(lender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.ZeroAddress.selector));
        loanBook.movePosition(loanId, address(0));
    }

    function test_movePosition_MovesUnitsAndWithdrawn() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 3e18);
        loanBook.withdraw(loanId, lender, lender);
        vm.prank(lender);
        loanBook.movePosition(loanId, HOLDER);
        (uint256 units, uint256 withdrawn) = loanBook.position(loanId, HOLDER);
        vm.assertEq(units, PRINCIPAL);
        vm.assertEq(withdrawn, 3e18);
        vm.assertEq(loanBook.withdrawable(loanId, HOLDER), 0);
        (units, withdrawn) = loanBook.position(loanId, lender);
        vm.assertEq(units + withdrawn, 0);
    }

    function test_movePosition_ToOneselfChangesNothing() external {
        uint256 loanId = _open(PRINCIPAL, _terms());
        vm.prank(lender);
        loanBook.movePosition(loanId, lender);
        (uint256 units,) = loanBook.position(loanId, lender);
        vm.assertEq(units, PRINCIPAL);
    }

    // ---- doors of the auctions ----

    function test_auctionDoors_RevertWhen_NotTheAuction() external {
        _open(PRINCIPAL, _terms());
        bytes memory refusal = abi.encodeWithSelector(ILoanBook.NotAuction.selector, STRANGER);
        vm.startPrank(STRANGER);
        vm.expectRevert(refusal);
        loanBook.freeze(address(vault));
        vm.expectRevert(refusal);
        loanBook.bookProceeds(address(vault), 1, STRANGER);
        vm.expectRevert(refusal);
        loanBook.close(address(vault), 0, false);
    }

    function test_bookProceeds_RevertWhen_AboveTheDebt() external {
        _open(PRINCIPAL, _terms());
        vm.prank(address(dutch));
        vm.expectRevert(
            abi.encodeWithSelector(ILoanBook.DebtPaymentTooLarge.selector, PRINCIPAL + 1, PRINCIPAL)
        );
        loanBook.bookProceeds(address(vault), PRINCIPAL + 1, STRANGER);
    }
}
