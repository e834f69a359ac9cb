// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, IBatchAuction} from "../../src/interfaces/IBatchAuction.sol";
import {AuctionStatus, DutchTerms, IDutchAuction, Line, Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {IVault, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm} from "../utils/Vm.sol";
import {Adversary} from "../zoo/Adversary.sol";
import {ZooCollection} from "../zoo/Collections.sol";
import {BlocklistToken, FeeToken} from "../zoo/Tokens.sol";
import {ZooFixture} from "../zoo/ZooFixture.sol";

/// @notice The end of a batch auction when items, tokens and people misbehave, and when part of the items was sold.
contract BatchEndsTest is ZooFixture, BatchFixture {
    function setUp() public override(Fixture, ZooFixture) {
        super.setUp();
    }

    // ---- lost items ----

    function test_close_AnItemLostInTheWindowRefundsEveryone() external {
        (Vault vault, uint256 id) = _zooBatch(3);
        uint256 parts = _bid(TAKER, id, 10, S0);
        vm.startPrank(STRANGER);
        uint256 whole = batch.bidWhole(id, uint256(batch.stateOf(id).reservePrice) * 3);
        vm.stopPrank();
        zoo.burn(2);
        vm.warp(batch.stateOf(id).endsAt);
        vm.expectEmit(address(dutch));
        emit IDutchAuction.LotWrittenOff(id, 1);
        batch.close(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Failed));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Converted));
        vm.assertEq(batch.claim(id, parts, TAKER).refund, batch.bidOf(id, parts).escrow);
        vm.assertEq(batch.claim(id, whole, STRANGER).refund, batch.bidOf(id, whole).escrow);
        vm.warp(block.timestamp + 7 days);
        Vault series = Vault(batch.formSeries(id));
        vm.assertEq(series.itemCount(), 2);
        vm.assertEq(zoo.ownerOf(1), address(series));
        vm.assertEq(zoo.ownerOf(3), address(series));
        batch.claimSeries(id, lender, lender); // although the crowd had bid for everything
        vm.assertEq(series.balanceOf(lender), S0);
        vm.assertEq(weth.balanceOf(address(vault)), 0, "money left behind");
    }

    function test_close_AllItemsLostSettlesWithNothing() external {
        (Vault vault, uint256 id) = _zooBatch(1);
        _bid(TAKER, id, 10, S0);
        zoo.burn(1);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        batch.claim(id, 1, TAKER);
        loanBook.withdraw(dutch.idOf(address(vault), 1), lender, lender); // the cover
        vm.assertEq(weth.balanceOf(address(vault)), 0, "money left behind");
    }

    function test_close_AnOwnerOfThatBurnsGasCannotStopIt() external {
        (Vault vault, uint256 id) = _zooBatch(3);
        zoo.setOwnerAnswer(ZooCollection.OwnerAnswer.BurnsAllGas, address(0));
        vm.warp(batch.stateOf(id).endsAt);
        uint256 gasBefore = gasleft();
        batch.close(id);
        vm.assertLt(gasBefore - gasleft(), 1_500_000, "too much gas");
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled)); // all three count as lost
    }

    /// @dev Too little gas must not make an item look lost: the call fails, the auction stays as it is.
    function test_close_RevertWhen_TheCallerStarvesTheProbe() external {
        (Vault vault, uint256 id) = _zooBatch(1);
        _bid(TAKER, id, 10, S0);
        vm.warp(batch.stateOf(id).endsAt);
        for (uint256 gasLimit = 40_000; gasLimit <= 400_000; gasLimit += 20_000) {
            (bool ok,) = address(batch).call{gas: gasLimit}(abi.encodeCall(batch.close, (id)));
            if (!ok) continue;
            vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Parts), "starved into a failure");
            return;
        }
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled), "400,000 gas close no auction");
    }

    // ---- items that will not move ----

    function test_formSeries_AStuckItemIsDeliveredLater() external {
        (Vault vault, uint256 id) = _zooBatch(2);
        uint256 bidId = _bid(TAKER, id, 10, S0);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        zoo.setPaused(true);
        vm.expectEmit(address(batch));
        emit IBatchAuction.ItemStuck(id, 0);
        Vault series = Vault(batch.formSeries(id));
        vm.assertEq(batch.claim(id, bidId, TAKER).units, S0); // nobody waits for an item
        vm.expectRevert(abi.encodeWithSelector(ZooCollection.CollectionPaused.selector));
        batch.deliver(id, 0, address(series));
        zoo.setPaused(false);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.NotOwner.selector, address(this), address(series)));
        batch.deliver(id, 0, TAKER);
        batch.deliver(id, 0, address(series));
        batch.deliver(id, 1, address(series));
        vm.assertEq(uint256(vault.deliveredMask()), 3);
        vm.prank(TAKER);
        series.redeem(TAKER, 0);
        vm.assertEq(zoo.ownerOf(2), TAKER);
    }

    /// @dev Lent against, it could be written off in the new vault and then arrive there for nobody.
    function test_open_RevertWhen_AnItemIsStillInTheOldVault() external {
        (, uint256 id) = _zooBatch(2);
        uint256 bidId = _bid(TAKER, id, 10, S0);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        zoo.setPaused(true);
        Vault series = Vault(batch.formSeries(id));
        batch.claim(id, bidId, TAKER);
        vm.prank(TAKER);
        series.transfer(DEPOSITOR, S0);
        zoo.setPaused(false);
        batch.deliver(id, 0, address(series));
        _appraiseItems(series);
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(series, PRINCIPAL, _terms());
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSelector(IVault.ItemNotInCustody.selector, 1));
        loanBook.open(address(series), offers, signatures, DEPOSITOR);
        batch.deliver(id, 1, address(series));
        vm.prank(DEPOSITOR);
        loanBook.open(address(series), offers, signatures, DEPOSITOR);
        vm.assertEq(uint256(series.state()), uint256(VaultState.Loaned));
    }

    /// @dev Each gets a bounded part of the gas: four that burn all of theirs leave enough to come to an end.
    function test_formSeries_ItemsThatBurnTheirGasCannotStopIt() external {
        (Vault vault, uint256 id) = _zooBatch(4);
        _bid(TAKER, id, 10, S0);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        Adversary burner = new Adversary();
        burner.setMischief(Adversary.Mischief.BurnsAllGas);
        zoo.setHook(address(burner), "burn");
        (bool ok, bytes memory answer) =
            address(batch).call{gas: 6_000_000}(abi.encodeCall(batch.formSeries, (id)));
        vm.assertTrue(ok, "burned gas stopped the series");
        zoo.setHook(address(0), "");
        for (uint256 i; i < 4; ++i) {
            batch.deliver(id, i, abi.decode(answer, (address)));
        }
        vm.assertEq(uint256(vault.deliveredMask()), 15);
    }

    // ---- part of the items sold before ----

    /// @dev One of three sold in round 1; the rest brings its price by weight, and each item its own royalty.
    function test_close_RoyaltiesFollowTheWeights() external {
        (Vault vault, uint256 id) = _kicked(1, 3);
        vm.warp(_closesAt(id));
        dutch.redo(id);
        vm.warp(_closesAt(id) - 1);
        uint256 sold = _take(id, 1);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
        uint256 amount = 301e18 + 1; // no even number of parts
        vm.prank(STRANGER);
        batch.bidWhole(id, amount);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        Proceeds memory proceeds = lens.proceedsOf(id);
        vm.assertEq(proceeds.proceeds, sold + amount);
        uint256[3] memory prices = [amount / 2, sold, amount - amount / 2]; // equal weights, floors of running sums
        for (uint256 i; i < 3; ++i) {
            vm.assertEq(uint256(dutch.item(id, i).price), prices[i], "the price of an item");
            uint256 cut = prices[i] * 550 / 10_000;
            vm.assertEq(dutch.collectRoyalty(id, i, ARTIST), cut - cut * 50 / 550, "its royalty");
        }
        vm.expectRevert(abi.encodeWithSignature("ItemAlreadyDelivered(uint256)", 1));
        batch.deliver(id, 1, STRANGER);
        batch.deliver(id, 0, STRANGER);
        batch.deliver(id, 2, STRANGER);
        vm.assertEq(collection.ownerOf(3), STRANGER);
        _drawEverything(vault, id);
    }

    /// @dev The first item paid keeper and debt, not the penalty: without bids the other goes back to the holders.
    function test_close_APaidDebtReleasesTheRest() external {
        (Vault vault, uint256 id) = _kicked(1, 2);
        DutchTerms memory terms = dutch.terms(id);
        uint256 owed = uint256(terms.keeperReward) + terms.debt;
        _warpToPrice(id, 2 * owed + 0.2e18);
        uint256 price = _take(id, 0);
        vm.assertGe(price, owed, "the debt is not paid");
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Dutch));
        vm.warp(_closesAt(id));
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
        uint256 bidId = _bid(TAKER, id, 0, S0 / 2);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(dutch.terms(id).status), uint256(AuctionStatus.Covered));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.AuctionNotRunning.selector, id));
        batch.formSeries(id);
        vm.prank(DEPOSITOR);
        vault.redeem(DEPOSITOR, 0);
        vm.assertEq(collection.ownerOf(2), DEPOSITOR);
        batch.claim(id, bidId, TAKER); // out of a vault that is redeemed
        _drawEverything(vault, id);
    }

    /// @dev The price of the last tick, and the most units there can be.
    function test_close_TheTopOfTheGridSettles() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        _fund(HOLDER, 10_000_000e18);
        uint256 bidId = _bid(HOLDER, id, 65_535, S0);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        vm.assertEq(batch.claim(id, bidId, HOLDER).refund, 0);
        _drawEverything(vault, id);
    }

    // ---- old refunds in a vault that lives on ----

    function test_claim_RefundsOutliveTheNextLoanAndItsAuction() external {
        (Vault vault, uint256 id) = _batch(1, 1);
        uint256 bidId = _bid(TAKER, id, 3, S0 / 2);
        uint256 escrow = batch.bidOf(id, bidId).escrow;
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.prank(STRANGER);
        dutch.redeemEquity(id);
        vm.warp(block.timestamp + 1 days);
        _openLoan(vault, PRINCIPAL);
        _mature(vault);
        uint256 nextId = dutch.kick(address(vault));
        _warpToPrice(nextId, 80e18);
        _take(nextId, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.assertEq(batch.claim(id, bidId, TAKER).refund, escrow);
        uint256 loanId = dutch.idOf(address(vault), 2);
        loanBook.withdraw(loanId, lender, lender);
        dutch.collect(nextId, Line.Keeper, address(this));
        dutch.collect(nextId, Line.Insurance, address(fund));
        dutch.collect(nextId, Line.Fee, FEES);
        dutch.collectRoyalty(nextId, 0, ARTIST);
        _drawEverything(vault, id);
    }

    // ---- tokens ----

    function test_claim_ABlockedBidderStopsNobodyAndLosesNothing() external {
        BlocklistToken token = new BlocklistToken();
        _admit(token);
        (Vault vault, uint256 id) = _zooKick(address(token), 1, 1);
        _toBatchNow(id);
        uint256 blocked = _bid(TAKER, id, 3, S0);
        uint256 other = _bid(STRANGER, id, 3, S0);
        token.setBlocked(TAKER, true);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        Vault series = Vault(batch.formSeries(id));
        batch.claim(id, other, STRANGER);
        vm.expectRevert(abi.encodeWithSignature("TransferFailed()"));
        batch.claim(id, blocked, TAKER);
        vm.prank(TAKER);
        batch.claim(id, blocked, HOLDER);
        vm.assertEq(series.balanceOf(HOLDER) + series.balanceOf(STRANGER), S0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
    }

    function test_bid_AFeeTokenHurtsOnlyItsOwnVault() external {
        FeeToken token = new FeeToken();
        _admit(token);
        (, uint256 id) = _zooKick(address(token), 1, 1);
        (Vault honest, uint256 honestId) = _zooKick(address(weth), 2, 1);
        uint256 latest = _closesAt(id) > _closesAt(honestId) ? _closesAt(id) : _closesAt(honestId);
        vm.warp(latest);
        dutch.redo(id);
        dutch.redo(honestId);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
        dutch.toBatch(honestId);
        _bid(TAKER, id, 5, S0);
        uint256 bidId = _bid(STRANGER, honestId, 5, S0 / 2);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.close(honestId);
        vm.assertEq(batch.claim(honestId, bidId, STRANGER).refund, batch.bidOf(honestId, bidId).escrow);
        vm.assertEq(weth.balanceOf(address(honest)), 0, "another vault paid");
    }

    // ---- parts ----

    function _zooBatch(uint256 count) private returns (Vault vault, uint256 id) {
        (vault, id) = _zooKick(address(weth), 1, count);
        _toBatchNow(id);
    }

    function _toBatchNow(uint256 id) private {
        vm.warp(_closesAt(id));
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
    }
}
