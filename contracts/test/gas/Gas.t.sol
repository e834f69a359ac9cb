// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemoCollection} from "../../src/demo/DemoCollection.sol";
import {Item} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm} from "../utils/Vm.sol";

/// @notice What the main operations cost as whole transactions, after refunds, beside their budgets and the first
/// budgets, which safety outgrew (docs/adr/0002).
/// The committed figures are in gas.json; `GAS_UPDATE=true forge test --mc GasTest` measures them anew.
/// forge-config: default.isolate = true
contract GasTest is Fixture {
    event log(string line);

    string private constant FILE = "test/gas/gas.json";
    string[7] private names = ["open", "kick", "kickWithRoyalty", "take", "redo", "claim", "transfer"];
    uint256[7] private measured;

    function _measure(uint256 operation) private {
        measured[operation] = vm.lastCallGas().gasTotalUsed;
    }

    function test_gas_StaysInItsBudget() external {
        _measureOpenAndTransfer();
        _measureAuction();
        _measureKickWithoutRoyalty();
        if (vm.envOr("GAS_UPDATE", false)) _write();
        string memory json = vm.readFile(FILE);
        for (uint256 i; i < 7; ++i) {
            uint256 budget = vm.parseJsonUint(json, string.concat(".", names[i], ".budget"));
            uint256 known = vm.parseJsonUint(json, string.concat(".", names[i], ".measured"));
            string memory first = vm.toString(vm.parseJsonUint(json, string.concat(".", names[i], ".first")));
            string memory line = string.concat("gas ", names[i], ": ", vm.toString(measured[i]));
            emit log(string.concat(line, ", budget ", vm.toString(budget), " (first budget ", first, ")"));
            vm.assertLe(measured[i], budget, string.concat(names[i], " left its budget"));
            // A hundredth of play for the zero bytes of addresses; more than that is a change to be explained.
            vm.assertLe(measured[i] * 100, known * 101, string.concat(names[i], " costs more than gas.json says"));
            vm.assertGe(measured[i] * 100, known * 99, string.concat(names[i], " costs less than gas.json says"));
        }
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
        _measure(0);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        _measure(6);
    }

    /// @dev The second auction of its collection, so that the throttle's slot is in use. The taker holds a token of the
    /// collection and wrapped ether; the holder claims for the first time, with all shares, and holds wrapped ether.
    function _measureAuction() private {
        collection.mint(TAKER, 50);
        _kicked(10, 1);
        (Vault vault, uint256 id) = _kicked(11, 1);
        _measure(2);
        vm.prank(DEPOSITOR);
        vault.transfer(STRANGER, 10e18);
        vm.warp(uint256(dutch.terms(id).startsAt) + 72 hours);
        vm.prank(STRANGER);
        dutch.redo(id);
        _measure(4);

        (vault, id) = _kicked(12, 1);
        vm.prank(DEPOSITOR);
        vault.transfer(STRANGER, 10e18);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        _warpToPrice(id, 80e18);
        _take(id, 0);
        _measure(3);
        vm.prank(HOLDER);
        vault.claim(10e18, HOLDER);
        vm.prank(STRANGER);
        vault.claim(10e18, STRANGER);
        _measure(5);
    }

    function _measureKickWithoutRoyalty() private {
        collection = new DemoCollection("Plain", "PLN", address(0), 0);
        vm.prank(OWNER);
        oracle.setCollection(address(collection), 50_000, 500);
        _reportFloor(address(collection), 50e18);
        vm.warp(block.timestamp + 7 days);
        _kicked(20, 1);
        _kicked(21, 1);
        _measure(1);
    }

    /// @dev Keeps the budgets, which are decisions, and replaces what was measured.
    function _write() private {
        string memory old = vm.readFile(FILE);
        string memory text = "{\n";
        for (uint256 i; i < 7; ++i) {
            uint256 budget = vm.parseJsonUint(old, string.concat(".", names[i], ".budget"));
            uint256 first = vm.parseJsonUint(old, string.concat(".", names[i], ".first"));
            text = string.concat(text, "  \"", names[i], "\": { \"first\": ", vm.toString(first));
            text = string.concat(text, ", \"budget\": ", vm.toString(budget));
            text = string.concat(text, ", \"measured\": ", vm.toString(measured[i]), i < 6 ? " },\n" : " }\n");
        }
        vm.writeFile(FILE, string.concat(text, "}\n"));
    }
}
