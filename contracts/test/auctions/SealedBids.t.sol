// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, BidKind, IBatchAuction, Outcome, SignedBid} from "../../src/interfaces/IBatchAuction.sol";
import {ISealedBids} from "../../src/interfaces/ISealedBids.sol";
import {Vault} from "../../src/Vault.sol";
import {Hidden, SealedFixture} from "../utils/SealedFixture.sol";
import {vm} from "../utils/Vm.sol";
import {Adversary} from "../zoo/Adversary.sol";

/// @notice Commit, reveal, and the price of silence.
contract SealedBidsTest is SealedFixture {
    // ---- commit: refusals ----

    function test_commit_RevertWhen_TheAuctionIsNotSealed() external {
        (, uint256 open) = _batch(2, 1);
        uint256[2] memory others = [open, open + 1]; // an ordinary one, and none
        for (uint256 i; i < 2; ++i) {
            vm.prank(TAKER);
            vm.expectRevert(abi.encodeWithSelector(ISealedBids.NotSealed.selector, others[i]));
            sealedBids.commit(others[i], bytes32(uint256(1)), 1);
            vm.prank(TAKER);
            vm.expectRevert(abi.encodeWithSelector(ISealedBids.NotSealed.selector, others[i]));
            sealedBids.reveal(others[i], BidKind.Parts, 0, S0, 0, "");
        }
    }

    /// @dev Open in [opening, end - 12 h): the second before, and at.
    function test_commit_RevertWhen_CommittingIsOver() external {
        vm.assertEq(endsAt, block.timestamp + 36 hours);
        uint256 until = endsAt - 12 hours;
        vm.warp(until - 1);
        _commit(TAKER, _parts(3, S0 / 2), 100e18);
        vm.warp(until);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ISealedBids.CommittingOver.selector, until, until));
        sealedBids.commit(id, bytes32(uint256(1)), 1);
    }

    function test_commit_RevertWhen_NoDeposit() external {
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(ISealedBids.ZeroAmount.selector));
        sealedBids.commit(id, bytes32(uint256(1)), 0);
    }

    function test_commit_RevertWhen_CommittedAlready() external {
        bytes32 commitment = _commit(TAKER, _parts(3, S0 / 2), 100e18);
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(ISealedBids.CommittedAlready.selector, id, TAKER, commitment));
        sealedBids.commit(id, commitment, 1e18);
        vm.assertEq(sealedBids.depositOf(id, TAKER, commitment), 100e18);
    }

    function test_commit_RevertWhen_TheDepositIsNotPaid() external {
        vm.prank(HOLDER); // has nothing
        vm.expectRevert(abi.encodeWithSignature("TransferFromFailed()"));
        sealedBids.commit(id, bytes32(uint256(1)), 1);
    }

    // ---- reveal: refusals ----

    /// @dev Open in [end - 12 h, end): a second early, the first, the last, and at the end.
    function test_reveal_RevertWhen_OutsideTheWindow() external {
        uint256 from = endsAt - 12 hours;
        _commit(TAKER, _parts(3, S0 / 2), 100e18);
        _commit(STRANGER, _parts(4, S0 / 2), 100e18);
        _commit(KEEPER, _parts(2, S0 / 2), 100e18); // will be outbid: nothing but the clock refuses it
        vm.warp(from - 1);
        _refuseReveal(
            TAKER, _parts(3, S0 / 2), abi.encodeWithSelector(ISealedBids.RevealNotOpen.selector, from - 1, from)
        );
        vm.warp(from);
        vm.assertEq(_reveal(TAKER, _parts(3, S0 / 2)), 1);
        vm.warp(endsAt - 1);
        vm.assertEq(_reveal(STRANGER, _parts(4, S0 / 2)), 2);
        for (uint256 late; late < 2; ++late) {
            vm.warp(endsAt + late);
            bytes memory refusal = abi.encodeWithSelector(ISealedBids.BiddingOver.selector, endsAt + late, endsAt);
            _refuseReveal(KEEPER, _parts(2, S0 / 2), refusal);
        }
        batch.close(id);
        _refuseReveal(KEEPER, _parts(2, S0 / 2), abi.encodeWithSelector(ISealedBids.NotSealed.selector, id));
    }

    function test_reveal_RevertWhen_AnyPartDiffers() external {
        Hidden memory bid = Hidden(BidKind.Parts, 3, S0 / 2, 0, "salt");
        _commit(TAKER, bid, 100e18);
        vm.warp(endsAt - 12 hours);
        for (uint256 i; i < 5; ++i) {
            Hidden memory other = Hidden(BidKind.Parts, 3, S0 / 2, 0, "salt");
            if (i == 0) other.kind = BidKind.Whole;
            else if (i == 1) other.tick = 4;
            else if (i == 2) other.quantity = S0 / 2 + 1;
            else if (i == 3) other.shares = 1;
            else other.salt = "another";
            _refuseReveal(TAKER, other, _unknown(TAKER, other));
        }
        _reveal(TAKER, bid);
    }

    /// @dev Who knows the bid cannot reveal it for its owner, nor as his own.
    function test_reveal_RevertWhen_TheCommitmentIsAnothers() external {
        Hidden memory bid = _parts(3, S0 / 2);
        bytes32 commitment = _commit(TAKER, bid, 100e18);
        vm.prank(STRANGER);
        sealedBids.commit(id, commitment, 100e18); // a copy
        vm.warp(endsAt - 12 hours);
        _refuseReveal(STRANGER, bid, _unknown(STRANGER, bid));
        _reveal(TAKER, bid);
        vm.assertEq(sealedBids.depositOf(id, STRANGER, commitment), 100e18, "the copy is untouched");
        _end();
        vm.assertEq(sealedBids.returnDeposit(id, STRANGER, commitment), 95e18); // and costs
    }

    /// @dev Neither another auction nor another chain takes it.
    function test_reveal_RevertWhen_CommittedElsewhere() external {
        (, uint256 second) = _batch(2, 1, 4);
        Hidden memory bid = _parts(3, S0 / 2);
        bytes32 commitment = _commitmentOf(TAKER, bid);
        vm.prank(TAKER);
        sealedBids.commit(second, commitment, 100e18);
        vm.warp(uint256(batch.stateOf(second).endsAt) - 12 hours);
        bytes32 needed = sealedBids.commitmentOf(second, TAKER, bid.kind, bid.tick, bid.quantity, 0, bid.salt);
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(ISealedBids.NoSuchCommitment.selector, second, TAKER, needed));
        sealedBids.reveal(second, bid.kind, bid.tick, bid.quantity, 0, bid.salt);
        vm.chainId(1);
        vm.assertTrue(_commitmentOf(TAKER, bid) != commitment, "good for another chain");
    }

    function test_reveal_RevertWhen_TheDepositIsBelowTheEscrow() external {
        Hidden memory bid = _parts(3, S0 / 2);
        uint256 escrow = _escrow(bid);
        _commit(TAKER, bid, escrow - 1);
        _commit(STRANGER, bid, escrow);
        vm.warp(endsAt - 12 hours);
        _refuseReveal(TAKER, bid, abi.encodeWithSelector(ISealedBids.DepositTooSmall.selector, escrow - 1, escrow));
        _reveal(STRANGER, bid);
        Hidden memory whole = Hidden(BidKind.Whole, 0, 50e18, 0, "w");
        _refuseReveal(KEEPER, whole, _unknown(KEEPER, whole));
    }

    function test_reveal_RevertWhen_RevealedAlready() external {
        Hidden memory bid = _parts(3, S0 / 2);
        _commit(TAKER, bid, 100e18);
        vm.warp(endsAt - 12 hours);
        _reveal(TAKER, bid);
        _refuseReveal(TAKER, bid, _unknown(TAKER, bid));
    }

    /// @dev What the book would never take is silence, and costs as much.
    function test_reveal_RevertWhen_TheBookWouldNeverTakeIt() external {
        Hidden memory high = _parts(65_536, S0 / 2);
        Hidden memory small = _parts(3, S0 / 1_000 - 1);
        Hidden memory cheap = Hidden(BidKind.Whole, 0, reserve - 1, 0, "w");
        _commit(TAKER, high, 100_000e18);
        _commit(TAKER, small, 100e18);
        bytes32 commitment = _commit(TAKER, cheap, 100e18);
        vm.warp(endsAt - 12 hours);
        _refuseReveal(TAKER, high, abi.encodeWithSelector(IBatchAuction.TickAboveTop.selector, 65_536, 65_535));
        _refuseReveal(
            TAKER, small, abi.encodeWithSelector(IBatchAuction.BidTooSmall.selector, S0 / 1_000 - 1, S0 / 1_000)
        );
        _refuseReveal(
            TAKER, cheap, abi.encodeWithSelector(IBatchAuction.WholeBidTooLow.selector, reserve - 1, reserve)
        );
        _end();
        vm.assertEq(sealedBids.returnDeposit(id, TAKER, commitment), 95e18);
    }

    // ---- no other way in ----

    function test_bid_RevertWhen_BidsAreSealed() external {
        bytes memory refusal = abi.encodeWithSelector(IBatchAuction.BidsSealed.selector, id);
        uint256[2] memory times = [block.timestamp, endsAt - 1];
        for (uint256 i; i < 2; ++i) {
            vm.warp(times[i]);
            vm.startPrank(TAKER);
            vm.expectRevert(refusal);
            batch.bid(id, 5, S0);
            vm.expectRevert(refusal);
            batch.bidWhole(id, 100e18);
            vm.expectRevert(refusal);
            batch.bidRollover(id, 5, S0, 1, type(uint256).max);
            vm.stopPrank();
        }
    }

    function test_bidFor_RefusesWhileBidsAreSealed() external {
        SignedBid[] memory bids = new SignedBid[](1);
        bytes[] memory signatures = new bytes[](1);
        bids[0] = SignedBid(lender, id, false, 3, S0 / 4, 1, block.timestamp);
        signatures[0] = _sign(LENDER_KEY, batch.bidHash(bids[0]));
        vm.expectEmit(address(batch));
        emit IBatchAuction.SignedBidRefused(
            id, lender, 1, abi.encodeWithSelector(IBatchAuction.BidsSealed.selector, id)
        );
        vm.assertEq(batch.bidFor(bids, signatures, new bytes[](0)), 0);
    }

    function test_placeSealed_RevertWhen_NotTheSealedBids() external {
        for (uint256 kind; kind < 3; ++kind) {
            vm.prank(STRANGER);
            vm.expectRevert(abi.encodeWithSelector(IBatchAuction.NotSealedBids.selector, STRANGER));
            batch.placeSealed(id, TAKER, BidKind(kind), 3, S0, 1, type(uint256).max);
        }
    }

    // ---- returnDeposit ----

    function test_returnDeposit_RevertWhen_NotEndedOrTwice() external {
        bytes32 commitment = _commit(TAKER, _parts(3, S0 / 2), 100e18);
        bytes memory refusal = abi.encodeWithSelector(ISealedBids.NotEnded.selector, id);
        uint256[3] memory times = [block.timestamp, endsAt - 1, endsAt + 1]; // the last: nobody has closed yet
        for (uint256 i; i < 3; ++i) {
            vm.warp(times[i]);
            vm.prank(TAKER);
            vm.expectRevert(refusal);
            sealedBids.returnDeposit(id, TAKER, commitment);
        }
        batch.close(id);
        bytes memory unknown = abi.encodeWithSelector(ISealedBids.NoSuchCommitment.selector, id, STRANGER, commitment);
        vm.expectRevert(unknown);
        sealedBids.returnDeposit(id, STRANGER, commitment);
        sealedBids.returnDeposit(id, TAKER, commitment);
        vm.expectRevert(abi.encodeWithSelector(ISealedBids.NoSuchCommitment.selector, id, TAKER, commitment));
        sealedBids.returnDeposit(id, TAKER, commitment);
    }

    /// @dev A twentieth of the deposit, floored, to the fund; the auction and its proceeds have no part in it.
    function test_returnDeposit_SilenceCostsATwentieth() external {
        uint256 deposit = 100e18 + 19;
        bytes32 commitment = _commit(TAKER, _parts(3, S0 / 2), deposit);
        _end();
        uint256 ofFund = weth.balanceOf(address(fund));
        uint256 ofVault = weth.balanceOf(address(vault));
        uint256 before = weth.balanceOf(TAKER);
        vm.expectEmit(address(sealedBids));
        emit ISealedBids.DepositReturned(id, TAKER, commitment, 95e18 + 19, 5e18);
        vm.prank(STRANGER); // anybody may send it
        vm.assertEq(sealedBids.returnDeposit(id, TAKER, commitment), 95e18 + 19);
        vm.assertEq(weth.balanceOf(TAKER), before + 95e18 + 19);
        vm.assertEq(weth.balanceOf(address(fund)), ofFund + 5e18);
        vm.assertEq(weth.balanceOf(address(vault)), ofVault, "the vault gained or lost");
        vm.assertEq(weth.balanceOf(address(sealedBids)), 0, "money left behind");
    }

    function test_returnDeposit_NineteenWeiForfeitNothing() external {
        bytes32 commitment = _commit(TAKER, _parts(3, S0 / 2), 19);
        _end();
        vm.assertEq(sealedBids.returnDeposit(id, TAKER, commitment), 19);
    }

    function test_returnDeposit_ACuredAuctionForfeitsNothing() external {
        bytes32 commitment = _commit(TAKER, _parts(3, S0 / 2), 100e18);
        vm.prank(STRANGER);
        dutch.cure(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Cured));
        uint256 ofFund = weth.balanceOf(address(fund));
        vm.assertEq(sealedBids.returnDeposit(id, TAKER, commitment), 100e18);
        vm.assertEq(weth.balanceOf(address(fund)), ofFund);
    }

    /// @dev A revealed bid is a bid: the debt cannot be cured any more.
    function test_cure_RevertWhen_ABidIsRevealed() external {
        _commit(TAKER, _parts(3, S0 / 2), 100e18);
        vm.warp(endsAt - 12 hours);
        _reveal(TAKER, _parts(3, S0 / 2));
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.HasBids.selector, 1));
        dutch.cure(id);
    }

    // ---- parts ----

    function test_reveal_PartsPayTheEscrowAndGetTheRestAtOnce() external {
        Hidden memory bid = _parts(7, S0);
        uint256 escrow = _escrow(bid);
        bytes32 commitment = _commit(TAKER, bid, escrow + 3e18);
        vm.assertEq(weth.balanceOf(address(sealedBids)), escrow + 3e18);
        vm.warp(endsAt - 12 hours);
        uint256 before = weth.balanceOf(TAKER);
        vm.expectEmit(address(batch));
        emit IBatchAuction.BidPlaced(id, 1, TAKER, 7, S0, 0, escrow);
        vm.expectEmit(address(sealedBids));
        emit ISealedBids.BidRevealed(id, TAKER, commitment, 1, 3e18);
        vm.assertEq(_reveal(TAKER, bid), 1);
        vm.assertEq(weth.balanceOf(TAKER), before + 3e18);
        vm.assertEq(weth.balanceOf(address(vault)), escrow);
        vm.assertEq(weth.balanceOf(address(sealedBids)), 0);
        vm.assertEq(weth.allowance(address(sealedBids), address(batch)), 0);
        _end();
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Parts));
        Vault series = Vault(batch.formSeries(id));
        vm.prank(TAKER);
        vm.assertEq(batch.claim(id, 1, TAKER).units, S0);
        vm.assertEq(series.balanceOf(TAKER), S0);
        _drawEverything(vault, id);
    }

    /// @dev Below the margin nothing is placed, at it something is: all of the deposit comes back, and no forfeit.
    function test_reveal_AnOutbidPartReturnsEverything() external {
        Hidden memory low = _parts(6, S0 / 2);
        bytes32 commitment = _commit(TAKER, low, 100e18);
        _commit(STRANGER, _parts(7, S0), 100e18);
        _commit(KEEPER, _parts(7, S0 / 2), 100e18);
        vm.warp(endsAt - 12 hours);
        _reveal(STRANGER, _parts(7, S0));
        uint256 before = weth.balanceOf(TAKER);
        vm.expectEmit(address(sealedBids));
        emit ISealedBids.BidRevealed(id, TAKER, commitment, 0, 100e18);
        vm.assertEq(_reveal(TAKER, low), 0);
        vm.assertEq(weth.balanceOf(TAKER), before + 100e18);
        vm.assertEq(uint256(batch.stateOf(id).bidCount), 1, "placed");
        vm.assertEq(_reveal(KEEPER, _parts(7, S0 / 2)), 2);
        _end();
        vm.expectRevert(abi.encodeWithSelector(ISealedBids.NoSuchCommitment.selector, id, TAKER, commitment));
        sealedBids.returnDeposit(id, TAKER, commitment);
    }

    // ---- the whole ----

    /// @dev First price: a wei more than the best wins, as much is outbid, and nobody moves the end.
    function test_reveal_AWholeBidNeedsAWeiMoreThanTheBest() external {
        uint256[3] memory amounts = [reserve + 5e18, reserve + 5e18, reserve + 5e18 + 1];
        address[3] memory bidders = [TAKER, STRANGER, KEEPER];
        for (uint256 i; i < 3; ++i) {
            _commit(bidders[i], Hidden(BidKind.Whole, 0, amounts[i], 0, "w"), amounts[i]);
        }
        vm.warp(endsAt - 1);
        vm.assertEq(_reveal(TAKER, Hidden(BidKind.Whole, 0, amounts[0], 0, "w")), 1);
        uint256 before = weth.balanceOf(STRANGER);
        vm.assertEq(_reveal(STRANGER, Hidden(BidKind.Whole, 0, amounts[1], 0, "w")), 0);
        vm.assertEq(weth.balanceOf(STRANGER), before + amounts[1]);
        vm.assertEq(_reveal(KEEPER, Hidden(BidKind.Whole, 0, amounts[2], 0, "w")), 2);
        vm.assertEq(uint256(batch.stateOf(id).endsAt), endsAt, "the end moved");
        vm.assertEq(uint256(batch.stateOf(id).extensions), 0);
        vm.assertEq(batch.claim(id, 1, TAKER).refund, amounts[0]); // beaten: leaves at once
        _end();
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Whole));
        batch.deliver(id, 0, KEEPER);
        vm.assertEq(collection.ownerOf(1), KEEPER);
        vm.assertEq(weth.balanceOf(address(sealedBids)), 0, "money left behind");
    }

    /// @dev A bid below the reserve price was never one: it does not hide behind a better bid.
    function test_reveal_RevertWhen_ADecoyForTheWhole() external {
        _commit(TAKER, Hidden(BidKind.Whole, 0, reserve, 0, "w"), reserve);
        uint256[2] memory decoys = [0, reserve - 1];
        for (uint256 i; i < 2; ++i) {
            _commit(STRANGER, Hidden(BidKind.Whole, 0, decoys[i], 0, "d"), reserve);
        }
        vm.warp(endsAt - 1);
        _reveal(TAKER, Hidden(BidKind.Whole, 0, reserve, 0, "w"));
        for (uint256 i; i < 2; ++i) {
            bytes memory refusal =
                abi.encodeWithSelector(IBatchAuction.WholeBidTooLow.selector, decoys[i], reserve + 1);
            _refuseReveal(STRANGER, Hidden(BidKind.Whole, 0, decoys[i], 0, "d"), refusal);
        }
    }

    // ---- rollover ----

    function test_reveal_ARolloverBringsItsShares() external {
        Hidden memory bid = Hidden(BidKind.Rollover, 9, S0, S0, "r");
        uint256 escrow = batch.rolloverEscrowUp(id, 9, S0, S0);
        _commit(DEPOSITOR, bid, escrow + 7);
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0, "shares before the reveal");
        vm.warp(endsAt - 12 hours);
        _refuseReveal(DEPOSITOR, bid, abi.encodeWithSignature("TransferFromFailed()")); // no allowance yet
        vm.prank(DEPOSITOR);
        vault.approve(address(sealedBids), S0);
        uint256 before = weth.balanceOf(DEPOSITOR);
        vm.assertEq(_reveal(DEPOSITOR, bid), 1);
        vm.assertEq(weth.balanceOf(DEPOSITOR), before + 7);
        vm.assertEq(vault.balanceOf(address(vault)), S0);
        vm.assertEq(vault.allowance(address(sealedBids), address(batch)), 0);
        vm.assertEq(batch.bidOf(id, 1).owner, DEPOSITOR);
        vm.assertEq(uint256(batch.bidOf(id, 1).escrow), escrow);
        _end();
        batch.formSeries(id);
        Outcome memory outcome = batch.claim(id, 1, DEPOSITOR);
        vm.assertEq(outcome.units, S0);
        vm.assertEq(outcome.credit, vault.cash());
        vm.assertEq(vault.balanceOf(DEPOSITOR), 0);
        _drawEverything(vault, id);
    }

    function test_reveal_RevertWhen_ARolloverHasTooLittleCashOrNoShares() external {
        uint256 escrow = batch.rolloverEscrowUp(id, 9, S0, S0);
        _commit(DEPOSITOR, Hidden(BidKind.Rollover, 9, S0, S0, "r"), escrow - 1);
        _commit(DEPOSITOR, Hidden(BidKind.Rollover, 9, S0, 0, "r"), 1_000e18);
        vm.prank(DEPOSITOR);
        vault.approve(address(sealedBids), S0);
        vm.warp(endsAt - 12 hours);
        bytes memory refusal = abi.encodeWithSelector(ISealedBids.DepositTooSmall.selector, escrow - 1, escrow);
        _refuseReveal(DEPOSITOR, Hidden(BidKind.Rollover, 9, S0, S0, "r"), refusal);
        refusal = abi.encodeWithSelector(IBatchAuction.ZeroShares.selector);
        _refuseReveal(DEPOSITOR, Hidden(BidKind.Rollover, 9, S0, 0, "r"), refusal);
    }

    // ---- several at once ----

    /// @dev Revealed, outbid, silent: every commitment of one account has its own fate.
    function test_commit_SeveralOfOneBidderStandSideBySide() external {
        Hidden[3] memory bids = [_parts(9, S0), _parts(3, S0 / 2), Hidden(BidKind.Parts, 9, S0, 0, "again")];
        bytes32 silent;
        for (uint256 i; i < 3; ++i) {
            silent = _commit(TAKER, bids[i], 50e18 + i);
        }
        vm.assertEq(weth.balanceOf(address(sealedBids)), 150e18 + 3);
        vm.warp(endsAt - 12 hours);
        vm.assertEq(_reveal(TAKER, bids[0]), 1);
        vm.assertEq(_reveal(TAKER, bids[1]), 0);
        vm.assertEq(weth.balanceOf(address(sealedBids)), 50e18 + 2);
        _end();
        vm.assertEq(sealedBids.returnDeposit(id, TAKER, silent), 47.5e18 + 2);
        vm.assertEq(weth.balanceOf(address(sealedBids)), 0, "money left behind");
    }

    function test_reveal_ASmartAccountBids() external {
        Adversary account = new Adversary();
        _fund(address(account), 100e18);
        Hidden memory bid = _parts(7, S0);
        bytes32 commitment = _commitmentOf(address(account), bid);
        account.act(address(sealedBids), abi.encodeCall(sealedBids.commit, (id, commitment, 100e18)));
        vm.warp(endsAt - 12 hours);
        account.act(
            address(sealedBids), abi.encodeCall(sealedBids.reveal, (id, bid.kind, bid.tick, S0, 0, bid.salt))
        );
        _end();
        Vault series = Vault(batch.formSeries(id));
        account.act(address(batch), abi.encodeCall(batch.claim, (id, 1, HOLDER)));
        vm.assertEq(series.balanceOf(HOLDER), S0);
        vm.assertEq(weth.balanceOf(address(account)) + _escrow(bid), 100e18);
    }
}
