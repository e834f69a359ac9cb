// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemoCollection} from "../../src/demo/DemoCollection.sol";
import {Item} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {GasTable} from "./GasTable.sol";

/// @notice What the main operations cost, beside their budgets.
/// forge-config: default.isolate = true
contract GasTest is GasTable {
    function test_gas_StaysInItsBudget() external {
        _measureOpenAndTransfer();
        _measureAuction();
        _measureCover();
        _measureKickWithoutRoyalty();
        _assertBudgets("test/gas/gas.json");
    }

    /// @dev One token, moved in; shares from one holder to another, who both hold some before and after.
    function _measureOpenAndTransfer() private {
        Item[] memory items = new Item[](1);
        items[0] = Item(address(collection), 1);
        collection.mint(DEPOSITOR, 1);
        collection.mint(DEPOSITOR, 2);
        vm.prank(DEPOSITOR);
        collection.setApprovalForAll(address(factory), true);
        vm.prank(DEPOSITOR);
        Vault vault = Vault(factory.create(items, S0, address(weth), "Punk shares", "PNKS"));
        _measure("open");
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        _measure("transfer");
    }

    /// @dev The second auction of its collection, so that the throttle's slot is in use. The taker holds a token of the
    /// collection and wrapped ether; the holder claims for the first time, with all shares, and holds wrapped ether.
    function _measureAuction() private {
        collection.mint(TAKER, 50);
        _kicked(10, 1);
        (Vault vault, uint256 id) = _kicked(11, 1);
        _measure("kickWithRoyalty");
        vm.prank(DEPOSITOR);
        vault.transfer(STRANGER, 10e18);
        vm.warp(uint256(dutch.terms(id).startsAt) + 72 hours);
        vm.prank(STRANGER);
        dutch.redo(id);
        _measure("redo");

        (vault, id) = _kicked(12, 1);
        vm.prank(DEPOSITOR);
        vault.transfer(STRANGER, 10e18);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        _warpToPrice(id, 80e18);
        _take(id, 0);
        _measure("take");
        vm.prank(HOLDER);
        vault.claim(10e18, HOLDER);
        vm.prank(STRANGER);
        vault.claim(10e18, STRANGER);
        _measure("claim");
    }

    /// @dev The last second of the last round: the sale does not pay the debt, and the fund pays its part. The fund's
    /// ledger is not empty, and something came in since.
    function _measureCover() private {
        fund.absorb(address(weth));
        (, uint256 id) = _kicked(13, 1);
        vm.warp(uint256(dutch.terms(id).startsAt) + 72 hours);
        vm.prank(STRANGER);
        dutch.redo(id);
        vm.warp(uint256(dutch.terms(id).startsAt) + 72 hours - 1);
        _take(id, 0);
        _measure("takeWithCover");
        vm.assertGt(fund.cashOf(address(weth)), 0, "no cover");
    }

    function _measureKickWithoutRoyalty() private {
        collection = new DemoCollection("Plain", "PLN", address(0), 0);
        vm.prank(OWNER);
        oracle.setCollection(address(collection), 50_000, 500);
        _reportFloor(address(collection), 50e18);
        vm.warp(block.timestamp + 7 days);
        _kicked(20, 1);
        _kicked(21, 1);
        _measure("kick");
    }
}
