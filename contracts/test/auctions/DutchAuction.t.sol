// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DutchAuction} from "../../src/auctions/DutchAuction.sol";
import {
    AuctionStatus,
    DutchItem,
    DutchTerms,
    IDutchAuction,
    IDutchTaker,
    Proceeds
} from "../../src/interfaces/IDutchAuction.sol";
import {ILoanBook} from "../../src/interfaces/ILoanBook.sol";
import {IVault, VaultState} from "../../src/interfaces/IVault.sol";
import {FundCaps} from "../../src/libraries/FundCaps.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm, within} from "../utils/Vm.sol";

/// @dev Buys with money it gets only in the callback, and tries to use the vault while it is half done.
contract FlashTaker is IDutchTaker {
    DutchAuction private immutable AUCTION;
    bytes[] public probes;
    bytes[] public answers;
    address[] public targets;

    constructor(DutchAuction auction) {
        AUCTION = auction;
    }

    function probe(address target, bytes calldata data) external {
        targets.push(target);
        probes.push(data);
    }

    function take(uint256 id, bytes calldata data) external returns (uint256) {
        return AUCTION.take(id, 0, type(uint256).max, address(this), block.timestamp, data);
    }

    function onLotTaken(uint256, uint256, uint256 price, bytes calldata data) external {
        require(msg.sender == address(AUCTION));
        for (uint256 i; i < probes.length; ++i) {
            (bool passed, bytes memory answer) = targets[i].call(probes[i]);
            require(!passed, "a door was open");
            answers.push(answer);
        }
        (address token, address sponsor) = abi.decode(data, (address, address));
        (bool done,) = token.call(
            abi.encodeWithSignature("transferFrom(address,address,uint256)", sponsor, address(this), price)
        );
        require(done);
        (done,) = token.call(abi.encodeWithSignature("approve(address,uint256)", address(AUCTION), price));
        require(done);
    }
}

/// @notice Kick, take, redo and cure of a single item. Baskets and payouts have files of their own.
contract DutchAuctionTest is Fixture {
    function _notRunning(uint256 id) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDutchAuction.AuctionNotRunning.selector, id);
    }

    function _takeAs(address who, uint256 id, uint256 maxPrice, bytes memory refusal) private {
        vm.prank(who);
        vm.expectRevert(refusal);
        dutch.take(id, 0, maxPrice, who, block.timestamp, "");
    }

    function _endOf(uint256 id) private view returns (uint256) {
        DutchTerms memory terms = dutch.terms(id);
        return uint256(terms.startsAt) + terms.durationSeconds;
    }

    function _redone(uint256 firstTokenId) private returns (Vault vault, uint256 id) {
        (vault, id) = _kicked(firstTokenId, 1);
        vm.warp(_endOf(id));
        vm.prank(STRANGER);
        dutch.redo(id);
    }

    function test_constructor_RevertWhen_NoFeeRecipient() external {
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ZeroAddress.selector));
        new DutchAuction(loanBook, address(batch), address(0));
    }

    // ---- kick ----

    function test_kick_FreezesTheTerms() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        DutchTerms memory t = dutch.terms(id);
        uint256 debt = PRINCIPAL + 1242739726027397261;
        vm.assertEq(id, dutch.idOf(address(vault), 1));
        vm.assertEq(t.vault, address(vault));
        vm.assertEq(t.keeper, KEEPER);
        vm.assertEq(uint256(t.status), uint256(AuctionStatus.Running));
        vm.assertEq(t.startsAt, block.timestamp + 12);
        vm.assertEq(t.durationSeconds, 72 hours);
        vm.assertEq(t.liquidationValue, VALUE);
        vm.assertEq(t.debt, debt);
        vm.assertEq(t.kickReward, 0.05e18 + debt / 1_000);
        vm.assertEq(t.keeperReward, t.kickReward);
        vm.assertEq(t.penalty, debt * 200 / 10_000);
        vm.assertEq(t.reservePrice, 60e18);
        vm.assertEq(t.top, 400e18);
        vm.assertEq(t.feeBps, 50);
        vm.assertEq(t.soldMask, 0);
        DutchItem memory item = dutch.item(id, 0);
        vm.assertEq(item.weight, VALUE);
        vm.assertEq(item.royaltyBps, ROYALTY_BPS);
        vm.assertEq(item.royaltyReceiver, ARTIST);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Dutch));
        vm.assertEq(vault.auctionCount(), 1);
    }

    function test_kick_EmitsEverythingThatIsFrozen() external {
        Vault vault = _newVault(1, 1);
        _openLoan(vault, PRINCIPAL);
        _mature(vault);
        uint256 debt = loanBook.debtOf(address(vault));
        uint256 id = dutch.idOf(address(vault), 1);
        vm.expectEmit(address(dutch));
        emit IDutchAuction.AuctionKicked(
            id,
            address(vault),
            KEEPER,
            uint40(block.timestamp + 12),
            72 hours,
            VALUE,
            debt,
            0.05e18 + debt / 1_000,
            debt / 50,
            400e18,
            60e18,
            50,
            0
        );
        vm.expectEmit(address(dutch));
        emit IDutchAuction.ItemSampled(id, 0, VALUE, ARTIST, uint16(ROYALTY_BPS));
        vm.prank(KEEPER);
        dutch.kick(address(vault));
    }

    /// @dev The next start of the same collection is six hours on; another kick is accepted all the same.
    function test_kick_SpacesStartsOfACollection() external {
        Vault[] memory vaults = new Vault[](10);
        for (uint256 i; i < 10; ++i) {
            vaults[i] = _newVault(1 + i, 1);
            _openLoan(vaults[i], PRINCIPAL);
        }
        _mature(vaults[9]);
        uint256 first = block.timestamp + 12;
        for (uint256 i; i < 10; ++i) {
            uint256 expected = first + i * 6 hours;
            uint256 latest = block.timestamp + 2 days; // a crowd does not push a start further than this
            uint256 id = dutch.kick(address(vaults[i]));
            vm.assertEq(dutch.terms(id).startsAt, expected < latest ? expected : latest);
        }
    }

    function test_kick_RewardIsNeverAboveThePenalty() external {
        Vault vault = _newVault(1, 1);
        _openLoan(vault, 1e18); // penalty 0.02 and some: below the tip of 0.05
        _mature(vault);
        DutchTerms memory t = dutch.terms(dutch.kick(address(vault)));
        vm.assertEq(t.keeperReward, t.penalty);
    }

    /// @dev The lenders' conversion price lifts the reserve when the loan is larger than the value.
    function test_kick_ReserveIsNeverBelowTheConversionPrice() external {
        Vault vault = _newVault(1, 1);
        _openLoan(vault, PRINCIPAL);
        vm.warp(block.timestamp + 80 days);
        _appraise(address(collection), 1, 20e18);
        vm.warp(block.timestamp + 13 days);
        DutchTerms memory t = dutch.terms(dutch.kick(address(vault)));
        vm.assertEq(t.liquidationValue, 20e18);
        vm.assertEq(t.reservePrice, uint256(t.debt) * 7_000 / 10_000);
        vm.assertEq(t.top, 80e18);
    }

    // ---- take: refusals ----

    function test_take_RevertWhen_NoAuction() external {
        _takeAs(TAKER, 7, type(uint256).max, _notRunning(7));
    }

    function test_take_RevertWhen_DeadlinePassed() external {
        (, uint256 id) = _kicked(1, 1);
        vm.warp(dutch.terms(id).startsAt);
        vm.prank(TAKER);
        vm.expectRevert(
            abi.encodeWithSelector(IDutchAuction.DeadlinePassed.selector, block.timestamp - 1, block.timestamp)
        );
        dutch.take(id, 0, type(uint256).max, TAKER, block.timestamp - 1, "");
    }

    function test_take_RevertWhen_ReceiverIsNobody() external {
        (, uint256 id) = _kicked(1, 1);
        vm.warp(dutch.terms(id).startsAt);
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ZeroAddress.selector));
        dutch.take(id, 0, type(uint256).max, address(0), block.timestamp, "");
    }

    /// @dev Half open: shut one second before the start, open at it; open one second before the end, shut at it.
    function test_take_RevertWhen_OutsideTheRound() external {
        (, uint256 id) = _kicked(1, 1);
        uint256 opensAt = dutch.terms(id).startsAt;
        uint256 closesAt = _endOf(id);
        uint256[3] memory shut = [opensAt - 1, closesAt, closesAt + 1];
        for (uint256 i; i < 3; ++i) {
            vm.warp(shut[i]);
            bytes memory refusal =
                abi.encodeWithSelector(IDutchAuction.AuctionNotOpen.selector, shut[i], opensAt, closesAt);
            _takeAs(TAKER, id, type(uint256).max, refusal);
        }
        uint256 before = vm.snapshotState();
        vm.warp(opensAt);
        vm.assertEq(_take(id, 0), 400e18);
        vm.revertToState(before);
        vm.warp(closesAt - 1);
        vm.assertEq(_take(id, 0), 60e18);
    }

    function test_take_RevertWhen_NoSuchItemOrSold() external {
        (, uint256 id) = _kicked(1, 2);
        vm.warp(dutch.terms(id).startsAt + 60 hours);
        _take(id, 0);
        _takeAs(TAKER, id, type(uint256).max, abi.encodeWithSelector(IDutchAuction.ItemNotForSale.selector, 0));
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ItemNotForSale.selector, 2));
        dutch.take(id, 2, type(uint256).max, TAKER, block.timestamp, "");
    }

    function test_take_RevertWhen_PriceAboveMax() external {
        (, uint256 id) = _kicked(1, 1);
        vm.warp(dutch.terms(id).startsAt + 24 hours);
        uint256 price = lens.itemPrice(id, 0);
        _takeAs(
            TAKER, id, price - 1, abi.encodeWithSelector(IDutchAuction.PriceAboveMax.selector, price, price - 1)
        );
        vm.prank(TAKER);
        vm.assertEq(dutch.take(id, 0, price, TAKER, block.timestamp, ""), price);
    }

    function test_take_RevertWhen_TheTakerCannotPay() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        vm.warp(dutch.terms(id).startsAt + 24 hours);
        vm.prank(HOLDER);
        vm.expectRevert();
        dutch.take(id, 0, type(uint256).max, HOLDER, block.timestamp, "");
        vm.assertEq(collection.ownerOf(1), address(vault));
    }

    function test_take_RevertWhen_SoldAlready() external {
        (, uint256 id) = _kicked(1, 1);
        vm.warp(dutch.terms(id).startsAt + 24 hours);
        _take(id, 0);
        _takeAs(STRANGER, id, type(uint256).max, _notRunning(id));
    }

    // ---- take ----

    function test_take_PaysThePriceAndSettles() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        vm.warp(dutch.terms(id).startsAt + 24 hours);
        uint256 price = lens.itemPrice(id, 0);
        Proceeds memory expected = lens.previewTake(id, 0, price);
        uint256 before = weth.balanceOf(TAKER);
        vm.expectEmit(address(dutch));
        emit IDutchAuction.LotTaken(id, 0, TAKER, HOLDER, price, price);
        vm.expectEmit(address(vault));
        emit IVault.ResidualFixed(expected.residual, S0);
        vm.expectEmit(address(dutch));
        emit IDutchAuction.AuctionSettled(
            id,
            AuctionStatus.Settled,
            price,
            expected.keeper,
            expected.debt,
            expected.penalty,
            expected.fee,
            expected.royalty,
            expected.residual
        );
        vm.expectEmit(address(dutch));
        emit IDutchAuction.StatementHashed(id, _inputsHash(id, price));
        vm.prank(TAKER);
        dutch.take(id, 0, type(uint256).max, HOLDER, block.timestamp, "");

        vm.assertEq(before - weth.balanceOf(TAKER), price);
        vm.assertEq(weth.balanceOf(address(vault)), price);
        vm.assertEq(collection.ownerOf(1), HOLDER);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.assertEq(vault.cash(), expected.residual);
        vm.assertEq(loanBook.loanIdOf(address(vault)), 0);
        vm.assertEq(loanBook.withdrawable(dutch.idOf(address(vault), 1), lender), expected.debt);
        vm.assertEq(dutch.item(id, 0).price, price);
    }

    function test_take_ReportsTheBadDebt() external {
        (Vault vault, uint256 id) = _redone(1);
        vm.warp(_endOf(id) - 1);
        DutchTerms memory t = dutch.terms(id);
        vm.assertEq(lens.itemPrice(id, 0), 40e18);
        uint256 toLenders = 40e18 - t.keeperReward;
        uint256 cover = FundCaps.coverDown(t.debt - toLenders, PRINCIPAL, weth.balanceOf(address(fund)));
        vm.assertGt(cover, 0, "nothing to cover with");
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanClosed(dutch.idOf(address(vault), 1), t.debt - toLenders - cover);
        _take(id, 0);
        vm.assertEq(vault.cash(), 0);
    }

    /// @dev The item comes first, then the call, then the payment; meanwhile every door of the vault is shut.
    function test_take_CallsTheTakerBackBehindShutDoors() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        FlashTaker taker = new FlashTaker(dutch);
        vm.prank(TAKER);
        weth.approve(address(taker), type(uint256).max);
        taker.probe(address(vault), abi.encodeCall(IVault.redeem, (address(taker), 0)));
        taker.probe(address(vault), abi.encodeCall(IVault.claim, (1, address(taker))));
        taker.probe(address(vault), abi.encodeCall(IVault.sweep, ()));
        taker.probe(address(loanBook), abi.encodeCall(loanBook.withdraw, (loanId, lender, lender)));
        taker.probe(address(dutch), abi.encodeCall(dutch.collectRoyalty, (id, 0, ARTIST)));
        vm.warp(dutch.terms(id).startsAt + 24 hours);
        uint256 price = taker.take(id, abi.encode(weth, TAKER));
        for (uint256 i; i < 5; ++i) {
            vm.assertEq(taker.answers(i), abi.encodeWithSelector(IVault.VaultLocked.selector), "locked");
        }
        vm.assertEq(collection.ownerOf(1), address(taker));
        vm.assertEq(weth.balanceOf(address(vault)), price);
    }

    /// @dev Law 21: the price now, whatever more was allowed.
    /// forge-config: default.fuzz.runs = 250
    function testFuzz_take_PaysExactlyThePriceNow(uint256 wait, uint256 allowed) external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        vm.warp(dutch.terms(id).startsAt + within(wait, 0, 72 hours - 1));
        uint256 price = lens.itemPrice(id, 0);
        vm.prank(TAKER);
        dutch.take(id, 0, within(allowed, price, type(uint256).max - 1), TAKER, block.timestamp, "");
        vm.assertEq(weth.balanceOf(address(vault)), price);
        vm.assertGe(price, 60e18, "never below the reserve price");
    }

    // ---- prices ----

    function test_priceAt_RevertWhen_OutsideOrEnded() external {
        (, uint256 id) = _kicked(1, 1);
        uint256 opensAt = dutch.terms(id).startsAt;
        vm.expectRevert(
            abi.encodeWithSelector(IDutchAuction.AuctionNotOpen.selector, opensAt - 1, opensAt, opensAt + 72 hours)
        );
        lens.priceAt(id, opensAt - 1);
        vm.warp(opensAt);
        _take(id, 0);
        vm.expectRevert(_notRunning(id));
        lens.priceAt(id, opensAt);
        vm.expectRevert(_notRunning(id));
        lens.itemPrice(id, 0);
        vm.expectRevert(_notRunning(id));
        lens.previewTake(id, 0, 1);
    }

    /// @dev The default curve of the specification: 400, 272.16 after 2 h, 125 after 6 h, then straight to the reserve.
    function test_priceAt_FollowsTheCurve() external {
        (, uint256 id) = _kicked(1, 1);
        uint256 opensAt = dutch.terms(id).startsAt;
        vm.assertEq(lens.priceAt(id, opensAt), 400e18);
        vm.assertEq(lens.priceAt(id, opensAt + 11), 400e18); // one step
        vm.assertEq(lens.priceAt(id, opensAt + 6 hours), 125e18);
        vm.assertEq(lens.priceAt(id, opensAt + 36 hours), 92.5e18);
        vm.assertEq(lens.priceAt(id, opensAt + 66 hours), 60e18);
        vm.assertEq(lens.priceAt(id, opensAt + 72 hours - 1), 60e18);
    }

    // ---- redo ----

    function test_redo_RevertWhen_NotRunningOrStillOpen() external {
        vm.expectRevert(_notRunning(5));
        dutch.redo(5);
        (, uint256 id) = _kicked(1, 1);
        uint256 closesAt = _endOf(id);
        vm.warp(closesAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.AuctionStillOpen.selector, closesAt - 1, closesAt));
        dutch.redo(id);
    }

    function test_redo_StartsLowerAndRewards() external {
        (, uint256 id) = _kicked(1, 1);
        uint256 kickReward = dutch.terms(id).kickReward;
        vm.warp(_endOf(id));
        vm.expectEmit(address(dutch));
        emit IDutchAuction.AuctionRedone(
            id, STRANGER, 1, uint40(block.timestamp + 12), 130e18, 40e18, kickReward + 0.025e18
        );
        vm.prank(STRANGER);
        dutch.redo(id);
        DutchTerms memory t = dutch.terms(id);
        vm.assertEq(t.round, 1);
        vm.assertEq(t.redoKeeper, STRANGER);
        vm.assertEq(t.keeperReward, kickReward + 0.025e18);
        vm.assertEq(t.kickReward, kickReward);
        vm.assertEq(lens.priceAt(id, t.startsAt), 130e18);
        vm.assertEq(lens.priceAt(id, t.startsAt + 66 hours), 40e18);
    }

    function test_redo_RevertWhen_TheLastRoundIsOver() external {
        (, uint256 id) = _redone(1);
        vm.warp(_endOf(id));
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.RoundsOver.selector, 1));
        dutch.redo(id);
    }

    // ---- cure ----

    function test_cure_RevertWhen_NotRunning() external {
        vm.expectRevert(_notRunning(5));
        dutch.cure(5);
    }

    function test_cure_RevertWhen_AnItemIsSold() external {
        (, uint256 id) = _kicked(1, 2);
        vm.warp(dutch.terms(id).startsAt + 60 hours);
        uint256 price = _take(id, 0);
        vm.prank(DEPOSITOR);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.TakenAlready.selector, price));
        dutch.cure(id);
    }

    function test_cure_RevertWhen_ThePayerCannotPay() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        vm.prank(HOLDER);
        vm.expectRevert();
        dutch.cure(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Dutch));
    }

    function test_cure_PaysDebtAndRewardAndOpens() external {
        (Vault vault, uint256 id) = _redone(1);
        DutchTerms memory t = dutch.terms(id);
        uint256 before = weth.balanceOf(DEPOSITOR);
        vm.expectEmit(address(dutch));
        emit IDutchAuction.AuctionCured(id, DEPOSITOR, t.debt, t.keeperReward);
        vm.prank(DEPOSITOR);
        dutch.cure(id);
        vm.assertEq(before - weth.balanceOf(DEPOSITOR), uint256(t.debt) + t.keeperReward);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        Proceeds memory p = lens.proceedsOf(id);
        vm.assertEq(p.keeper, t.keeperReward);
        vm.assertEq(p.debt, t.debt);
        vm.assertEq(p.proceeds, p.keeper + p.debt);
        _takeAs(TAKER, id, type(uint256).max, _notRunning(id));
        vm.prank(DEPOSITOR);
        vault.redeem(DEPOSITOR, 0);
        vm.assertEq(collection.ownerOf(1), DEPOSITOR);
    }

    /// @dev A cured vault may be lent against, default and be auctioned again, under a new id and with a fresh clock.
    function test_kick_AgainAfterACure() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        vm.prank(DEPOSITOR);
        dutch.cure(id);
        vm.warp(block.timestamp + 1 days);
        _openLoan(vault, 10e18);
        _mature(vault);
        uint256 second = dutch.kick(address(vault));
        vm.assertEq(second, id + 1);
        vm.assertEq(dutch.terms(second).startsAt, block.timestamp + 12);
        vm.assertEq(dutch.terms(second).debt, 10e18 + 310684931506849316);
        vm.assertEq(dutch.terms(id).debt, PRINCIPAL + 1242739726027397261);
    }

    /// @dev Of a single item, from what anybody can read before it is taken.
    function _inputsHash(uint256 id, uint256 price) private view returns (bytes32) {
        DutchTerms memory t = dutch.terms(id);
        bytes memory tab = abi.encode(id, AuctionStatus.Settled, t.keeperReward, t.debt, t.penalty, t.feeBps);
        return keccak256(bytes.concat(tab, abi.encode(price, dutch.item(id, 0).royaltyBps)));
    }
}
