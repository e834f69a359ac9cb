// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, IBatchAuction, Outcome} from "../../src/interfaces/IBatchAuction.sol";
import {DutchTerms} from "../../src/interfaces/IDutchAuction.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {vm, within} from "../utils/Vm.sol";

/// @notice Old holders who pay with what their shares are worth at the end, whatever that will be.
contract BatchRolloverTest is BatchFixture {
    uint256 private constant TICKS = 500; // of the exhaustive walk

    /// @dev What a lot of a few wei leaves for the shares, the slow way.
    struct Tiny {
        uint256 owed; // keeper, debt and penalty
        uint256 count; // items, of equal weight
        uint256 reserve;
    }

    // ---- refusals ----

    function test_bidRollover_RevertWhen_NoSharesOrEscrowAboveTheMaximum() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.startPrank(DEPOSITOR);
        vault.approve(address(batch), S0);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.ZeroShares.selector));
        batch.bidRollover(id, 5, S0 / 2, 0, type(uint256).max);
        uint256 escrow = batch.rolloverEscrowUp(id, 5, S0 / 2, S0 / 2);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.EscrowAboveMax.selector, escrow, escrow - 1));
        batch.bidRollover(id, 5, S0 / 2, S0 / 2, escrow - 1);
        batch.bidRollover(id, 5, S0 / 2, S0 / 2, escrow);
        vm.stopPrank();
    }

    function test_bidRollover_RevertWhen_TheSharesAreNotTheirs() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.prank(STRANGER);
        vault.approve(address(batch), S0);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSignature("TransferFromFailed()"));
        batch.bidRollover(id, 5, S0 / 2, 1, type(uint256).max);
    }

    // ---- enough for every price ----

    /// @dev A debt of a few wei, where every floor weighs most: at every tick up to the limit the escrow and the credit
    /// pay the units. At one of them it is not more than the slack too much.
    /// forge-config: default.fuzz.runs = 48
    function testFuzz_rolloverEscrowUp_IsEnoughAtEveryPrice(uint256 seed) external {
        uint256 count = 1 + seed % 3;
        uint256 id = _tinyBatch(within(seed >> 8, 2, 300), count);
        Tiny memory tiny = _tinyOf(id, count);
        uint256 quantity = within(seed >> 24, S0 / 1_000, S0);
        uint256 shares = within(seed >> 160, 1, S0);
        uint256 escrow = batch.rolloverEscrowUp(id, TICKS, quantity, shares);
        uint256 worst;
        for (uint256 tick; tick <= TICKS; ++tick) {
            uint256 price = tiny.reserve + tick; // a tick of a wei
            uint256 cost = (quantity * price + S0 - 1) / S0;
            uint256 credit = _residualOf(tiny, price) * shares / S0;
            if (cost > credit + worst) worst = cost - credit;
        }
        vm.assertGe(escrow, worst, "too little at some price");
        vm.assertLe(escrow, worst + 4 + 4 * count, "more than the slack");
    }

    /// @dev A share so small that it is never worth a wei: then all above the units' price is slack.
    function test_rolloverEscrowUp_HasThreeWeiAndTwoForEveryItem() external {
        for (uint256 count = 1; count <= 3; ++count) {
            (, uint256 id) = _batch(10 * count, count);
            uint256 limit = uint256(batch.stateOf(id).reservePrice) + 5 * uint256(batch.stateOf(id).tickSize);
            vm.assertLt(limit, S0, "the share could be worth a wei");
            vm.assertEq(batch.rolloverEscrowUp(id, 5, S0, 1), limit + 3 + 2 * count);
        }
    }

    /// @dev Settled for real: the refund is what is left, and every wei is accounted for.
    /// forge-config: default.fuzz.runs = 48
    function testFuzz_claim_ARolloverIsPaidOutToTheWei(uint256 seed) external {
        (Vault vault, uint256 id) = _batch(1, 1 + seed % 2);
        uint256 shares = within(seed >> 8, 1, S0);
        uint256 quantity = within(seed >> 136, S0 / 1_000, S0);
        vm.startPrank(DEPOSITOR);
        vault.approve(address(batch), S0);
        uint256 rolled = batch.bidRollover(id, 3_000, quantity, shares, type(uint256).max);
        vm.stopPrank();
        uint256 other = _bid(TAKER, id, within(seed >> 64, 0, 2_999), S0);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        uint256 credit = vault.cash() * shares / S0;
        Outcome memory expected = lens.outcomeOf(id, rolled);
        Outcome memory outcome = batch.claim(id, rolled, DEPOSITOR);
        vm.assertEq(outcome.units, quantity);
        vm.assertEq(outcome.credit, credit);
        vm.assertEq(outcome.refund, expected.refund, "the view says something else");
        vm.assertEq(vault.burnedOf(DEPOSITOR), shares);
        batch.claim(id, other, TAKER);
        _drawEverything(vault, id);
    }

    // ---- without a fill ----

    function test_claim_ARolloverWithoutUnitsGetsItsSharesBack() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.startPrank(DEPOSITOR);
        vault.approve(address(batch), S0);
        uint256 outbid = batch.bidRollover(id, 3, S0 / 2, S0 / 2, type(uint256).max);
        vm.stopPrank();
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0 - S0 / 2);
        _bid(TAKER, id, 4, S0);
        uint256 escrow = batch.bidOf(id, outbid).escrow;
        Outcome memory outcome = batch.claim(id, outbid, DEPOSITOR);
        vm.assertEq(outcome.refund, escrow);
        vm.assertEq(outcome.shares, S0 / 2);
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0);
    }

    /// @dev The whole won: shares come back, and claim like all others.
    function test_claim_ARolloverBesideAWonWholeClaimsLikeOthers() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.startPrank(DEPOSITOR);
        vault.approve(address(batch), S0);
        uint256 rolled = batch.bidRollover(id, 3, S0, S0, type(uint256).max);
        vm.stopPrank();
        vm.prank(STRANGER);
        batch.bidWhole(id, 100e18);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Whole));
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSignature("InsufficientBalance()"));
        vault.claim(S0, DEPOSITOR);
        batch.claim(id, rolled, DEPOSITOR);
        vm.assertGt(vault.cash(), 0, "no residual: the case is not tested");
        _drawEverything(vault, id);
    }

    /// @dev Shares claimed before, and two rollovers: the credits are the account's running claim.
    function test_claim_TwoRolloversAndAClaimOfOneAccount() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        vm.startPrank(DEPOSITOR);
        vault.approve(address(batch), S0);
        batch.bidRollover(id, 2_000, S0 / 2, S0 / 3, type(uint256).max);
        batch.bidRollover(id, 2_000, S0 - S0 / 2, S0 / 7, type(uint256).max);
        vm.stopPrank();
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        vm.prank(DEPOSITOR);
        uint256 drawn = vault.claim(1e18 + 1, DEPOSITOR);
        drawn += batch.claim(id, 2, DEPOSITOR).credit;
        drawn += batch.claim(id, 1, DEPOSITOR).credit;
        vm.assertEq(drawn, vault.cash() * (1e18 + 1 + S0 / 3 + S0 / 7) / S0);
        _drawEverything(vault, id);
    }

    // ---- parts ----

    /// @dev Lent `principal` wei; both rounds run out.
    function _tinyBatch(uint256 principal, uint256 count) private returns (uint256 id) {
        Vault vault = _newVault(100, count);
        _openLoan(vault, principal);
        _mature(vault);
        id = dutch.kick(address(vault));
        vm.warp(_closesAt(id));
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
        vm.assertEq(uint256(batch.stateOf(id).tickSize), 1);
    }

    function _tinyOf(uint256 id, uint256 count) private view returns (Tiny memory) {
        DutchTerms memory terms = dutch.terms(id);
        uint256 owed = uint256(terms.keeperReward) + terms.debt + terms.penalty;
        return Tiny(owed, count, batch.stateOf(id).reservePrice);
    }

    /// @dev Equal floors of running sums; each item's fee and royalty, 5.5 %, floored together.
    function _residualOf(Tiny memory tiny, uint256 price) private pure returns (uint256 rest) {
        if (price <= tiny.owed) return 0;
        rest = price - tiny.owed;
        for (uint256 i; i < tiny.count; ++i) {
            uint256 part = price * (i + 1) / tiny.count - price * i / tiny.count;
            uint256 cut = part * 550 / 10_000;
            rest -= cut < rest ? cut : rest;
        }
    }
}
