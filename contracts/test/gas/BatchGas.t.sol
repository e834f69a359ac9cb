// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchState, BatchStatus, BidKind} from "../../src/interfaces/IBatchAuction.sol";
import {LoanOptions} from "../../src/libraries/LoanOptions.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {GasTable} from "./GasTable.sol";

/// @notice What bidding, the end and the claims of a batch auction cost, beside their budgets and what others measured
/// for themselves.
/// forge-config: default.isolate = true
contract BatchGasTest is GasTable {
    uint256 private constant BIDS = 1_000;
    uint256 private constant WALK_LIMIT = 5_000_000;
    uint256 private constant SPACING = 65; // of ticks over the whole grid, so that no two share much storage

    function test_gas_OfABatchAuctionStaysInItsBudget() external {
        uint256 thousand = _measureBook();
        uint256[4] memory closes = [_close(2, 10), _close(3, 100), _close(4, 500), thousand];
        for (uint256 i; i < 4; ++i) {
            vm.assertLe(closes[i] * 100, thousand * 101, "a close that grows with its bids");
            vm.assertGe(closes[i] * 100, thousand * 99, "a close that shrinks with its bids");
        }
        _note("close10", closes[0], "; EasyAuction 160,503");
        _note("close100", closes[1], "; EasyAuction 419,973");
        _note("close500", closes[2], "; EasyAuction 1,573,173");
        _note("close1000", closes[3], "; EasyAuction 3,014,673");
        _assertBudgets("test/gas/batch.json");
    }

    /// @dev A thousand bidders, each with wrapped ether left, at ticks and in sizes of all kinds; a rollover; a bid for
    /// the whole; the end; the series; and the claims.
    /// @return closed gas of the close.
    function _measureBook() private returns (uint256 closed) {
        (Vault vault, uint256 id) = _batch(1, 1);
        uint256 least = S0 / 1_000;
        uint256 total;
        uint256 outbid;
        uint256 best;
        for (uint256 i = 1; i <= BIDS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("bid", i)));
            BatchState memory state = batch.stateOf(id);
            uint256 tick = state.margin + seed % 400;
            uint256 bidId = _bid(_bidder(i), id, tick, least + (seed >> 16) % (4 * least));
            total += vm.lastCallGas().gasTotalUsed;
            if (i == 1) outbid = bidId;
            if (tick > 700) best = bidId;
        }
        _note("bid", total / BIDS, "; EasyAuction 120,475 to 171,528, CCA 150,464 to 338,276");
        _measureOtherBids(vault, id);
        vm.prank(STRANGER);
        batch.claim(id, outbid, _bidder(1));
        _measure("claimOutbid");
        vm.warp(batch.stateOf(id).endsAt);
        vm.prank(KEEPER);
        batch.close(id);
        closed = vm.lastCallGas().gasTotalUsed;
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Parts));
        vm.prank(KEEPER);
        batch.formSeries(id);
        _measure("formSeries");
        address owner = batch.bidOf(id, best).owner;
        vm.prank(owner);
        vm.assertGt(batch.claim(id, best, owner).refund, 0, "a claim with units and a refund");
        _note("batchClaim", vm.lastCallGas().gasTotalUsed, "; EasyAuction 83,852, CCA 84,743 + 67,445");
    }

    /// @dev The cheapest bid for the whole at the reserve price, so that parts still win.
    function _measureOtherBids(Vault vault, uint256 id) private {
        vm.prank(DEPOSITOR);
        vault.approve(address(batch), S0);
        uint256 tick = batch.stateOf(id).margin;
        vm.prank(DEPOSITOR);
        batch.bidRollover(id, tick + 1, S0 / 1_000, S0 / 1_000, type(uint256).max);
        _measure("bidRollover");
        uint256 reserve = batch.stateOf(id).reservePrice;
        vm.prank(STRANGER);
        batch.bidWhole(id, reserve);
        _measure("bidWhole");
    }

    /// @dev The same story told by `count` equal bids that take the supply twice.
    function _close(uint256 tokenId, uint256 count) private returns (uint256) {
        (, uint256 id) = _batch(tokenId, 1);
        for (uint256 i; i < count; ++i) {
            _bid(TAKER, id, 1_000, 2 * S0 / count);
        }
        vm.warp(batch.stateOf(id).endsAt);
        vm.prank(KEEPER);
        batch.close(id);
        return vm.lastCallGas().gasTotalUsed;
    }

    /// @dev The second commitment and the third reveal, with a refund, of accounts that have wrapped ether left; and a
    /// deposit that comes back with a forfeit.
    function test_gas_OfSealedBidsStaysInItsBudget() external {
        (, uint256 id) = _batch(1, 1, LoanOptions.SEALED_BIDS);
        for (uint256 i = 1; i <= 3; ++i) {
            address who = _bidder(i);
            vm.prank(who);
            weth.approve(address(sealedBids), type(uint256).max);
            bytes32 hidden = sealedBids.commitmentOf(id, who, BidKind.Parts, i, S0 / 10, 0, "salt");
            vm.prank(who);
            sealedBids.commit(id, hidden, 10e18);
            if (i == 2) _measure("commit");
        }
        bytes32 silent = sealedBids.commitmentOf(id, _bidder(1), BidKind.Parts, 1, S0 / 10, 0, "silent");
        vm.prank(_bidder(1));
        sealedBids.commit(id, silent, 10e18);
        vm.warp(uint256(batch.stateOf(id).endsAt) - 1);
        for (uint256 i = 1; i <= 3; ++i) {
            vm.prank(_bidder(i));
            sealedBids.reveal(id, BidKind.Parts, i, S0 / 10, 0, "salt");
        }
        _measure("reveal");
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.prank(KEEPER);
        sealedBids.returnDeposit(id, _bidder(1), silent);
        _measure("returnDeposit");
        _assertBudgets("test/gas/sealed.json");
    }

    /// @dev A book with 999 ticks between its margin and the top, and one bid that moves the margin past them all.
    function test_bid_WorstWalkOfTheMargin() external {
        (, uint256 id) = _batch(1, 1);
        _bid(TAKER, id, 0, S0);
        for (uint256 i = 1; i < 1_000; ++i) {
            _bid(STRANGER, id, i * SPACING, S0 / 1_000);
        }
        vm.assertEq(uint256(batch.stateOf(id).margin), 0, "the margin moved too early");
        _bid(KEEPER, id, 65_535, S0);
        uint256 figure = vm.lastCallGas().gasTotalUsed;
        vm.assertEq(uint256(batch.stateOf(id).margin), 65_535, "the margin did not walk");
        emit log(string.concat("gas of a bid that moves the margin past 999 ticks: ", vm.toString(figure)));
        vm.assertLt(figure, WALK_LIMIT, "a walk too long");
    }

    /// @dev Its first bid, but not its first wrapped ether, and an allowance without limit.
    function _bidder(uint256 i) private returns (address who) {
        who = address(uint160(uint256(keccak256(abi.encode("bidder", i)))));
        if (weth.balanceOf(who) != 0) return who;
        vm.prank(STRANGER);
        weth.transfer(who, 100e18);
        vm.prank(who);
        weth.approve(address(batch), type(uint256).max);
    }
}
