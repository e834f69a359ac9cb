// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchAuction} from "../../src/interfaces/IBatchAuction.sol";
import {IDutchAuction, Line} from "../../src/interfaces/IDutchAuction.sol";
import {ILoanBook, LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Nobody bid: the lenders' new series, and the seven days in which the old one can be redeemed.
contract BatchConversionTest is BatchFixture {
    uint256 private constant THIRD_KEY = 0xA3;

    Vault private vault;
    uint256 private id;
    uint256 private loanId;
    address[] private lenders;

    /// @dev Three lenders whose parts of the supply are no whole units; a wei too much was repaid for two to divide.
    function setUp() public override {
        super.setUp();
        lenders = [lender, secondLender, vm.addr(THIRD_KEY)];
        _fund(lenders[2], 1_000e18);
        vault = _newVault(1, 1);
        _appraise(address(collection), 1, VALUE);
        LoanOffer[] memory offers = new LoanOffer[](3);
        bytes[] memory signatures = new bytes[](3);
        uint256[3] memory keys = [LENDER_KEY, SECOND_LENDER_KEY, THIRD_KEY];
        for (uint256 i; i < 3; ++i) {
            offers[i] = _offer(address(vault), lenders[i], 7e18 + i, _terms());
            signatures[i] = _sign(keys[i], loanBook.offerHash(offers[i]));
        }
        vm.prank(DEPOSITOR);
        loanId = loanBook.open(address(vault), offers, signatures, DEPOSITOR);
        vm.prank(DEPOSITOR);
        loanBook.repay(address(vault), 1e18 + 1);
        _mature(vault);
        vm.prank(KEEPER);
        id = dutch.kick(address(vault));
        vm.warp(_closesAt(id));
        vm.prank(KEEPER);
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
    }

    // ---- redemption ----

    function test_redeemEquity_UntilTheLastSecond() external {
        uint256 until = block.timestamp + 7 days;
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.RedemptionOpen.selector, until - 1, until));
        batch.formSeries(id);
        uint256 snapshot = vm.snapshotState();
        (uint256 keeper, uint256 debt, uint256 premium) = lens.redemptionOf(id);
        vm.assertEq(premium, (keeper + debt + 99) / 100);
        uint256 before = weth.balanceOf(STRANGER);
        vm.prank(STRANGER);
        dutch.redeemEquity(id);
        vm.assertEq(weth.balanceOf(STRANGER), before - keeper - debt - premium);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0); // not a share has moved
        _withdrawAndSweep();
        dutch.collect(id, Line.Keeper, KEEPER);
        dutch.collect(id, Line.RedoKeeper, KEEPER);
        vm.assertEq(weth.balanceOf(address(vault)), 0, "money left behind");

        vm.assertTrue(vm.revertToState(snapshot));
        vm.warp(until);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.RedemptionOver.selector, until, until));
        dutch.redeemEquity(id);
        batch.formSeries(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
    }

    // ---- the lenders' parts ----

    function test_claimSeries_RevertWhen_NotFormedNotTheirsOrTwice() external {
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.SeriesNotFormed.selector, id));
        batch.claimSeries(id, lender, lender);
        _form();
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.NotOwner.selector, STRANGER, lender));
        batch.claimSeries(id, lender, STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.NotPositionOwner.selector, loanId, STRANGER));
        batch.claimSeries(id, STRANGER, STRANGER);
        vm.prank(STRANGER);
        batch.claimSeries(id, lender, lender); // anybody may send it to its owner
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.PositionConverted.selector, loanId, lender));
        batch.claimSeries(id, lender, lender);
    }

    /// @dev All six orders: the parts sum to the supply, and each is within a unit of the exact part.
    function test_claimSeries_SumsToTheSupplyInEveryOrder() external {
        Vault series = _form();
        uint8[3][6] memory orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        uint256 all = loanBook.loan(loanId).units;
        for (uint256 i; i < 6; ++i) {
            uint256 snapshot = vm.snapshotState();
            uint256 sum;
            for (uint256 j; j < 3; ++j) {
                address owner = lenders[orders[i][j]];
                (uint256 loanUnits,) = loanBook.position(loanId, owner);
                uint256 units = batch.claimSeries(id, owner, owner);
                vm.assertLe(units * all, S0 * loanUnits + all - 1, "a unit too many");
                vm.assertGe((units + 1) * all, S0 * loanUnits + 1, "a unit too few");
                vm.assertEq(series.balanceOf(owner), units);
                sum += units;
            }
            vm.assertEq(sum, S0, "the parts do not sum");
            vm.assertEq(series.balanceOf(address(vault)), 0);
            vm.assertTrue(vm.revertToState(snapshot));
        }
    }

    function test_movePosition_OnlyBeforeItIsClaimed() external {
        Vault series = _form();
        vm.prank(lender);
        loanBook.movePosition(loanId, HOLDER);
        batch.claimSeries(id, HOLDER, HOLDER);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.PositionConverted.selector, loanId, HOLDER));
        loanBook.movePosition(loanId, STRANGER);
        vm.prank(secondLender); // nor into one that is claimed: its units would be lost
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.PositionConverted.selector, loanId, HOLDER));
        loanBook.movePosition(loanId, HOLDER);
        vm.prank(secondLender);
        loanBook.movePosition(loanId, lenders[2]);
        batch.claimSeries(id, lenders[2], lenders[2]);
        vm.assertEq(series.balanceOf(HOLDER) + series.balanceOf(lenders[2]), S0);
    }

    /// @dev Dust of what was repaid before must not cost a lender its part of the items.
    function test_sweepLoan_RevertWhen_ALenderHasNotClaimedItsSeries() external {
        Vault series = _form();
        for (uint256 i; i < 3; ++i) {
            loanBook.withdraw(loanId, lenders[i], lenders[i]);
        }
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ILoanBook.PositionUnconverted.selector, loanId, lender));
        loanBook.sweepLoan(loanId, lenders);
        for (uint256 i; i < 3; ++i) {
            batch.claimSeries(id, lenders[i], lenders[i]);
        }
        vm.assertGt(loanBook.sweepLoan(loanId, lenders), 0, "no dust: the case is not tested");
        vm.assertEq(weth.balanceOf(address(vault)), 0, "money left behind");
        vm.assertEq(series.balanceOf(address(vault)), 0);
    }

    // ---- the new vault is a vault ----

    function test_formSeries_TheNewVaultBorrowsAndDefaultsLikeAny() external {
        Vault series = _form();
        vm.assertEq(series.name(), "Punk shares+");
        for (uint256 i; i < 3; ++i) {
            batch.claimSeries(id, lenders[i], lenders[i]);
            uint256 held = series.balanceOf(lenders[i]);
            vm.prank(lenders[i]);
            series.transfer(DEPOSITOR, held);
        }
        _openLoan(series, PRINCIPAL);
        _mature(series);
        uint256 nextId = dutch.kick(address(series));
        _warpToPrice(nextId, 80e18);
        _take(nextId, 0);
        vm.assertEq(uint256(series.state()), uint256(VaultState.Settled));
        vm.assertEq(collection.ownerOf(1), TAKER);
    }

    // ---- parts ----

    function _form() private returns (Vault) {
        vm.warp(uint256(dutch.terms(id).startsAt) + 7 days);
        return Vault(batch.formSeries(id));
    }

    function _withdrawAndSweep() private {
        uint256 dust = loanBook.loan(loanId).repaid;
        for (uint256 i; i < 3; ++i) {
            loanBook.withdraw(loanId, lenders[i], lenders[i]);
            (, uint256 withdrawn) = loanBook.position(loanId, lenders[i]);
            dust -= withdrawn;
        }
        if (dust != 0) vm.assertEq(loanBook.sweepLoan(loanId, lenders), dust);
    }
}
