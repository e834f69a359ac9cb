// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, IBatchAuction} from "../../src/interfaces/IBatchAuction.sol";
import {ILoanBook, LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {FixedMath} from "../../src/libraries/FixedMath.sol";
import {LoanOptions} from "../../src/libraries/LoanOptions.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Lenders who take what a crowd leaves, at the reserve price, as payment of debt.
contract BatchBackstopTest is BatchFixture {
    using FixedMath for uint256;

    function test_close_WithoutAWeiOfCreditAllIsConverted() external {
        (Vault vault, uint256 id) = _backed(0); // reserve price: one wei
        uint256 bidId = _bid(TAKER, id, 0, S0 * 9 / 10);
        _close(id, BatchStatus.Failed, 0, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Converted));
        vm.assertEq(batch.claim(id, bidId, TAKER).refund, 1);
    }

    function test_close_WithoutABidForUnitsAllIsConverted() external {
        (Vault vault, uint256 id) = _backed(7_000);
        vm.assertEq(batch.stateOf(id).maxCredit, dutch.terms(id).debt);
        _close(id, BatchStatus.Failed, 0, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Converted));
    }

    function test_close_LendersTakeTheRestForDebt() external {
        (Vault vault, uint256 id) = _backed(7_000);
        uint256 debt = dutch.terms(id).debt;
        uint256 penalty = dutch.terms(id).penalty;
        uint256 reserve = batch.stateOf(id).reservePrice;
        uint256 sold = S0 * 2 / 5 + 1;
        uint256 bidId = _bid(TAKER, id, 9, sold);
        uint256 credit = (S0 - sold).mulDivDown(reserve, S0);
        uint256 price = sold.mulDivDown(reserve, S0);
        _close(id, BatchStatus.Parts, price, credit);
        vm.assertLe(reserve - price - credit, 1, "more than a wei between cash and credit");
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.assertEq(dutch.terms(id).debt, debt - credit);
        vm.assertEq(dutch.terms(id).penalty, penalty); // of the whole debt

        uint256 loanId = dutch.idOf(address(vault), 1);
        address[] memory lenders = new address[](1);
        lenders[0] = lender;
        loanBook.withdraw(loanId, lender, lender);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.PositionUnconverted.selector, loanId, lender));
        loanBook.sweepLoan(loanId, lenders);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.SeriesNotFormed.selector, id));
        batch.claimSeries(id, lender, lender);
        Vault series = Vault(batch.formSeries(id));
        vm.assertEq(batch.claimSeries(id, lender, lender), S0 - sold);
        vm.assertEq(batch.claim(id, bidId, TAKER).units, sold);
        vm.assertEq(series.balanceOf(lender) + series.balanceOf(TAKER), S0);
        _drawEverything(vault, id);
    }

    function _backed(uint16 conversionBps) private returns (Vault vault, uint256 id) {
        vault = _newVault(1, 1);
        LoanTerms memory terms = _terms();
        terms.conversionBps = conversionBps;
        terms.options = LoanOptions.BACKSTOP;
        _openLoan(vault, PRINCIPAL, terms);
        _mature(vault);
        vm.prank(KEEPER);
        id = dutch.kick(address(vault));
        vm.warp(_closesAt(id));
        vm.prank(KEEPER);
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
    }

    function _close(uint256 id, BatchStatus status, uint256 price, uint256 credit) private {
        vm.warp(batch.stateOf(id).endsAt);
        vm.expectEmit(address(batch));
        emit IBatchAuction.BatchClosed(id, status, price, credit);
        batch.close(id);
    }
}
