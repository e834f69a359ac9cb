// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, IBatchAuction, Outcome} from "../../src/interfaces/IBatchAuction.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {vm} from "../utils/Vm.sol";

/// @notice The whole way of a batch auction: parts, the whole, and no sale at all.
contract BatchAuctionTest is BatchFixture {
    function test_close_PartsWin() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        uint256 first = _bid(TAKER, id, 100, S0 * 3 / 10);
        uint256 second = _bid(STRANGER, id, 50, S0 * 5 / 10);
        uint256 third = _bid(KEEPER, id, 50, S0 * 5 / 10);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Parts));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        Vault series = Vault(batch.formSeries(id));
        vm.assertEq(collection.ownerOf(1), address(series));
        Outcome memory outcome = batch.claim(id, first, TAKER);
        vm.assertEq(outcome.units, S0 * 3 / 10);
        vm.assertEq(batch.claim(id, second, STRANGER).units, S0 * 35 / 100);
        vm.assertEq(batch.claim(id, third, KEEPER).units, S0 * 35 / 100);
        vm.assertEq(series.balanceOf(TAKER), S0 * 3 / 10);
        vm.assertEq(series.balanceOf(address(vault)), 0);
        _drawEverything(vault, id);
    }

    function test_close_WholeWins() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        uint256 outbid = _bid(TAKER, id, 10, S0);
        uint256 amount = batch.stateOf(id).reservePrice * 2;
        vm.prank(STRANGER);
        batch.bidWhole(id, amount);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Whole));
        batch.deliver(id, 0, STRANGER);
        vm.assertEq(collection.ownerOf(1), STRANGER);
        batch.claim(id, outbid, TAKER);
        _drawEverything(vault, id);
    }

    function test_close_NobodyBidsAndLendersGetTheSeries() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Converted));
        vm.warp(block.timestamp + 7 days);
        Vault series = Vault(batch.formSeries(id));
        vm.assertEq(batch.claimSeries(id, lender, lender), S0);
        vm.assertEq(series.balanceOf(lender), S0);
        vm.prank(lender);
        series.redeem(lender, 0);
        vm.assertEq(collection.ownerOf(1), lender);
    }

    function test_redeemEquity_RestoresTheOldSeries() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.prank(HOLDER);
        vm.expectRevert();
        dutch.redeemEquity(id);
        _fund(HOLDER, 1_000e18);
        vm.prank(HOLDER);
        dutch.redeemEquity(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        vm.prank(DEPOSITOR);
        vault.redeem(DEPOSITOR, 0);
        vm.assertEq(collection.ownerOf(1), DEPOSITOR);
    }

    function test_bidRollover_KeepsAPart() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.startPrank(DEPOSITOR);
        vault.approve(address(batch), S0);
        uint256 rolled = batch.bidRollover(id, 2_000, S0 / 2, S0 / 2, type(uint256).max);
        vm.stopPrank();
        uint256 rest = _bid(TAKER, id, 1_500, S0 / 2);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        Outcome memory expected = lens.outcomeOf(id, rolled);
        batch.formSeries(id);
        Outcome memory outcome = batch.claim(id, rolled, DEPOSITOR);
        vm.assertEq(outcome.refund, expected.refund);
        vm.assertEq(outcome.units, S0 / 2);
        batch.claim(id, rest, TAKER);
        _drawEverything(vault, id);
    }
}
