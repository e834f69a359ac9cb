// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILoanBook, LoanOffer} from "../src/interfaces/ILoanBook.sol";
import {Vault} from "../src/Vault.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm} from "./utils/Vm.sol";

/// @notice What flooring leaves of a loan of two lenders, and how it comes to the insurance fund.
contract LoanSweepTest is Fixture {
    Vault private vault;
    uint256 private loanId;
    address[] private lenders;

    /// @dev A third and two thirds of three wei: a payment of four leaves one and two, and a wei of dust.
    function setUp() public override {
        super.setUp();
        vault = _newVault(1, 1);
        _appraise(address(collection), 1, VALUE);
        LoanOffer[] memory offers = new LoanOffer[](2);
        bytes[] memory signatures = new bytes[](2);
        offers[0] = _offer(address(vault), lender, 1, _terms());
        offers[1] = _offer(address(vault), secondLender, 2, _terms());
        signatures[0] = _sign(LENDER_KEY, loanBook.offerHash(offers[0]));
        signatures[1] = _sign(SECOND_LENDER_KEY, loanBook.offerHash(offers[1]));
        vm.prank(DEPOSITOR);
        loanId = loanBook.open(address(vault), offers, signatures, DEPOSITOR);
        lenders = [secondLender, lender];
        vm.warp(block.timestamp + 1);
    }

    function test_sweepLoan_RevertWhen_TheLoanIsOwed() external {
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.LoanNotEnded.selector, loanId));
        loanBook.sweepLoan(loanId, lenders);
    }

    function test_sweepLoan_RevertWhen_AuctionRuns() external {
        _mature(vault);
        dutch.kick(address(vault));
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.LoanNotEnded.selector, loanId));
        loanBook.sweepLoan(loanId, lenders);
    }

    function test_sweepLoan_RevertWhen_ALenderIsUnpaid() external {
        _repay();
        loanBook.withdraw(loanId, lender, lender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.LenderUnpaid.selector, loanId, secondLender, 2));
        loanBook.sweepLoan(loanId, lenders);
    }

    function test_sweepLoan_RevertWhen_ALenderIsMissingOrTwiceThere() external {
        _repayAndWithdraw();
        lenders = [lender];
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.LendersMissing.selector, 1, 3));
        loanBook.sweepLoan(loanId, lenders);
        lenders = [lender, lender, lender];
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.LendersMissing.selector, 1, 3));
        loanBook.sweepLoan(loanId, lenders);
    }

    function test_sweepLoan_RevertWhen_NothingIsLeft() external {
        vm.warp(block.timestamp - 1); // no interest: three wei for three units
        _repayAndWithdraw();
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NothingToSweep.selector));
        loanBook.sweepLoan(loanId, lenders);
        lenders = new address[](0);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NothingToSweep.selector));
        loanBook.sweepLoan(loanId + 1, lenders); // no such loan
    }

    function test_sweepLoan_SendsTheDustToTheFundOnce() external {
        _repayAndWithdraw();
        uint256 before = weth.balanceOf(address(fund));
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanSwept(loanId, address(fund), 1);
        vm.prank(STRANGER);
        vm.assertEq(loanBook.sweepLoan(loanId, lenders), 1);
        vm.assertEq(weth.balanceOf(address(fund)), before + 1);
        vm.assertEq(weth.balanceOf(address(vault)), 0);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.LendersMissing.selector, 0, 3));
        loanBook.sweepLoan(loanId, lenders);
    }

    /// @dev Both positions in one hand are due 4 * 3 / 3 wei: without the sweep's deletion a wei of other people's.
    function test_sweepLoan_NoPositionOutlivesIt() external {
        _repayAndWithdraw();
        loanBook.sweepLoan(loanId, lenders);
        vm.prank(lender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NotPositionOwner.selector, loanId, lender));
        loanBook.movePosition(loanId, secondLender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NothingToWithdraw.selector, loanId, secondLender));
        loanBook.withdraw(loanId, secondLender, secondLender);
    }

    function test_sweepLoan_JoinedPositionsDrawTheDustThemselves() external {
        _repayAndWithdraw();
        vm.prank(lender);
        loanBook.movePosition(loanId, secondLender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.LenderUnpaid.selector, loanId, secondLender, 1));
        loanBook.sweepLoan(loanId, lenders);
        vm.assertEq(loanBook.withdraw(loanId, secondLender, secondLender), 1);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NothingToSweep.selector));
        loanBook.sweepLoan(loanId, lenders);
    }

    /// @dev The next loan of the vault is untouched by what is swept of the last.
    function test_sweepLoan_LeavesTheNextLoanAlone() external {
        _repayAndWithdraw();
        vm.warp(block.timestamp + 30 minutes); // rounds of one item are that far apart
        uint256 nextId = _openLoan(vault, PRINCIPAL);
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 1e18);
        loanBook.sweepLoan(loanId, lenders);
        vm.assertEq(loanBook.withdraw(nextId, lender, lender), 1e18);
        vm.assertEq(weth.balanceOf(address(vault)), 0);
    }

    function _repay() private {
        vm.prank(STRANGER);
        loanBook.repay(address(vault), type(uint256).max);
    }

    function _repayAndWithdraw() private {
        _repay();
        loanBook.withdraw(loanId, lender, lender);
        loanBook.withdraw(loanId, secondLender, secondLender);
    }
}
