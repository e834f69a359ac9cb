// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AuctionStatus, IDutchAuction, Line} from "../../src/interfaces/IDutchAuction.sol";
import {ILoanBook} from "../../src/interfaces/ILoanBook.sol";
import {IVault, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm} from "../utils/Vm.sol";

/// @notice A netted take is a take, a withdrawal and a claim in one: nobody else can tell the difference.
contract DutchNettedTest is Fixture {
    function _takeNet(address who, uint256 id, uint256 item, uint256 max, uint256 shares)
        private
        returns (uint256 price, int256 paid)
    {
        vm.prank(who);
        return dutch.takeNet(id, item, max, shares, who, block.timestamp);
    }

    // ---- refusals ----

    function test_takeNet_RevertWhen_TheTakeIsRefused() external {
        (, uint256 id) = _kicked(1, 1);
        _warpToPrice(id, 80e18);
        uint256 price = lens.itemPrice(id, 0);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.PriceAboveMax.selector, price, price - 1));
        _takeNet(lender, id, 0, price - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.DeadlinePassed.selector, 5, block.timestamp));
        vm.prank(lender);
        dutch.takeNet(id, 0, price, 0, lender, 5);
    }

    function test_takeNet_RevertWhen_SharesAreGivenBeforeTheLastItem() external {
        (, uint256 id) = _kicked(1, 2);
        _warpToPrice(id, 80e18);
        vm.expectRevert(abi.encodeWithSelector(IVault.StateForbids.selector, VaultState.Dutch));
        _takeNet(DEPOSITOR, id, 0, type(uint256).max, 1e18);
    }

    function test_takeNet_RevertWhen_MoreSharesThanHeld() external {
        (, uint256 id) = _kicked(1, 1);
        _warpToPrice(id, 80e18);
        vm.expectRevert();
        _takeNet(STRANGER, id, 0, type(uint256).max, 1);
    }

    // ---- a credit bid ----

    /// @dev At a price that does not cover the debt a sole lender pays no more than the keeper's reward.
    function test_takeNet_ASoleLenderPaysOnlyTheKeeperLessTheCover() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        vm.warp(uint256(dutch.terms(id).startsAt) + dutch.terms(id).durationSeconds);
        dutch.redo(id);
        _warpToPrice(id, dutch.terms(id).reservePrice);
        uint256 before = weth.balanceOf(lender);
        uint256 inFund = weth.balanceOf(address(fund));
        (uint256 price, int256 paid) = _takeNet(lender, id, 0, type(uint256).max, 0);
        uint256 keeper = dutch.terms(id).keeperReward;
        uint256 cover = inFund - weth.balanceOf(address(fund)); // what the price left open, in part
        vm.assertTrue(price < keeper + dutch.terms(id).debt, "the price covers the debt");
        vm.assertEq(uint256(paid), keeper - cover);
        vm.assertEq(before - weth.balanceOf(lender), keeper - cover);
        vm.assertEq(collection.ownerOf(1), lender);
        vm.assertEq(loanBook.withdrawable(uint256(uint160(address(vault))) << 96 | 1, lender), 0);
    }

    /// @dev Repayments of long ago are claims as well: the vault pays the difference when they are worth more.
    function test_takeNet_PaysOutWhatTheClaimsAreWorthMore() external {
        Vault vault = _newVault(1, 2);
        _openLoan(vault, 80e18);
        vm.prank(STRANGER);
        loanBook.repay(address(vault), 60e18);
        _mature(vault);
        uint256 id = dutch.kick(address(vault));
        vm.warp(uint256(dutch.terms(id).startsAt) + dutch.terms(id).durationSeconds);
        dutch.redo(id);
        _warpToPrice(id, dutch.terms(id).reservePrice);
        uint256 before = weth.balanceOf(lender);
        (uint256 price, int256 paid) = _takeNet(lender, id, 0, type(uint256).max, 0);
        vm.assertTrue(paid < 0 && price < 60e18, "the old repayment is worth less than the item");
        vm.assertEq(weth.balanceOf(lender) - before, uint256(-paid));
    }

    // ---- neutral ----

    /// @dev Property 23: for the taker, the lender, the keeper, every line and every other holder, to the wei.
    function testFuzz_takeNet_IsATakeAWithdrawalAndAClaim(uint256 price, uint256 held, uint256 burned, bool lends)
        external
    {
        (Vault vault, uint256 id) = _kicked(1, 1);
        address taker = lends ? lender : HOLDER;
        held = held % S0;
        burned = burned % (held + 1);
        _fund(taker, 1_000e18);
        vm.startPrank(DEPOSITOR);
        vault.transfer(taker, held);
        vault.transfer(STRANGER, (S0 - held) / 3);
        vm.stopPrank();
        _warpToPrice(id, 60e18 + price % 60e18);

        uint256 snapshot = vm.snapshotState();
        vm.startPrank(taker);
        dutch.take(id, 0, type(uint256).max, taker, block.timestamp, "");
        uint256 loanId = uint256(uint160(address(vault))) << 96 | 1;
        if (loanBook.withdrawable(loanId, taker) != 0) loanBook.withdraw(loanId, taker, taker);
        if (burned != 0) vault.claim(burned, taker);
        vm.stopPrank();
        bytes32 gross = _stateOf(vault, id, taker);

        vm.revertToState(snapshot);
        _takeNet(taker, id, 0, type(uint256).max, burned);
        vm.assertTrue(_stateOf(vault, id, taker) == gross, "netting changed what somebody gets");
    }

    function _stateOf(Vault vault, uint256 id, address taker) private view returns (bytes32) {
        uint256 loanId = uint256(uint160(address(vault))) << 96 | 1;
        return keccak256(
            abi.encode(
                weth.balanceOf(taker),
                weth.balanceOf(address(vault)),
                vault.balanceOf(taker),
                vault.burnedOf(taker),
                vault.totalClaimed(),
                vault.claimable(STRANGER, vault.balanceOf(STRANGER)),
                vault.claimable(DEPOSITOR, vault.balanceOf(DEPOSITOR)),
                loanBook.withdrawable(loanId, lender),
                lens.proceedsOf(id),
                dutch.terms(id),
                vault.state(),
                collection.ownerOf(1)
            )
        );
    }
}
