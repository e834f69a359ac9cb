// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DutchTerms} from "../src/interfaces/IDutchAuction.sol";
import {IInsuranceFund} from "../src/interfaces/IInsuranceFund.sol";
import {ILoanBook} from "../src/interfaces/ILoanBook.sol";
import {VaultState} from "../src/interfaces/IVault.sol";
import {FixedMath} from "../src/libraries/FixedMath.sol";
import {FundCaps} from "../src/libraries/FundCaps.sol";
import {LoanOptions} from "../src/libraries/LoanOptions.sol";
import {Vault} from "../src/Vault.sol";
import {BatchFixture} from "./utils/BatchFixture.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm, within} from "./utils/Vm.sol";
import {BlocklistToken} from "./zoo/Tokens.sol";
import {ZooFixture} from "./zoo/ZooFixture.sol";

/// @notice What enters the fund, and what it pays to lenders who lost. The tips are in InsuranceTips.t.sol.
contract InsuranceFundTest is ZooFixture, BatchFixture {
    using FixedMath for uint256;

    function setUp() public override(Fixture, ZooFixture) {
        super.setUp();
    }

    // ---- cash in ----

    function test_absorb_BooksWhatArrivedOnce() external {
        vm.assertEq(fund.absorb(address(weth)), 0);
        _give(7e18 + 1);
        vm.assertEq(fund.cashOf(address(weth)), 0, "counts before it is absorbed");
        vm.expectEmit(address(fund));
        emit IInsuranceFund.FundAbsorbed(address(weth), 7e18 + 1, 7e18 + 1);
        vm.prank(STRANGER);
        vm.assertEq(fund.absorb(address(weth)), 7e18 + 1);
        vm.assertEq(fund.absorb(address(weth)), 0, "the same money twice");
        vm.assertEq(fund.cashOf(address(weth)), 7e18 + 1);
        _give(2);
        vm.assertEq(fund.absorb(address(weth)), 2);
        vm.assertEq(fund.cashOf(address(weth)), 7e18 + 3);
    }

    /// @dev One token's cash is not another's.
    function test_absorb_KeepsALedgerForEachToken() external {
        BlocklistToken token = new BlocklistToken();
        token.mint(address(fund), 5);
        _give(3);
        fund.absorb(address(token));
        vm.assertEq(fund.cashOf(address(token)), 5);
        vm.assertEq(fund.cashOf(address(weth)), 0);
    }

    // ---- cover: refusals ----

    function test_cover_RevertWhen_NotTheLoanBook() external {
        (Vault vault,) = _kicked(1, 1);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        address[4] memory callers = [STRANGER, OWNER, address(dutch), address(vault)];
        for (uint256 i; i < 4; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(abi.encodeWithSelector(IInsuranceFund.NotLoanBook.selector, callers[i]));
            fund.cover(loanId, 1, PRINCIPAL);
        }
    }

    // ---- cover: the three caps ----

    function test_take_TheFundPaysTheWholeShortfall() external {
        _give(1_000_000e18);
        (Vault vault, uint256 id) = _late(1, PRINCIPAL);
        uint256 shortfall = _shortfallNow(id);
        _settleAndExpect(vault, id, shortfall, shortfall);
        vm.assertEq(uint256(loanBook.loan(_loanId(vault)).repaid), dutch.terms(id).debt, "the lenders are whole");
    }

    /// @dev Sold for 70 % of the debt: more is missing than a fifth of the principal, which has no fifth in wei.
    function test_close_TheFundPaysAFifthOfThePrincipal() external {
        _give(1_000_000e18);
        uint256 principal = PRINCIPAL + 4;
        (Vault vault, uint256 id) = _kicked(1, 1, principal, _terms());
        _runOut(id, KEEPER);
        uint256 price = _bidReserveAndEnd(id);
        uint256 shortfall = dutch.terms(id).debt + dutch.terms(id).keeperReward - price;
        vm.assertGt(shortfall, PRINCIPAL / 5, "another cap binds");
        _expectCover(vault, id, shortfall, PRINCIPAL / 5); // floored: 0.8 wei less
        batch.close(id);
        _drawEverything(vault, id);
    }

    function test_take_TheFundPaysATwentiethOfItsCash() external {
        (Vault vault, uint256 id) = _late(1, PRINCIPAL);
        _give(1e18 + 19); // beside the premium, a multiple of twenty
        uint256 cash = weth.balanceOf(address(fund));
        _settleAndExpect(vault, id, _shortfallNow(id), (cash - 19) / 20);
        vm.assertEq(fund.cashOf(address(weth)), cash - (cash - 19) / 20);
        vm.assertEq(weth.balanceOf(address(fund)), fund.cashOf(address(weth)), "cash that is not there");
    }

    /// @dev Nineteen wei have no twentieth: nothing is paid, nothing is announced, nothing fails.
    function test_take_AFundWithoutATwentiethPaysNothing() external {
        (Vault vault, uint256 id) = _late(1, PRINCIPAL);
        _emptyFundTo(19);
        uint256 shortfall = _shortfallNow(id);
        vm.expectEmit(address(fund));
        emit IInsuranceFund.FundAbsorbed(address(weth), 19, 19);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanClosed(_loanId(vault), shortfall);
        _take(id, 0);
        vm.assertEq(fund.cashOf(address(weth)), 19);
    }

    function testFuzz_coverDown_IsTheLeastOfThree(uint256 shortfall, uint256 principal, uint256 cash) external pure {
        (shortfall, principal, cash) = (within(shortfall, 0, 2 ** 127), within(principal, 0, 2 ** 110), cash >> 128);
        uint256 amount = FundCaps.coverDown(shortfall, principal, cash);
        vm.assertLe(amount, shortfall, "more than is missing");
        vm.assertLe(amount * 5, principal, "more than a fifth of the principal");
        vm.assertLe(amount * 20, cash, "more than a twentieth of the cash");
        bool isMost = amount == shortfall || (amount + 1) * 5 > principal || (amount + 1) * 20 > cash;
        vm.assertTrue(isMost, "no cap binds");
    }

    function test_take_TwoCoversComeInTheOrderOfSettlement() external {
        (Vault first, uint256 firstId) = _kicked(1, 1);
        (Vault second, uint256 secondId) = _kicked(2, 1);
        _lastRound(secondId);
        dutch.redo(firstId);
        vm.warp(_closesAt(firstId) - 1);
        uint256 cash = weth.balanceOf(address(fund));
        uint256 snapshot = vm.snapshotState();
        _take(firstId, 0);
        _take(secondId, 0);
        uint256 early = cash / 20;
        uint256 late = (cash - early) / 20;
        vm.assertEq(_coverOf(first, firstId), early);
        vm.assertEq(_coverOf(second, secondId), late);
        vm.assertTrue(vm.revertToState(snapshot));
        _take(secondId, 0);
        _take(firstId, 0);
        vm.assertEq(_coverOf(second, secondId), early);
        vm.assertEq(_coverOf(first, firstId), late);
        vm.assertEq(fund.cashOf(address(weth)), cash - early - late);
    }

    // ---- cover: who gets it ----

    /// @dev Three parts and four: the cover is a payment like any other, and its dust comes back to the fund.
    function test_withdraw_LendersDrawTheCoverByTheirParts() external {
        _give(100e18);
        Vault vault = _newVault(1, 1);
        uint256 loanId = _openShared(vault, 12e18 + 1, 16e18, _terms());
        _mature(vault);
        vm.prank(KEEPER);
        uint256 id = dutch.kick(address(vault));
        _runOut(id, KEEPER);
        _bidReserveAndEnd(id);
        batch.close(id);
        uint256 units = 28e18 + 1;
        uint256 amount = _coverOf(vault, id);
        vm.assertGt(amount, 5e18, "no cover");
        uint256 repaid = loanBook.loan(loanId).repaid;
        vm.assertEq(loanBook.withdraw(loanId, lender, lender), repaid * (12e18 + 1) / units);
        vm.assertEq(loanBook.withdraw(loanId, secondLender, secondLender), repaid * 16e18 / units);
        address[] memory lenders = new address[](2);
        (lenders[0], lenders[1]) = (lender, secondLender);
        uint256 dust = repaid - repaid * (12e18 + 1) / units - repaid * 16e18 / units;
        vm.assertEq(dust, 1, "no dust: the case is not tested");
        uint256 before = weth.balanceOf(address(fund));
        vm.assertEq(loanBook.sweepLoan(loanId, lenders), dust);
        vm.assertEq(weth.balanceOf(address(fund)), before + dust);
        _drawEverything(vault, id);
    }

    // ---- no cover ----

    function test_take_NoCoverWhenTheDebtIsWhole() external {
        (, uint256 id) = _kicked(1, 1);
        _warpToPrice(id, 80e18);
        uint256 snapshot = vm.snapshotState();
        _take(id, 0);
        _assertUntouched();
        vm.assertTrue(vm.revertToState(snapshot));
        vm.prank(STRANGER);
        dutch.cure(id);
        _assertUntouched();
    }

    function test_formSeries_NoCoverAfterAConversion() external {
        _give(1_000e18);
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        uint256 snapshot = vm.snapshotState();
        vm.prank(STRANGER);
        dutch.redeemEquity(id);
        _assertUntouched();
        vm.assertTrue(vm.revertToState(snapshot));
        vm.warp(block.timestamp + 7 days);
        uint256 debt = dutch.terms(id).debt;
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanClosed(_loanId(vault), debt);
        batch.formSeries(id);
        _assertUntouched();
    }

    function test_close_NoCoverWhenLendersTookUnits() external {
        _give(1_000e18);
        (Vault vault, uint256 id) = _batch(1, 1, LoanOptions.BACKSTOP);
        _bid(TAKER, id, 0, S0 / 2);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertLt(uint256(loanBook.loan(_loanId(vault)).repaid), dutch.terms(id).debt, "nothing was missing");
        _assertUntouched();
    }

    // ---- a fund that cannot pay ----

    function test_take_ATokenThatBlocksTheFundStopsNoSettlement() external {
        BlocklistToken token = new BlocklistToken();
        _admit(token);
        token.mint(address(fund), 1_000e18);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        _lastRound(id);
        vm.warp(_closesAt(id) - 1);
        token.setBlocked(address(fund), true);
        uint256 shortfall = _shortfallNow(id);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.CoverFailed(_loanId(vault));
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanClosed(_loanId(vault), shortfall);
        _take(id, 0);
        vm.assertEq(zoo.ownerOf(1), TAKER);
        vm.assertEq(fund.cashOf(address(token)), 0, "booked without a payment");
        uint256 held = token.balanceOf(address(vault));
        vm.assertEq(loanBook.withdraw(_loanId(vault), lender, lender), held - dutch.terms(id).keeperReward);
    }

    /// @dev With whatever gas: a settlement that comes through came with its cover.
    function test_take_NoGasLimitSettlesWithoutTheCover() external {
        _give(1_000_000e18);
        (Vault vault, uint256 id) = _late(1, PRINCIPAL);
        uint256 expected = _shortfallNow(id);
        vm.startPrank(TAKER);
        _sweepGas(
            vault,
            address(dutch),
            abi.encodeCall(dutch.take, (id, 0, type(uint256).max, TAKER, block.timestamp, "")),
            expected
        );
        vm.stopPrank();
    }

    function test_close_NoGasLimitSettlesWithoutTheCover() external {
        _give(1_000_000e18);
        (Vault vault, uint256 id) = _batch(1, 1);
        _bidReserveAndEnd(id);
        _sweepGas(vault, address(batch), abi.encodeCall(batch.close, (id)), PRINCIPAL / 5);
    }

    /// @dev Coarse until it succeeds, then every hundred gas on both sides of that.
    function _sweepGas(Vault vault, address target, bytes memory data, uint256 expected) private {
        uint256 enough = 50_000;
        while (!_tryWith(enough, vault, target, data, expected)) enough += 5_000;
        vm.assertLt(enough, 600_000, "no gas limit was enough");
        for (uint256 limit = enough - 10_000; limit <= enough + 10_000; limit += 100) {
            _tryWith(limit, vault, target, data, expected);
        }
    }

    function _tryWith(uint256 limit, Vault vault, address target, bytes memory data, uint256 expected)
        private
        returns (bool ok)
    {
        uint256 snapshot = vm.snapshotState();
        uint256 before = weth.balanceOf(address(fund));
        VaultState was = vault.state();
        (ok,) = target.call{gas: limit}(data);
        vm.assertEq(before - weth.balanceOf(address(fund)), ok ? expected : 0, "settled without its cover");
        vm.assertEq(uint256(vault.state()), uint256(ok ? VaultState.Settled : was));
        vm.assertTrue(vm.revertToState(snapshot));
    }

    // ---- parts ----

    function _give(uint256 amount) private {
        vm.deal(address(this), amount);
        weth.deposit{value: amount}();
        weth.transfer(address(fund), amount);
    }

    /// @dev As if all but `left` had been paid out before.
    function _emptyFundTo(uint256 left) private {
        vm.assertEq(fund.cashOf(address(weth)), 0, "absorbed already");
        uint256 spent = weth.balanceOf(address(fund)) - left;
        vm.prank(address(fund));
        weth.transfer(HOLDER, spent);
    }

    /// @dev The last second of the last round: for less than the debt.
    function _late(uint256 tokenId, uint256 principal) private returns (Vault vault, uint256 id) {
        (vault, id) = _kicked(tokenId, 1, principal, _terms());
        _lastRound(id);
        vm.warp(_closesAt(id) - 1);
    }

    function _lastRound(uint256 id) private {
        vm.warp(_closesAt(id));
        vm.prank(KEEPER);
        dutch.redo(id);
    }

    function _bidReserveAndEnd(uint256 id) private returns (uint256 price) {
        price = batch.stateOf(id).reservePrice;
        vm.prank(STRANGER);
        batch.bidWhole(id, price);
        vm.warp(batch.stateOf(id).endsAt);
    }

    function _shortfallNow(uint256 id) private view returns (uint256) {
        DutchTerms memory terms = dutch.terms(id);
        return uint256(terms.keeperReward) + terms.debt - lens.priceAt(id, block.timestamp);
    }

    function _settleAndExpect(Vault vault, uint256 id, uint256 shortfall, uint256 amount) private {
        vm.assertEq(shortfall.min(PRINCIPAL / 5), shortfall, "the principal binds");
        _expectCover(vault, id, shortfall, amount);
        _take(id, 0);
        vm.assertEq(_coverOf(vault, id), amount);
        _drawEverything(vault, id);
    }

    /// @dev The three words of a cover: the fund's, the payment, and what stays unpaid.
    function _expectCover(Vault vault, uint256 id, uint256 shortfall, uint256 amount) private {
        uint256 loanId = _loanId(vault);
        uint256 debt = dutch.terms(id).debt;
        uint256 cash = weth.balanceOf(address(fund));
        vm.expectEmit(address(fund));
        emit IInsuranceFund.LoanCovered(loanId, address(weth), shortfall, amount, cash - amount);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.DebtPaid(loanId, address(fund), amount, debt, 0, debt - shortfall + amount);
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanClosed(loanId, shortfall - amount);
    }

    /// @dev What lenders are paid beyond the proceeds.
    function _coverOf(Vault vault, uint256 id) private view returns (uint256) {
        return loanBook.loan(_loanId(vault)).repaid - lens.proceedsOf(id).debt;
    }

    function _assertUntouched() private view {
        vm.assertEq(fund.cashOf(address(weth)), 0, "the fund was asked: it would have absorbed");
    }

    function _loanId(Vault vault) private view returns (uint256) {
        return dutch.idOf(address(vault), 1);
    }
}
