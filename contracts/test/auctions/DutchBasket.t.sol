// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AuctionStatus, DutchTerms, IDutchAuction, Line, Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {ILoanBook, LoanOffer} from "../../src/interfaces/ILoanBook.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {FundCaps} from "../../src/libraries/FundCaps.sol";
import {Vault} from "../../src/Vault.sol";
import {vm, within} from "../utils/Vm.sol";
import {ZooFixture} from "../zoo/ZooFixture.sol";

/// @notice Several items: parts of the price, stop when covered, redo after a sale, vanished items, a second auction.
contract DutchBasketTest is ZooFixture {
    function _endOf(uint256 id) private view returns (uint256) {
        return uint256(dutch.terms(id).startsAt) + dutch.terms(id).durationSeconds;
    }

    function _requireConserved(Vault vault, uint256 id) private view {
        Proceeds memory p = lens.proceedsOf(id);
        vm.assertEq(p.keeper + p.debt + p.penalty + p.fee + p.royalty + p.residual, p.proceeds);
        vm.assertEq(weth.balanceOf(address(vault)), p.proceeds);
    }

    // ---- prices ----

    /// @dev Law 18: the parts sum to the price or at most a wei an item above.
    /// forge-config: default.fuzz.runs = 100
    function testFuzz_itemPrice_PartsSumToTheWhole(uint256 seed, uint256 wait) external {
        uint256 count = within(seed, 2, 8);
        Vault vault = _newVault(1, count);
        for (uint256 i; i < count; ++i) {
            _appraise(address(collection), 1 + i, within(uint256(keccak256(abi.encode(seed, i))), 10e18, 250e18));
        }
        (LoanOffer[] memory offers, bytes[] memory signatures) = _signedOffer(vault, 1e18, _terms());
        vm.prank(DEPOSITOR);
        loanBook.open(address(vault), offers, signatures, DEPOSITOR);
        _mature(vault);
        uint256 id = dutch.kick(address(vault));
        vm.warp(dutch.terms(id).startsAt + within(wait, 0, 72 hours - 1));
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            sum += lens.itemPrice(id, i);
        }
        uint256 whole = lens.priceAt(id, block.timestamp);
        vm.assertGe(sum, whole, "the seller loses nothing");
        vm.assertLt(sum, whole + count, "less than a wei an item above");
    }

    // ---- stop when covered ----

    function test_take_StopsWhenCovered() external {
        (Vault vault, uint256 id) = _kicked(1, 3);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        vm.warp(dutch.terms(id).startsAt + 6 hours); // 125 each: two of them cover 123.7 and costs, one does not
        _take(id, 2);
        vm.assertEq(uint256(dutch.terms(id).status), uint256(AuctionStatus.Running));
        _take(id, 0);
        vm.assertEq(uint256(dutch.terms(id).status), uint256(AuctionStatus.Covered));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        vm.assertEq(vault.deliveredMask(), 5);
        Proceeds memory p = lens.proceedsOf(id);
        vm.assertEq(p.debt, dutch.terms(id).debt);
        vm.assertEq(vault.cash(), p.residual);
        vm.assertEq(loanBook.loanIdOf(address(vault)), 0);
        vm.assertEq(loanBook.withdrawable(loanId, lender), p.debt);
        _requireConserved(vault, id);

        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.AuctionNotRunning.selector, id));
        dutch.take(id, 1, type(uint256).max, TAKER, block.timestamp, "");
        vm.prank(DEPOSITOR);
        vault.redeem(HOLDER, 0);
        vm.assertEq(collection.ownerOf(2), HOLDER);
        vm.assertEq(weth.balanceOf(HOLDER), p.residual);
    }

    /// @dev What covers is exactly keeper, debt, penalty and the cuts: a wei less and the auction goes on.
    function test_take_CoversToTheWei() external {
        (Vault vault, uint256 id) = _kicked(1, 2);
        _warpToPrice(id, 182e18); // one item about 91, cuts 5.5 %: 82.5 of debt, 0.1 of reward, 1.6 of penalty, 5
        DutchTerms memory t = dutch.terms(id);
        uint256 price = lens.itemPrice(id, 0);
        uint256 needed = uint256(t.keeperReward) + t.debt + t.penalty + price * 550 / 10_000;
        _take(id, 0);
        vm.assertEq(uint256(vault.state()), uint256(price >= needed ? VaultState.Open : VaultState.Dutch));
        uint256 short = needed > price ? needed - price : price - needed;
        vm.assertLt(short, 3e18, "this example lies close to the line");
    }

    /// @dev Lenders need not wait for the last item.
    function test_take_PaysLendersAtEverySale() external {
        (Vault vault, uint256 id) = _kicked(1, 3);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        vm.warp(dutch.terms(id).startsAt + 66 hours); // 60 each
        uint256 first = _take(id, 0);
        vm.assertEq(loanBook.withdrawable(loanId, lender), first - dutch.terms(id).keeperReward);
        loanBook.withdraw(loanId, lender, lender);
        uint256 second = _take(id, 1);
        vm.assertEq(loanBook.withdraw(loanId, lender, lender), second);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Dutch));
    }

    // ---- redo after a sale ----

    /// @dev The lenders hold money that the old reward left them; a new reward would spend it a second time.
    function test_redo_EarnsNothingOnceAnItemIsSold() external {
        (Vault vault, uint256 id) = _kicked(1, 3);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        vm.warp(_endOf(id) - 1);
        _take(id, 0);
        uint256 reward = dutch.terms(id).keeperReward;
        loanBook.withdraw(loanId, lender, lender);
        vm.warp(_endOf(id));
        vm.prank(STRANGER);
        dutch.redo(id);
        DutchTerms memory t = dutch.terms(id);
        vm.assertEq(t.keeperReward, reward);
        vm.assertEq(t.redoKeeper, address(0));
        vm.assertEq(t.round, 1);
        vm.warp(_endOf(id) - 1);
        _take(id, 1);
        _take(id, 2);
        uint256 drawn = _drawAll(vault, loanId, id);
        vm.assertGt(drawn, 0, "drawn");
        for (uint256 i; i < 3; ++i) {
            if (lens.proceedsOf(id).royalty != 0) dutch.collectRoyalty(id, i, ARTIST);
        }
        vm.assertEq(weth.balanceOf(address(vault)), 0);
    }

    // ---- vanished items ----

    function test_writeOff_RevertWhen_NotForSaleOrNotRunning() external {
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.AuctionNotRunning.selector, 9));
        dutch.writeOff(9, 0);
        (, uint256 id) = _zooKick(address(weth), 1, 2);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ItemNotForSale.selector, 2));
        dutch.writeOff(id, 2);
        zoo.burn(1);
        dutch.writeOff(id, 0);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ItemNotForSale.selector, 0));
        dutch.writeOff(id, 0);
    }

    function test_writeOff_IsNoSale() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 2);
        zoo.burn(1);
        vm.expectEmit(address(dutch));
        emit IDutchAuction.LotWrittenOff(id, 0);
        dutch.writeOff(id, 0);
        vm.assertEq(dutch.terms(id).soldMask, 1);
        vm.assertEq(dutch.terms(id).raised, 0);
        vm.assertEq(vault.deliveredMask(), 1);
        vm.prank(DEPOSITOR);
        dutch.cure(id); // nothing was taken: still open
        vm.prank(DEPOSITOR);
        vault.redeem(DEPOSITOR, 0);
        vm.assertEq(zoo.ownerOf(2), DEPOSITOR);
    }

    function test_writeOff_OfTheLastItemIsAllBadDebtButTheCover() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 1);
        zoo.burn(1);
        uint256 debt = dutch.terms(id).debt;
        uint256 loanId = loanBook.loanIdOf(address(vault));
        uint256 cover = FundCaps.coverDown(debt, PRINCIPAL, weth.balanceOf(address(fund)));
        vm.expectEmit(address(loanBook));
        emit ILoanBook.LoanClosed(loanId, debt - cover);
        dutch.writeOff(id, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.NothingToCollect.selector, id));
        dutch.collect(id, Line.Keeper, KEEPER);
    }

    // ---- a second auction of the same vault ----

    /// @dev Covered, lent against again, in default again: the cash of the first sale joins the residual of the second.
    function test_kick_SecondAuctionSellsTheRestAndAddsTheCash() external {
        (Vault vault, uint256 first) = _kicked(1, 3);
        vm.warp(dutch.terms(first).startsAt + 6 hours);
        _take(first, 0);
        _take(first, 1);
        uint256 cash = vault.cash();
        vm.warp(block.timestamp + 1 days);
        uint256 loanId = _openLoan(vault, PRINCIPAL);
        _mature(vault);
        uint256 id = dutch.kick(address(vault));
        vm.assertEq(id, first + 1);
        DutchTerms memory t = dutch.terms(id);
        vm.assertEq(t.soldMask, 3);
        vm.assertEq(t.liquidationValue, VALUE);
        vm.assertEq(dutch.item(id, 0).weight, 0);
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ItemNotForSale.selector, 0));
        dutch.take(id, 0, type(uint256).max, TAKER, block.timestamp, "");

        _warpToPrice(id, 80e18);
        _take(id, 2);
        Proceeds memory p = lens.proceedsOf(id);
        vm.assertEq(vault.cash(), cash + p.residual);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        _drainBoth(vault, first, loanId, id);
    }

    /// @dev Both auctions' payees are served from the same vault, and nothing stays behind.
    function _drainBoth(Vault vault, uint256 first, uint256 loanId, uint256 second) private {
        loanBook.withdraw(loanId - 1, lender, lender);
        dutch.collect(first, Line.Keeper, KEEPER);
        dutch.collect(first, Line.Insurance, address(fund));
        dutch.collect(first, Line.Fee, FEES);
        dutch.collectRoyalty(first, 0, ARTIST);
        dutch.collectRoyalty(first, 1, ARTIST);
        _drawAll(vault, loanId, second);
        dutch.collectRoyalty(second, 2, ARTIST);
        vm.assertEq(weth.balanceOf(address(vault)), 0);
    }
}
