// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, IBatchAuction, Outcome} from "../../src/interfaces/IBatchAuction.sol";
import {IDutchAuction, Line} from "../../src/interfaces/IDutchAuction.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {vm} from "../utils/Vm.sol";

/// @notice What bids are refused for, each with its numbers, and what the accepted ones get.
contract BatchBidsTest is BatchFixture {
    uint256 private constant TOP_TICK = 65_535;

    Vault private vault;
    uint256 private id;

    function setUp() public override {
        super.setUp();
        (vault, id) = _batch(1, 1);
    }

    // ---- refusals of parts ----

    function test_bid_RevertWhen_NoAuctionRuns() external {
        bytes memory refusal = abi.encodeWithSelector(IBatchAuction.BatchNotRunning.selector, id + 1);
        _refuse(refusal, abi.encodeCall(batch.bid, (id + 1, 0, S0)));
        _refuse(refusal, abi.encodeCall(batch.bidWhole, (id + 1, 1)));
        _refuse(refusal, abi.encodeCall(batch.close, (id + 1)));
    }

    function test_bid_RevertWhen_BelowTheLeastQuantity() external {
        uint256 least = S0 / 1_000;
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidTooSmall.selector, least - 1, least),
            abi.encodeCall(batch.bid, (id, 0, least - 1))
        );
        _bid(TAKER, id, 0, least);
    }

    function test_bid_RevertWhen_AboveTheSupply() external {
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidAboveSupply.selector, S0 + 1, S0),
            abi.encodeCall(batch.bid, (id, 0, S0 + 1))
        );
    }

    function test_bid_RevertWhen_AboveTheTopTick() external {
        bytes memory refusal =
            abi.encodeWithSelector(IBatchAuction.TickAboveTop.selector, TOP_TICK + 1, TOP_TICK);
        _refuse(refusal, abi.encodeCall(batch.bid, (id, TOP_TICK + 1, S0)));
        vm.prank(DEPOSITOR);
        vault.approve(address(batch), S0);
        vm.prank(DEPOSITOR);
        vm.expectRevert(refusal);
        batch.bidRollover(id, TOP_TICK + 1, S0, S0, type(uint256).max);
        _bid(TAKER, id, TOP_TICK, S0);
    }

    function test_bid_RevertWhen_BelowTheMargin() external {
        _bid(STRANGER, id, 7, S0);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidBelowMargin.selector, 6, 7),
            abi.encodeCall(batch.bid, (id, 6, S0 / 2))
        );
        _bid(TAKER, id, 7, S0 / 2); // at the margin is not below it
    }

    /// @dev Open in [kick of the batch, end): one second before, at, and after.
    function test_bid_RevertWhen_TheWindowIsOver() external {
        uint256 endsAt = batch.stateOf(id).endsAt;
        vm.assertEq(endsAt, block.timestamp + 48 hours);
        vm.warp(endsAt - 1);
        _bid(TAKER, id, 0, S0 / 10);
        for (uint256 late; late < 2; ++late) {
            vm.warp(endsAt + late);
            bytes memory refusal =
                abi.encodeWithSelector(IBatchAuction.BiddingOver.selector, endsAt + late, endsAt);
            _refuse(refusal, abi.encodeCall(batch.bid, (id, 0, S0 / 10)));
            _refuse(refusal, abi.encodeCall(batch.bidWhole, (id, 1_000e18)));
            _refuse(refusal, abi.encodeCall(batch.bidRollover, (id, 0, S0 / 10, 1, type(uint256).max)));
        }
    }

    function test_close_RevertWhen_TheWindowIsOpen() external {
        uint256 endsAt = batch.stateOf(id).endsAt;
        vm.warp(endsAt - 1);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BiddingOpen.selector, endsAt - 1, endsAt),
            abi.encodeCall(batch.close, (id))
        );
        vm.warp(endsAt);
        batch.close(id);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BatchNotRunning.selector, id), abi.encodeCall(batch.close, (id))
        );
    }

    // ---- the whole ----

    function test_bidWhole_RevertWhen_BelowReserveOrRaise() external {
        uint256 least = batch.stateOf(id).reservePrice;
        for (uint256 i; i < 4; ++i) {
            _refuse(
                abi.encodeWithSelector(IBatchAuction.WholeBidTooLow.selector, least - 1, least),
                abi.encodeCall(batch.bidWhole, (id, least - 1))
            );
            _whole(TAKER, least);
            vm.assertEq(uint256(batch.stateOf(id).bestWholeAmount), least);
            least += least / 20;
        }
    }

    /// @dev Below twenty wei a twentieth is nothing: the raise is a wei.
    function test_bidWhole_RaisesATinyBidByAWei() external {
        vault = _newVault(2, 1);
        _openLoan(vault, 2);
        _mature(vault);
        id = dutch.kick(address(vault));
        vm.warp(_closesAt(id));
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
        uint256 reserve = batch.stateOf(id).reservePrice;
        vm.assertLt(reserve, 20, "not tiny");
        _whole(TAKER, reserve);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.WholeBidTooLow.selector, reserve, reserve + 1),
            abi.encodeCall(batch.bidWhole, (id, reserve))
        );
        _whole(STRANGER, reserve + 1);
    }

    function test_bidWhole_MovesTheEndOnlyLateAndEightTimes() external {
        uint256 amount = batch.stateOf(id).reservePrice;
        uint256 endsAt = batch.stateOf(id).endsAt;
        vm.warp(endsAt - 15 minutes);
        _whole(TAKER, amount);
        vm.assertEq(uint256(batch.stateOf(id).endsAt), endsAt, "not in the last 15 minutes yet");
        for (uint256 i = 1; i <= 9; ++i) {
            vm.warp(uint256(batch.stateOf(id).endsAt) - 1);
            amount += amount / 20;
            _whole(i % 2 == 0 ? TAKER : STRANGER, amount);
            vm.assertEq(uint256(batch.stateOf(id).endsAt), endsAt + 15 minutes * (i < 8 ? i : 8), "the end");
        }
        vm.assertEq(uint256(batch.stateOf(id).extensions), 8);
    }

    function test_bid_PartsNeverMoveTheEnd() external {
        uint256 endsAt = batch.stateOf(id).endsAt;
        vm.warp(endsAt - 1);
        _bid(TAKER, id, 5, S0);
        vm.assertEq(uint256(batch.stateOf(id).endsAt), endsAt);
    }

    // ---- leaving ----

    function test_claim_RevertWhen_TheBidIsLiveOrAnothers() external {
        uint256 bidId = _bid(TAKER, id, 5, S0 / 2);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.NoSuchBid.selector, id, 2), abi.encodeCall(batch.claim, (id, 2, TAKER))
        );
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidStillLive.selector, id, bidId),
            abi.encodeCall(batch.claim, (id, bidId, TAKER))
        );
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.NotOwner.selector, STRANGER, TAKER));
        batch.claim(id, bidId, STRANGER);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.ZeroAddress.selector),
            abi.encodeCall(batch.claim, (id, bidId, address(0)))
        );
    }

    /// @dev Refunded and still the best, it would win the items for nothing.
    function test_claim_RevertWhen_TheBidIsTheBestForTheWhole() external {
        uint256 bidId = _whole(TAKER, batch.stateOf(id).reservePrice);
        _bid(STRANGER, id, 65_535, S0); // parts are ahead: it is the best of its kind all the same
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidStillLive.selector, id, bidId),
            abi.encodeCall(batch.claim, (id, bidId, TAKER))
        );
    }

    /// @dev At once, in full, and once; anybody may send it to its owner, who alone may send it elsewhere.
    function test_claim_AnOutbidBidLeavesAtOnce() external {
        uint256 low = _bid(TAKER, id, 5, S0);
        uint256 poor = _whole(TAKER, batch.stateOf(id).reservePrice);
        uint256 escrow = batch.bidOf(id, low).escrow;
        _bid(STRANGER, id, 6, S0);
        _whole(STRANGER, uint256(batch.stateOf(id).bestWholeAmount) * 2);
        uint256 before = weth.balanceOf(TAKER);
        vm.prank(KEEPER);
        Outcome memory outcome = batch.claim(id, low, TAKER);
        vm.assertEq(outcome.refund, escrow);
        vm.assertEq(weth.balanceOf(TAKER), before + escrow);
        vm.prank(TAKER);
        batch.claim(id, poor, HOLDER);
        vm.assertEq(weth.balanceOf(HOLDER), uint256(batch.stateOf(id).reservePrice));
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidClaimedAlready.selector, id, low),
            abi.encodeCall(batch.claim, (id, low, TAKER))
        );
    }

    function test_claimMany_RevertWhen_OneOfThemCannotLeave() external {
        uint256[] memory bidIds = new uint256[](2);
        bidIds[0] = _bid(TAKER, id, 5, S0);
        bidIds[1] = _bid(STRANGER, id, 6, S0);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidStillLive.selector, id, bidIds[1]),
            abi.encodeCall(batch.claimMany, (id, bidIds))
        );
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        batch.claimMany(id, bidIds);
        vm.assertEq(Vault(batch.stateOf(id).series).balanceOf(STRANGER), S0);
    }

    // ---- fills ----

    /// @dev Three equal bids for a supply that three do not divide: the order of bids decides the last unit only.
    function test_claim_TiesAreSharedAndTheUnitGoesByOrder() external {
        address[3] memory people = [TAKER, STRANGER, KEEPER];
        for (uint256 i; i < 3; ++i) {
            _bid(people[i], id, 9, S0);
        }
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        Vault series = Vault(batch.formSeries(id));
        uint256 paid;
        for (uint256 i; i < 3; ++i) {
            paid += batch.claim(id, 3 - i, people[2 - i]).paid; // in whatever order they claim
        }
        vm.assertEq(series.balanceOf(TAKER), S0 / 3);
        vm.assertEq(series.balanceOf(STRANGER), S0 * 2 / 3 - S0 / 3);
        vm.assertEq(series.balanceOf(KEEPER), S0 - S0 * 2 / 3);
        uint256 price = uint256(batch.stateOf(id).reservePrice) + 9 * uint256(batch.stateOf(id).tickSize);
        vm.assertEq(batch.sweepSurplus(id), paid - price);
        _drawEverything(vault, id);
    }

    /// @dev An earlier equal bid for the whole stays the best: a tie is no raise; and the whole wins a tie with parts.
    function test_close_TheWholeWinsATieWithParts() external {
        _bid(TAKER, id, 40, S0);
        uint256 price = uint256(batch.stateOf(id).reservePrice) + 40 * uint256(batch.stateOf(id).tickSize);
        _whole(STRANGER, price);
        vm.warp(batch.stateOf(id).endsAt);
        uint256 snapshot = vm.snapshotState();
        batch.close(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Whole));
        vm.assertTrue(vm.revertToState(snapshot));
        vm.warp(block.timestamp - 1);
        _bid(KEEPER, id, 41, S0); // a tick more, and parts win
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Parts));
    }

    function test_close_TooFewPartsAreNoSale() external {
        uint256 bidId = _bid(TAKER, id, 40, S0 - S0 / 1_000);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Converted));
        vm.assertEq(batch.claim(id, bidId, TAKER).units, 0);
    }

    function test_claim_RevertWhen_TheBidWonTheItemsOrTheSeriesIsMissing() external {
        uint256 parts = _bid(TAKER, id, 1, S0);
        uint256 snapshot = vm.snapshotState();
        uint256 won = _whole(STRANGER, uint256(batch.stateOf(id).reservePrice) * 2);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidWonItems.selector, id, won),
            abi.encodeCall(batch.claim, (id, won, STRANGER))
        );
        _refuse(
            abi.encodeWithSelector(IBatchAuction.NothingToForm.selector, id), abi.encodeCall(batch.formSeries, (id))
        );
        _refuse(
            abi.encodeWithSelector(IBatchAuction.NotOwner.selector, TAKER, STRANGER),
            abi.encodeCall(batch.deliver, (id, 0, TAKER))
        );
        vm.prank(STRANGER);
        batch.deliver(id, 0, HOLDER);
        vm.assertEq(collection.ownerOf(1), HOLDER);

        vm.assertTrue(vm.revertToState(snapshot));
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.SeriesNotFormed.selector, id),
            abi.encodeCall(batch.claim, (id, parts, TAKER))
        );
        _refuse(
            abi.encodeWithSelector(IBatchAuction.NothingToDeliver.selector, id, 0),
            abi.encodeCall(batch.deliver, (id, 0, TAKER))
        );
        address series = batch.formSeries(id);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.SeriesFormedAlready.selector, id, series),
            abi.encodeCall(batch.formSeries, (id))
        );
    }

    // ---- rounding ----

    function test_sweepSurplus_RevertWhen_ABidIsUnclaimedOrNothingIsLeft() external {
        _bid(TAKER, id, 0, S0 / 3);
        _bid(STRANGER, id, 0, S0 - S0 / 3);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.NothingToSweep.selector), abi.encodeCall(batch.sweepSurplus, (id))
        );
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        batch.claim(id, 1, TAKER);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.BidsUnclaimed.selector, 1, 2),
            abi.encodeCall(batch.sweepSurplus, (id))
        );
        batch.claim(id, 2, STRANGER);
        vm.expectEmit(address(batch));
        emit IBatchAuction.SurplusSwept(id, address(fund), 1);
        vm.assertEq(batch.sweepSurplus(id), 1);
        _refuse(
            abi.encodeWithSelector(IBatchAuction.NothingToSweep.selector), abi.encodeCall(batch.sweepSurplus, (id))
        );
        _drawEverything(vault, id);
    }

    // ---- the modules' doors ----

    function test_open_RevertWhen_NotTheDutchAuction() external {
        bytes memory refusal = abi.encodeWithSelector(IBatchAuction.NotDutchAuction.selector, TAKER);
        _refuse(refusal, abi.encodeCall(batch.open, (id, 1, 1, false, 0)));
        _refuse(refusal, abi.encodeCall(batch.abandon, (id)));
    }

    function test_settle_RevertWhen_NotTheBatchAuction() external {
        bytes memory refusal = abi.encodeWithSelector(IDutchAuction.NotBatchAuction.selector, address(this));
        vm.expectRevert(refusal);
        dutch.settle(id, 1, 0);
        vm.expectRevert(refusal);
        dutch.fail(id);
        vm.expectRevert(refusal);
        dutch.lapse(id);
        vm.expectRevert(refusal);
        dutch.convertPosition(id, lender);
    }

    function test_toBatch_RevertWhen_ARoundIsLeft() external {
        (, uint256 other) = _kicked(50, 1);
        vm.warp(_closesAt(other));
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.RoundsLeft.selector, 0, 1));
        dutch.toBatch(other);
    }

    function test_cure_OnlyBeforeTheFirstBid() external {
        uint256 snapshot = vm.snapshotState();
        vm.prank(TAKER);
        dutch.cure(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Cured));
        dutch.collect(id, Line.Keeper, KEEPER);
        vm.assertTrue(vm.revertToState(snapshot));
        _bid(STRANGER, id, 0, S0 / 1_000);
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.HasBids.selector, 1));
        dutch.cure(id);
    }

    // ---- parts ----

    function _whole(address who, uint256 amount) private returns (uint256) {
        vm.prank(who);
        return batch.bidWhole(id, amount);
    }

    /// @dev As the taker.
    function _refuse(bytes memory refusal, bytes memory call) private {
        vm.prank(TAKER);
        (bool ok, bytes memory answer) = address(batch).call(call);
        vm.assertFalse(ok, "let through");
        vm.assertEq(answer, refusal, "another refusal");
    }
}
