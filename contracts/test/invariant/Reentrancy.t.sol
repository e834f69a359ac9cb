// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemoCollection} from "../../src/demo/DemoCollection.sol";
import {DemoWeth} from "../../src/demo/DemoWeth.sol";
import {BatchStatus, SignedBid} from "../../src/interfaces/IBatchAuction.sol";
import {AuctionStatus, Line} from "../../src/interfaces/IDutchAuction.sol";
import {LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {BatchFixture} from "../utils/BatchFixture.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm} from "../utils/Vm.sol";
import {Adversary} from "../zoo/Adversary.sol";
import {HookToken} from "../zoo/Tokens.sol";
import {ZooFixture} from "../zoo/ZooFixture.sol";

/// @notice Every place where our contracts call somebody, against every function that moves a vault: from inside a
/// callback nothing of the same vault moves, and other vaults are not in the way.
contract ReentrancyTest is ZooFixture, BatchFixture {
    HookToken private _token;
    Adversary private _evil;
    Vault private _other; // a second vault, with a loan, to show that calls from inside do work
    Adversary.Entry[] private _entries;

    function setUp() public override(Fixture, ZooFixture) {
        super.setUp();
        _token = new HookToken();
        _admit(_token);
        _evil = new Adversary();
        _enrich(_token, address(_evil));
        vm.prank(address(_evil));
        _token.setHooks(true);
        _other = _zooVault(address(_token), 900, 1);
        _zooLoan(_other, PRINCIPAL);
    }

    // ---- callbacks of items ----

    function test_create_TheItemCallsBack() external {
        Vault vault = Vault(vm.computeCreateAddress(address(factory), vm.getNonce(address(factory))));
        _plan(vault);
        zoo.setHook(address(_evil), "item");
        vm.assertEq(address(_zooVault(address(_token), 1, 2)), address(vault));
        _assertRefused(2);
    }

    function test_take_TheItemCallsBack() external {
        (Vault vault, uint256 id) = _running(2);
        _plan(vault);
        zoo.setHook(address(_evil), "item");
        _take(id, 0);
        _assertRefused(1);
    }

    function test_redeem_TheItemCallsBack() external {
        Vault vault = _zooVault(address(_token), 1, 2);
        _plan(vault);
        zoo.setHook(address(_evil), "item");
        vm.prank(DEPOSITOR);
        vault.redeem(DEPOSITOR, 0);
        _assertRefused(2);
    }

    function test_repayAndRedeem_TheItemCallsBack() external {
        Vault vault = _zooVault(address(_token), 1, 2);
        _zooLoan(vault, PRINCIPAL);
        _plan(vault);
        zoo.setHook(address(_evil), "item");
        vm.prank(DEPOSITOR);
        loanBook.repayAndRedeem(address(vault), DEPOSITOR, 0);
        _assertRefused(2);
    }

    // ---- callback of the auction ----

    /// @dev Once as the taker with data, and once more when the token is pulled.
    function test_take_TheTakerCallsBack() external {
        (Vault vault, uint256 id) = _running(2);
        _plan(vault);
        bytes memory take =
            abi.encodeCall(dutch.take, (id, 0, type(uint256).max, address(_evil), block.timestamp, "x"));
        _evil.act(address(dutch), take);
        _assertRefused(2);
    }

    /// @dev The last item: the waterfall is done and the residual booked while the price is still to come.
    function test_take_TheLastTakerCallsBack() external {
        (Vault vault, uint256 id) = _running(1);
        vm.prank(DEPOSITOR);
        vault.transfer(address(_evil), S0 / 2);
        _plan(vault);
        bytes memory take =
            abi.encodeCall(dutch.take, (id, 0, type(uint256).max, address(_evil), block.timestamp, "x"));
        _evil.act(address(dutch), take);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        _assertRefused(2);
    }

    // ---- callbacks of the payment token ----

    function test_open_LenderAndReceiverCallBack() external {
        Vault vault = _zooVault(address(_token), 1, 2);
        _appraiseItems(vault);
        (LoanOffer[] memory offers, bytes[] memory signatures) = _evilOffer(vault, PRINCIPAL);
        _plan(vault);
        vm.prank(DEPOSITOR);
        loanBook.open(address(vault), offers, signatures, address(_evil));
        _assertRefused(3); // the premium, the principal out, the principal in
    }

    function test_repay_ThePayerCallsBack() external {
        Vault vault = _zooVault(address(_token), 1, 2);
        _zooLoan(vault, PRINCIPAL);
        _plan(vault);
        _evil.act(address(loanBook), abi.encodeCall(loanBook.repay, (address(vault), PRINCIPAL / 2)));
        _assertRefused(1);
    }

    /// @dev The whole debt: the vault is already open when the payer is called.
    function test_repay_TheLastPayerCallsBack() external {
        Vault vault = _zooVault(address(_token), 1, 2);
        _zooLoan(vault, PRINCIPAL);
        vm.prank(DEPOSITOR);
        vault.transfer(address(_evil), S0);
        _plan(vault);
        _evil.act(address(loanBook), abi.encodeCall(loanBook.repay, (address(vault), type(uint256).max)));
        _assertRefused(1);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
    }

    function test_refinance_TheLenderCallsBack() external {
        Vault vault = _zooVault(address(_token), 1, 2);
        _zooLoan(vault, PRINCIPAL);
        (LoanOffer[] memory offers, bytes[] memory signatures) = _evilOffer(vault, PRINCIPAL);
        _plan(vault);
        loanBook.refinance(address(vault), offers, signatures);
        _assertRefused(1);
    }

    function test_withdraw_TheReceiverCallsBack() external {
        Vault vault = _zooVault(address(_token), 1, 2);
        uint256 loanId = _zooLoan(vault, PRINCIPAL);
        vm.prank(DEPOSITOR);
        loanBook.repay(address(vault), PRINCIPAL / 2);
        _plan(vault);
        vm.prank(lender);
        loanBook.withdraw(loanId, lender, address(_evil));
        _assertRefused(1);
    }

    function test_cure_ThePayerCallsBack() external {
        (Vault vault, uint256 id) = _running(2);
        _plan(vault);
        _evil.act(address(dutch), abi.encodeCall(dutch.cure, (id)));
        _assertRefused(1);
        vm.assertEq(uint256(dutch.terms(id).status), uint256(AuctionStatus.Cured));
    }

    function test_collect_ThePayeeCallsBack() external {
        (Vault vault, uint256 id) = _running(1);
        _take(id, 0);
        _plan(vault);
        vm.prank(KEEPER);
        dutch.collect(id, Line.Keeper, address(_evil));
        _assertRefused(1);
    }

    function test_collectRoyalty_ThePayeeCallsBack() external {
        collection = new DemoCollection("Punks", "PNK", address(_evil), 500);
        vm.prank(OWNER);
        oracle.setCollection(address(collection), 50_000, 500);
        _reportFloor(address(collection), 50e18);
        vm.warp(block.timestamp + 7 days);
        weth = DemoWeth(payable(address(_token)));
        (Vault vault, uint256 id) = _kicked(1, 1);
        _warpToPrice(id, 80e18);
        _take(id, 0);
        _plan(vault);
        dutch.collectRoyalty(id, 0, address(_evil));
        _assertRefused(1);
    }

    function test_claim_TheHolderCallsBack() external {
        (Vault vault, uint256 id) = _running(1);
        vm.prank(DEPOSITOR);
        vault.transfer(address(_evil), S0 / 2);
        _take(id, 0);
        _plan(vault);
        _evil.act(address(vault), abi.encodeCall(vault.claim, (S0 / 4, address(_evil))));
        _assertRefused(1);
    }

    function test_redeem_TheReceiverOfTheCashCallsBack() external {
        (Vault vault, uint256 id) = _running(2);
        vm.warp(dutch.terms(id).startsAt);
        _take(id, 0); // at four times its value one item covers the debt of both
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        _plan(vault);
        vm.prank(DEPOSITOR);
        vault.redeem(address(_evil), 0);
        _assertRefused(1);
    }

    function test_sweep_TheFundCallsBack() external {
        (Vault vault, uint256 id) = _running(1);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, S0 / 3);
        _take(id, 0);
        vm.prank(DEPOSITOR);
        vault.claim(S0 - S0 / 3, DEPOSITOR);
        vm.prank(HOLDER);
        vault.claim(S0 / 3, HOLDER);
        vm.etch(address(fund), address(_evil).code);
        vm.prank(address(fund));
        _token.setHooks(true);
        Adversary before = _evil;
        _evil = Adversary(payable(address(fund)));
        _enrich(_token, address(fund));
        _plan(vault);
        vault.sweep();
        _assertRefused(1);
        _evil = before;
    }

    // ---- the batch auction ----

    function test_bid_TheBidderCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(2);
        _plan(vault);
        _evil.act(address(batch), abi.encodeCall(batch.bid, (id, 5, S0 / 2)));
        _assertRefused(1);
        _plan(vault);
        _evil.act(address(batch), abi.encodeCall(batch.bidWhole, (id, batch.stateOf(id).reservePrice)));
        _assertRefused(1);
    }

    function test_bidRollover_TheBidderCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(2);
        vm.prank(DEPOSITOR);
        vault.transfer(address(_evil), S0 / 2);
        _evil.act(address(vault), abi.encodeCall(vault.approve, (address(batch), S0)));
        _plan(vault);
        bytes memory rollover = abi.encodeCall(batch.bidRollover, (id, 900, S0 / 2, S0 / 4, type(uint256).max));
        _evil.act(address(batch), rollover);
        _assertRefused(1);
    }

    /// @dev A signed bid: the signer is asked in a static call, and called back when it pays.
    function test_bidFor_TheSignerCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(2);
        SignedBid[] memory bids = new SignedBid[](1);
        bids[0] = SignedBid(address(_evil), id, false, 5, S0 / 2, 1, block.timestamp);
        _plan(vault);
        vm.assertEq(batch.bidFor(bids, new bytes[](1), new bytes[](0)), 1);
        _assertRefused(1);
    }

    /// @dev An outbid one first, in the middle of the auction; then the winner, with units and a refund.
    function test_claimBid_TheBidderCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(2);
        bytes memory low = _evil.act(address(batch), abi.encodeCall(batch.bid, (id, 5, S0)));
        uint256 lowId = abi.decode(low, (uint256));
        uint256 first = _bid(TAKER, id, 6, S0);
        bytes memory high = _evil.act(address(batch), abi.encodeCall(batch.bid, (id, 9, S0 / 2)));
        uint256 highId = abi.decode(high, (uint256));
        _plan(vault);
        batch.claim(id, lowId, address(_evil));
        _assertRefused(1);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        vm.assertEq(uint256(batch.stateOf(id).status), uint256(BatchStatus.Parts));
        batch.formSeries(id);
        _plan(vault);
        batch.claim(id, highId, address(_evil));
        _assertRefused(1);
        batch.claim(id, first, TAKER);
    }

    /// @dev Neither the old vault nor the new one, whose shares nobody has yet, can be moved from inside.
    function test_formSeries_TheItemCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(2);
        _bid(TAKER, id, 5, S0);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        Vault series = Vault(vm.computeCreateAddress(address(factory), vm.getNonce(address(factory))));
        delete _entries;
        _try(address(loanBook), abi.encodeCall(loanBook.repay, (address(_other), 1)));
        _planBatch(vault, id);
        _planVault(series);
        _evil.setPlan(_entries);
        zoo.setHook(address(_evil), "item");
        vm.assertEq(batch.formSeries(id), address(series));
        _assertRefused(2);
        vm.assertEq(zoo.ownerOf(2), address(series));
    }

    function test_deliver_TheItemCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(2);
        _evil.act(address(batch), abi.encodeCall(batch.bidWhole, (id, batch.stateOf(id).reservePrice)));
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        _plan(vault);
        zoo.setHook(address(_evil), "item");
        batch.deliver(id, 0, address(_evil));
        _assertRefused(1);
        vm.assertEq(zoo.ownerOf(1), address(_evil));
    }

    function test_redeemEquity_ThePayerCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(2);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        _plan(vault);
        _evil.act(address(dutch), abi.encodeCall(dutch.redeemEquity, (id)));
        _assertRefused(1);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
    }

    function test_sweepSurplus_TheFundCallsBack() external {
        (Vault vault, uint256 id) = _inBatch(1);
        _bid(TAKER, id, 0, S0 / 3);
        _bid(STRANGER, id, 0, S0 - S0 / 3);
        vm.warp(batch.stateOf(id).endsAt);
        batch.close(id);
        batch.formSeries(id);
        batch.claim(id, 1, TAKER);
        batch.claim(id, 2, STRANGER);
        vm.etch(address(fund), address(_evil).code);
        vm.prank(address(fund));
        _token.setHooks(true);
        _evil = Adversary(payable(address(fund)));
        _enrich(_token, address(fund));
        _plan(vault);
        batch.sweepSurplus(id);
        _assertRefused(1);
    }

    // ---- the plan: what is tried from inside ----

    /// @dev The first entry works on the other vault and must succeed; all others must fail.
    function _plan(Vault vault) private {
        delete _entries;
        uint256 loanId = dutch.idOf(address(vault), 1); // loans and auctions are numbered alike
        _try(address(loanBook), abi.encodeCall(loanBook.repay, (address(_other), 1)));
        _planVault(vault);
        _planLoanBook(vault, loanId);
        _planDutch(vault, loanId);
        _planBatch(vault, loanId);
        _evil.setPlan(_entries);
    }

    function _planVault(Vault vault) private {
        address evil = address(_evil);
        _try(address(vault), abi.encodeCall(vault.redeem, (evil, 0)));
        _try(address(vault), abi.encodeCall(vault.claim, (1, evil)));
        _try(address(vault), abi.encodeCall(vault.sweep, ()));
        _try(address(vault), abi.encodeCall(vault.initialize, (evil)));
        _try(address(vault), abi.encodeCall(vault.lock, ()));
        _try(address(vault), abi.encodeCall(vault.unlock, ()));
        _try(address(vault), abi.encodeCall(vault.moveTo, (VaultState.Open)));
        _try(address(vault), abi.encodeCall(vault.deliver, (1, evil)));
        _try(address(vault), abi.encodeCall(vault.writeOff, (1)));
        _try(address(vault), abi.encodeCall(vault.pay, (evil, 1)));
        _try(address(vault), abi.encodeCall(vault.redeemFor, (DEPOSITOR, evil, 0)));
        _try(address(vault), abi.encodeCall(vault.bookCash, (1)));
    }

    function _planLoanBook(Vault vault, uint256 loanId) private {
        address evil = address(_evil);
        (LoanOffer[] memory offers, bytes[] memory signatures) = _evilOffer(vault, PRINCIPAL / 2);
        _try(address(loanBook), abi.encodeCall(loanBook.open, (address(vault), offers, signatures, evil)));
        _try(address(loanBook), abi.encodeCall(loanBook.refinance, (address(vault), offers, signatures)));
        _try(address(loanBook), abi.encodeCall(loanBook.repay, (address(vault), 1)));
        _try(address(loanBook), abi.encodeCall(loanBook.repayAndRedeem, (address(vault), evil, 0)));
        _try(address(loanBook), abi.encodeCall(loanBook.flag, (address(vault))));
        _try(address(loanBook), abi.encodeCall(loanBook.unflag, (address(vault))));
        _try(address(loanBook), abi.encodeCall(loanBook.withdraw, (loanId, lender, lender)));
        _try(address(loanBook), abi.encodeCall(loanBook.withdraw, (loanId, evil, evil)));
        _try(address(loanBook), abi.encodeCall(loanBook.freeze, (address(vault))));
        _try(address(loanBook), abi.encodeCall(loanBook.bookProceeds, (address(vault), 1, evil)));
        _try(address(loanBook), abi.encodeCall(loanBook.close, (address(vault), 0, false)));
    }

    function _planDutch(Vault vault, uint256 id) private {
        address evil = address(_evil);
        uint256 max = type(uint256).max;
        _try(address(dutch), abi.encodeCall(dutch.kick, (address(vault))));
        _try(address(dutch), abi.encodeCall(dutch.take, (id, 0, max, evil, max, "")));
        _try(address(dutch), abi.encodeCall(dutch.take, (id, 1, max, evil, max, "")));
        _try(address(dutch), abi.encodeCall(dutch.redo, (id)));
        _try(address(dutch), abi.encodeCall(dutch.cure, (id)));
        _try(address(dutch), abi.encodeCall(dutch.writeOff, (id, 0)));
        _try(address(dutch), abi.encodeCall(dutch.writeOff, (id, 1)));
        _try(address(dutch), abi.encodeCall(dutch.collect, (id, Line.Keeper, KEEPER)));
        _try(address(dutch), abi.encodeCall(dutch.collect, (id, Line.Insurance, address(fund))));
        _try(address(dutch), abi.encodeCall(dutch.collect, (id, Line.Fee, FEES)));
        _try(address(dutch), abi.encodeCall(dutch.collectRoyalty, (id, 0, evil)));
        Item[] memory stolen = new Item[](1);
        stolen[0] = Item(address(zoo), 1);
        _try(address(factory), abi.encodeCall(factory.create, (stolen, S0, address(_token), "x", "x")));
    }

    function _planBatch(Vault vault, uint256 id) private {
        address evil = address(_evil);
        uint256[] memory bidIds = new uint256[](2);
        (bidIds[0], bidIds[1]) = (1, 2);
        _try(address(dutch), abi.encodeCall(dutch.toBatch, (id)));
        _try(address(dutch), abi.encodeCall(dutch.redeemEquity, (id)));
        _try(address(dutch), abi.encodeCall(dutch.settle, (id, 1, 0)));
        _try(address(dutch), abi.encodeCall(dutch.fail, (id)));
        _try(address(dutch), abi.encodeCall(dutch.lapse, (id)));
        _try(address(batch), abi.encodeCall(batch.bid, (id, 65_535, S0)));
        _try(address(batch), abi.encodeCall(batch.bidWhole, (id, 5_000e18)));
        _try(address(batch), abi.encodeCall(batch.bidRollover, (id, 65_535, S0, 1, type(uint256).max)));
        _try(address(batch), abi.encodeCall(batch.close, (id)));
        _try(address(batch), abi.encodeCall(batch.claim, (id, 1, evil)));
        _try(address(batch), abi.encodeCall(batch.claim, (id, 2, TAKER)));
        _try(address(batch), abi.encodeCall(batch.claimMany, (id, bidIds)));
        _try(address(batch), abi.encodeCall(batch.formSeries, (id)));
        _try(address(batch), abi.encodeCall(batch.deliver, (id, 0, evil)));
        _try(address(batch), abi.encodeCall(batch.deliver, (id, 1, evil)));
        _try(address(batch), abi.encodeCall(batch.claimSeries, (id, lender, lender)));
        _try(address(batch), abi.encodeCall(batch.sweepSurplus, (id)));
        _try(address(batch), abi.encodeCall(batch.open, (id, 1, 1, false, 0)));
        _try(address(batch), abi.encodeCall(batch.abandon, (id)));
        _try(address(factory), abi.encodeCall(factory.createSeries, (address(vault))));
        _try(address(vault), abi.encodeCall(vault.hand, (address(vault), evil, 1)));
        _try(address(vault), abi.encodeCall(vault.claimFor, (evil, evil, 1)));
    }

    function _try(address target, bytes memory data) private {
        _entries.push(Adversary.Entry(target, data));
    }

    function _assertRefused(uint256 callbacks) private view {
        vm.assertEq(_evil.callbackCount(), callbacks, "callbacks");
        vm.assertEq(_evil.succeeded(), 1, "what succeeded from inside, as bits of the plan");
    }

    // ---- parts ----

    function _running(uint256 count) private returns (Vault vault, uint256 id) {
        (vault, id) = _zooKick(address(_token), 1, count);
        _warpToPrice(id, 80e18 * count);
    }

    function _inBatch(uint256 count) private returns (Vault vault, uint256 id) {
        (vault, id) = _zooKick(address(_token), 1, count);
        vm.warp(_closesAt(id));
        dutch.redo(id);
        vm.warp(_closesAt(id));
        dutch.toBatch(id);
    }

    function _evilOffer(Vault vault, uint256 principal)
        private
        returns (LoanOffer[] memory offers, bytes[] memory signatures)
    {
        offers = new LoanOffer[](1);
        signatures = new bytes[](1);
        offers[0] = _offer(address(vault), address(_evil), principal, _terms());
    }
}
