// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, BidKind, IBatchAuction, Outcome} from "../../src/interfaces/IBatchAuction.sol";
import {ILoanBook, LoanOffer, LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {FixedMath} from "../../src/libraries/FixedMath.sol";
import {LoanOptions} from "../../src/libraries/LoanOptions.sol";
import {RestOfLot, Rest} from "../../src/libraries/RestOfLot.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm, within} from "../utils/Vm.sol";
import {ZooFixture} from "../zoo/ZooFixture.sol";

/// @notice Lenders who take what a crowd leaves, at the reserve price, as payment of debt.
contract BatchBackstopTest is ZooFixture, BatchFixture {
    using FixedMath for uint256;
    using RestOfLot for Rest;

    function setUp() public override(Fixture, ZooFixture) {
        super.setUp();
    }

    // ---- no backstop ----

    function test_close_WithoutTheOptionTooFewPartsAreConverted() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.assertEq(uint256(batch.stateOf(id).maxCredit), 0);
        _bid(TAKER, id, 0, S0 - S0 / 1_000);
        _close(id, BatchStatus.Failed, 0, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Converted));
    }

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

    function test_close_AWholeBidLeavesNothingToStandBehind() external {
        (Vault vault, uint256 id) = _backed(7_000);
        uint256 reserve = batch.stateOf(id).reservePrice;
        uint256 parts = _bid(TAKER, id, 9, S0 / 2);
        vm.prank(STRANGER);
        batch.bidWhole(id, reserve);
        _close(id, BatchStatus.Whole, reserve, 0);
        batch.claim(id, parts, TAKER);
        batch.deliver(id, 0, STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.SeriesNotFormed.selector, id));
        batch.claimSeries(id, lender, lender);
        _drawEverything(vault, id);
    }

    function test_close_WithEveryUnitSoldLendersTakeNone() external {
        (Vault vault, uint256 id) = _backed(7_000);
        uint256 reserve = batch.stateOf(id).reservePrice;
        uint256 first = _bid(TAKER, id, 0, S0 - 1e18 * 1_000);
        uint256 second = _bid(STRANGER, id, 0, 1e18 * 1_000);
        _close(id, BatchStatus.Parts, reserve, 0);
        batch.formSeries(id);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.SeriesNotFormed.selector, id));
        batch.claimSeries(id, lender, lender);
        vm.assertEq(batch.claim(id, first, TAKER).units + batch.claim(id, second, STRANGER).units, S0);
        _drawEverything(vault, id);
    }

    /// @dev One of two items paid half of the debt: units may pay the other half, and not a wei more.
    function test_close_ACreditAboveTheOpenDebtConverts() external {
        (Vault vault, uint256 id) = _backedHalfSold();
        uint256 reserve = batch.stateOf(id).reservePrice;
        uint256 open = dutch.terms(id).debt - lens.proceedsOf(id).debt;
        vm.assertEq(uint256(batch.stateOf(id).maxCredit), open);
        uint256 most = ((open + 1) * S0 - 1) / reserve; // units that are not worth more than what is open
        uint256 snapshot = vm.snapshotState();
        uint256 bidId = _bid(TAKER, id, 3, S0 - most - 1);
        _close(id, BatchStatus.Failed, 0, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Converted));
        vm.assertEq(batch.claim(id, bidId, TAKER).refund, batch.bidOf(id, bidId).escrow);
        vm.assertTrue(vm.revertToState(snapshot));
        _bid(TAKER, id, 3, S0 - most);
        _close(id, BatchStatus.Parts, (S0 - most).mulDivDown(reserve, S0), open);
        vm.assertEq(loanBook.loan(dutch.idOf(address(vault), 1)).repaid + open, _frozen(vault), "twice or not at all");
    }

    function test_close_AnItemLostInTheWindowConverts() external {
        Vault vault = _zooVault(address(weth), 1, 2);
        _appraiseItems(vault);
        (LoanOffer[] memory offers, bytes[] memory signatures) =
            _signedOffer(vault, PRINCIPAL * 2, _backedTerms(7_000));
        vm.prank(DEPOSITOR);
        loanBook.open(address(vault), offers, signatures, DEPOSITOR);
        _mature(vault);
        vm.prank(KEEPER);
        uint256 id = dutch.kick(address(vault));
        _runOut(id, KEEPER);
        uint256 bidId = _bid(TAKER, id, 3, S0 / 2);
        zoo.burn(1);
        _close(id, BatchStatus.Failed, 0, 0);
        vm.assertEq(batch.claim(id, bidId, TAKER).refund, batch.bidOf(id, bidId).escrow);
        vm.warp(block.timestamp + 7 days);
        Vault series = Vault(batch.formSeries(id));
        vm.assertEq(batch.claimSeries(id, lender, lender), S0, "what was bid for is the lenders', too");
        vm.assertEq(zoo.ownerOf(2), address(series));
    }

    // ---- backstop ----

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

    /// @dev Cash, units and what stays unpaid make up the debt; nothing comes from the fund.
    function test_close_TheDebtIsPaidOnce() external {
        (Vault vault, uint256 id) = _backed(7_000);
        uint256 loanId = dutch.idOf(address(vault), 1);
        uint256 debt = dutch.terms(id).debt;
        uint256 reserve = batch.stateOf(id).reservePrice;
        _bid(TAKER, id, 9, S0 / 3);
        uint256 credit = (S0 - S0 / 3).mulDivDown(reserve, S0);
        uint256 cash = (S0 / 3).mulDivDown(reserve, S0) - dutch.terms(id).keeperReward;
        vm.warp(batch.stateOf(id).endsAt);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.DebtPaid(loanId, address(vault), cash, debt, 0, cash);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanClosed(loanId, debt - credit - cash);
        batch.close(id);
        vm.assertEq(fund.cashOf(address(weth)), 0, "the fund was asked");
        vm.assertEq(loanBook.withdraw(loanId, lender, lender), cash);
    }

    /// @dev In both orders the parts sum to what was not sold, each within a unit of its own; cash and dust besides.
    function test_claimSeries_TwoLendersShareWhatWasNotSold() external {
        Vault vault = _newVault(1, 1);
        uint256 loanId = _openShared(vault, 7e18 + 1, 13e18, _backedTerms(7_000));
        _mature(vault);
        vm.prank(KEEPER);
        uint256 id = dutch.kick(address(vault));
        _runOut(id, KEEPER);
        uint256 sold = S0 / 7 + 1;
        uint256 bidId = _bid(TAKER, id, 0, sold);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        Vault series = Vault(batch.formSeries(id));
        address[] memory lenders = new address[](2);
        for (uint256 order; order < 2; ++order) {
            uint256 snapshot = vm.snapshotState();
            (lenders[0], lenders[1]) = order == 0 ? (lender, secondLender) : (secondLender, lender);
            loanBook.withdraw(loanId, lenders[0], lenders[0]);
            uint256 first = batch.claimSeries(id, lenders[0], lenders[0]);
            (uint256 loanUnits,) = loanBook.position(loanId, lenders[0]);
            vm.assertEq(first, (S0 - sold).mulDivDown(loanUnits, 20e18 + 1));
            vm.expectRevert(abi.encodeWithSelector(ILoanBook.PositionConverted.selector, loanId, lenders[0]));
            batch.claimSeries(id, lenders[0], lenders[0]);
            vm.assertEq(first + batch.claimSeries(id, lenders[1], lenders[1]), S0 - sold, "the parts do not sum");
            loanBook.withdraw(loanId, lenders[1], lenders[1]); // after its units: both are due
            vm.assertEq(batch.claim(id, bidId, TAKER).units, sold);
            vm.assertEq(series.balanceOf(address(vault)), 0, "units left behind");
            vm.assertEq(loanBook.sweepLoan(loanId, lenders), 1, "the dust of two floors");
            _drawEverything(vault, id);
            vm.assertTrue(vm.revertToState(snapshot));
        }
    }

    /// @dev The holders lose a wei at most against a sale of everything at the reserve price; what they gain is fee and
    /// royalty, 5.5 %, of what was not sold for cash.
    /// forge-config: default.fuzz.runs = 64
    function testFuzz_close_TheResidualIsThatOfTheReservePrice(uint256 seed) external {
        (Vault vault, uint256 id) = _backedHalfSold();
        uint256 expected = RestOfLot.read(dutch, id).residualAt(batch.stateOf(id).reservePrice);
        uint256 shares = within(seed >> 8, 1, S0);
        uint256 bidId = _rollOver(vault, id, within(seed >> 120, S0 / 1_000, S0 / 2), shares, (seed >> 248) % 40);
        uint256 other = _bid(TAKER, id, 5, S0 / 2 - 1 - (seed >> 16) % (S0 / 100));
        vm.warp(batch.stateOf(id).endsAt);
        uint256 foreseen = lens.outcomeOf(id, bidId).refund;
        batch.close(id);
        if (batch.stateOf(id).status == BatchStatus.Failed) return; // units worth more than what is open
        vm.assertGe(vault.cash() + 1, expected, "the holders paid for the backstop");
        uint256 spared = (_frozen(vault) - dutch.terms(id).debt) * 55 / 1_000;
        vm.assertLe(vault.cash(), expected + spared + 2, "the holders gained by it");
        vm.assertGt(vault.cash(), 0, "no residual: the case is not tested");
        batch.formSeries(id);
        vm.assertEq(_claimRollover(vault, id, bidId, shares), foreseen, "the lens says something else");
        uint256 sold = batch.bidOf(id, bidId).quantity + batch.claim(id, other, TAKER).units;
        vm.assertEq(batch.claimSeries(id, lender, lender), S0 - sold);
        _drawEverything(vault, id);
    }

    function _rollOver(Vault vault, uint256 id, uint256 quantity, uint256 shares, uint256 tick)
        private
        returns (uint256 bidId)
    {
        vm.startPrank(DEPOSITOR);
        vault.approve(address(batch), S0);
        bidId = batch.bidRollover(id, tick, quantity, shares, type(uint256).max);
        vm.stopPrank();
    }

    function _claimRollover(Vault vault, uint256 id, uint256 bidId, uint256 shares) private returns (uint256) {
        uint256 quantity = batch.bidOf(id, bidId).quantity;
        Outcome memory outcome = batch.claim(id, bidId, DEPOSITOR);
        vm.assertEq(outcome.units, quantity);
        vm.assertEq(outcome.paid, quantity.mulDivUp(batch.stateOf(id).reservePrice, S0));
        vm.assertEq(outcome.credit, vault.cash().mulDivDown(shares, S0));
        return outcome.refund;
    }

    /// @dev Two payments rounded up, of a price rounded down: what is between goes to the fund.
    function test_sweepSurplus_AfterTheLastClaim() external {
        (Vault vault, uint256 id) = _backed(7_000);
        uint256 reserve = batch.stateOf(id).reservePrice;
        uint256[2] memory sold = [S0 / 7, S0 / 11];
        _bid(TAKER, id, 0, sold[0]);
        _bid(STRANGER, id, 1, sold[1]);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        batch.claim(id, 1, TAKER);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.BidsUnclaimed.selector, 1, 2));
        batch.sweepSurplus(id);
        batch.claim(id, 2, STRANGER);
        uint256 paid = sold[0].mulDivUp(reserve, S0) + sold[1].mulDivUp(reserve, S0);
        vm.assertEq(batch.sweepSurplus(id), paid - (sold[0] + sold[1]).mulDivDown(reserve, S0));
        batch.claimSeries(id, lender, lender); // does not touch the surplus
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.NothingToSweep.selector));
        batch.sweepSurplus(id);
        _drawEverything(vault, id);
    }

    /// @dev Bids that nobody sees, and lenders behind them.
    function test_close_SealedBidsWithABackstop() external {
        (Vault vault, uint256 id) = _batch(1, 1, LoanOptions.BACKSTOP | LoanOptions.SEALED_BIDS);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Sealed));
        vm.assertEq(batch.stateOf(id).maxCredit, dutch.terms(id).debt);
        uint256 reserve = batch.stateOf(id).reservePrice;
        bytes32 shown = sealedBids.commitmentOf(id, TAKER, BidKind.Parts, 4, S0 / 4, 0, "shown");
        bytes32 silent = sealedBids.commitmentOf(id, TAKER, BidKind.Parts, 4, S0 / 2, 0, "silent");
        vm.startPrank(TAKER);
        sealedBids.commit(id, shown, 30e18);
        sealedBids.commit(id, silent, 30e18);
        vm.warp(uint256(batch.stateOf(id).endsAt) - 1);
        uint256 bidId = sealedBids.reveal(id, BidKind.Parts, 4, S0 / 4, 0, "shown");
        vm.stopPrank();
        _close(id, BatchStatus.Parts, (S0 / 4).mulDivDown(reserve, S0), (S0 - S0 / 4).mulDivDown(reserve, S0));
        batch.formSeries(id);
        vm.assertEq(sealedBids.returnDeposit(id, TAKER, silent), 28.5e18);
        vm.assertEq(batch.claim(id, bidId, TAKER).units, S0 / 4);
        vm.assertEq(batch.claimSeries(id, lender, lender), S0 - S0 / 4);
        _drawEverything(vault, id);
    }

    // ---- parts ----

    function _backedTerms(uint16 conversionBps) private view returns (LoanTerms memory terms) {
        terms = _terms();
        terms.conversionBps = conversionBps;
        terms.options = LoanOptions.BACKSTOP;
    }

    function _backed(uint16 conversionBps) private returns (Vault vault, uint256 id) {
        (vault, id) = _kicked(1, 1, PRINCIPAL, _backedTerms(conversionBps));
        _runOut(id, KEEPER);
    }

    /// @dev Of two items one is sold in the last second, for about half of the debt.
    function _backedHalfSold() private returns (Vault vault, uint256 id) {
        (vault, id) = _kicked(1, 2, 2 * PRINCIPAL, _backedTerms(7_000));
        vm.warp(_closesAt(id));
        vm.prank(KEEPER);
        dutch.redo(id);
        vm.warp(_closesAt(id) - 1);
        _take(id, 0);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
    }

    function _frozen(Vault vault) private view returns (uint256) {
        return loanBook.loan(dutch.idOf(address(vault), 1)).principal;
    }

    function _close(uint256 id, BatchStatus status, uint256 price, uint256 credit) private {
        vm.warp(batch.stateOf(id).endsAt);
        vm.expectEmit(address(batch));
        emit IBatchAuction.BatchClosed(id, status, price, credit);
        batch.close(id);
    }
}
