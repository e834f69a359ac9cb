// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AuctionStatus, IDutchAuction} from "../../src/interfaces/IDutchAuction.sol";
import {IVaultFactory} from "../../src/interfaces/IVaultFactory.sol";
import {Item, VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {ZooCollection} from "./Collections.sol";
import {ZooFixture} from "./ZooFixture.sol";

/// @notice Items whose own contract turns against the vault: the other items, the lenders and the share holders go on.
contract CollectionZooTest is ZooFixture {
    address private constant THIEF = address(0x7413F);

    // ---- on the way in ----

    function test_create_RevertWhen_TheItemDoesNotArrive() external {
        zoo.mint(DEPOSITOR, 1);
        zoo.setOwnerAnswer(ZooCollection.OwnerAnswer.Lie, THIEF);
        Item[] memory items = new Item[](1);
        items[0] = Item(address(zoo), 1);
        vm.startPrank(DEPOSITOR);
        zoo.setApprovalForAll(address(factory), true);
        vm.expectRevert(abi.encodeWithSelector(IVaultFactory.ItemNotReceived.selector, address(zoo), 1));
        factory.create(items, S0, address(weth), "x", "x");
        vm.stopPrank();
    }

    function test_create_RevertWhen_TheSameItemComesTwice() external {
        zoo.mint(DEPOSITOR, 1);
        Item[] memory items = new Item[](2);
        (items[0], items[1]) = (Item(address(zoo), 1), Item(address(zoo), 1));
        vm.startPrank(DEPOSITOR);
        zoo.setApprovalForAll(address(factory), true);
        vm.expectRevert();
        factory.create(items, S0, address(weth), "x", "x");
        vm.stopPrank();
    }

    // ---- lost items ----

    function test_writeOff_RevertWhen_TheItemIsThere() external {
        (, uint256 id) = _zooKick(address(weth), 1, 2);
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ItemNotLost.selector, 0));
        dutch.writeOff(id, 0);
    }

    function test_writeOff_BurnedItemLetsTheOthersSettle() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 3);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        zoo.burn(2);
        _warpToPrice(id, 150e18);
        dutch.writeOff(id, 1);
        _finish(vault, loanId, id);
    }

    function test_writeOff_SeizedItemLetsTheOthersSettle() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 3);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        zoo.seize(THIEF, 2);
        _warpToPrice(id, 150e18);
        dutch.writeOff(id, 1);
        _finish(vault, loanId, id);
    }

    function test_writeOff_LastItemSettlesWithNothingRaised() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 1);
        zoo.burn(1);
        dutch.writeOff(id, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.prank(DEPOSITOR);
        vm.assertEq(vault.claim(S0, DEPOSITOR), 0);
    }

    function test_writeOff_WorksForEveryWayOfNotAnswering() external {
        ZooCollection.OwnerAnswer[3] memory answers = [
            ZooCollection.OwnerAnswer.Reverts,
            ZooCollection.OwnerAnswer.BurnsAllGas,
            ZooCollection.OwnerAnswer.Short
        ];
        (, uint256 id) = _zooKick(address(weth), 1, 3);
        for (uint256 i; i < answers.length; ++i) {
            zoo.setOwnerAnswer(answers[i], address(0));
            dutch.writeOff{gas: 16_000_000}(id, i); // within the gas one transaction may use
        }
        vm.assertEq(uint256(dutch.terms(id).status), uint256(AuctionStatus.Settled));
    }

    /// @dev Starving the question of gas must not make an honest item look lost.
    /// forge-config: default.fuzz.runs = 128
    function testFuzz_writeOff_LittleGasNeverLosesAnHonestItem(uint24 gasGiven) external {
        (, uint256 id) = _zooKick(address(weth), 1, 1);
        (bool ok,) = address(dutch).call{gas: gasGiven % 600_000}(abi.encodeCall(dutch.writeOff, (id, 0)));
        vm.assertFalse(ok, "an item that is there was written off");
    }

    function test_writeOff_RevertWhen_TheCollectionLiesForTheVault() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 2);
        zoo.burn(1);
        zoo.setOwnerAnswer(ZooCollection.OwnerAnswer.Lie, address(vault));
        vm.expectRevert(abi.encodeWithSelector(IDutchAuction.ItemNotLost.selector, 0));
        dutch.writeOff(id, 0);
        _warpToPrice(id, 150e18);
        _take(id, 1); // and the other item still sells
    }

    // ---- paused items ----

    function test_redeem_LeavesBehindWhatCannotMove() external {
        Vault vault = _zooVault(address(weth), 1, 3);
        zoo.burn(2);
        vm.startPrank(DEPOSITOR);
        vm.expectRevert();
        vault.redeem(DEPOSITOR, 0);
        vault.redeem(DEPOSITOR, 2);
        vm.stopPrank();
        vm.assertEq(zoo.ownerOf(1), DEPOSITOR);
        vm.assertEq(zoo.ownerOf(3), DEPOSITOR);
    }

    function test_take_APausedCollectionOnlyDelays() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 2);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        zoo.setPaused(true);
        _warpToPrice(id, 150e18);
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(ZooCollection.CollectionPaused.selector));
        dutch.take(id, 0, type(uint256).max, TAKER, block.timestamp, "");
        zoo.setPaused(false);
        _finish(vault, loanId, id);
    }

    /// @dev Two vaults, one evil collection: the honest vault settles while the other's items refuse everything.
    function test_take_AnEvilCollectionStopsNoOtherVault() external {
        (, uint256 evilId) = _zooKick(address(weth), 1, 1);
        (Vault honest, uint256 id) = _kicked(50, 1);
        uint256 loanId = loanBook.loanIdOf(address(honest));
        zoo.setPaused(true);
        zoo.setOwnerAnswer(ZooCollection.OwnerAnswer.Lie, THIEF);
        dutch.writeOff(evilId, 0);
        _warpToPrice(id, 80e18);
        _finish(honest, loanId, id);
    }

    // ---- pushed items ----

    function test_create_APushedItemIsADonationAndChangesNothing() external {
        Vault vault = _zooVault(address(weth), 1, 1);
        zoo.mint(STRANGER, 9);
        zoo.seize(address(vault), 9);
        vm.assertEq(vault.itemCount(), 1, "a pushed token became an item");
        _zooLoan(vault, PRINCIPAL);
        vm.prank(DEPOSITOR);
        loanBook.repayAndRedeem(address(vault), DEPOSITOR, 0);
        vm.assertEq(zoo.ownerOf(1), DEPOSITOR);
        vm.assertEq(zoo.ownerOf(9), address(vault));
    }

    // ---- re-entrant items: refused at every door, see the matrix; here the story goes on ----

    function test_take_AnItemThatCallsOutSellsLikeAnyOther() external {
        (Vault vault, uint256 id) = _zooKick(address(weth), 1, 2);
        uint256 loanId = loanBook.loanIdOf(address(vault));
        zoo.setHook(address(loanBook), abi.encodeCall(loanBook.withdraw, (loanId, lender, lender)));
        _warpToPrice(id, 150e18);
        _take(id, 0);
        vm.assertEq(zoo.hookCalls(), 1, "the hook did not run");
        vm.assertFalse(zoo.hookSucceeded(), "a withdrawal from inside a take");
        _finish(vault, loanId, id);
    }

    // ---- the end ----

    /// @dev Sells what is left; every wei raised finds its payee, but for the royalty, which is left lying.
    function _finish(Vault vault, uint256 loanId, uint256 id) private {
        _sellAll(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        uint256 royalty = lens.proceedsOf(id).royalty;
        vm.assertEq(_drawAll(vault, loanId, id), dutch.terms(id).raised - royalty, "drawn");
        vm.assertEq(weth.balanceOf(address(vault)), royalty, "something stayed behind");
    }
}
