// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Item} from "../../src/interfaces/IVault.sol";
import {Line} from "../../src/interfaces/IDutchAuction.sol";
import {DemoCollection} from "../../src/demo/DemoCollection.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "../utils/Fixture.sol";
import {vm} from "../utils/Vm.sol";

/// forge-config: default.isolate = true
contract GasTest is Fixture {
    event log(string line);

    function _note(string memory name) internal {
        emit log(string.concat("gas ", name, " ", vm.toString(vm.lastCallGas().gasTotalUsed)));
    }

    function test_gas() external {
        Item[] memory items = new Item[](1);
        items[0] = Item(address(collection), 1);
        vm.prank(DEPOSITOR);
        collection.setApprovalForAll(address(factory), true);
        collection.mint(DEPOSITOR, 1);
        collection.mint(DEPOSITOR, 77);
        vm.prank(DEPOSITOR);
        Vault vault = Vault(factory.create(items, S0, address(weth), "Punk shares", "PNKS"));
        _note("open vault");
        _openLoan(vault, PRINCIPAL);
        _note("open loan");
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        vm.prank(DEPOSITOR);
        vault.transfer(STRANGER, 10e18);
        vm.prank(DEPOSITOR);
        vault.transfer(HOLDER, 10e18);
        _note("transfer");
        _mature(vault);
        vm.prank(KEEPER);
        uint256 id = dutch.kick(address(vault));
        _note("kick first");
        _warpToPrice(id, 80e18);
        _take(id, 0);
        _note("take");
        vm.prank(HOLDER);
        vault.claim(5e18, HOLDER);
        _note("claim first");
        vm.prank(STRANGER);
        vault.claim(10e18, STRANGER);
        _note("claim all of a holder");
        vm.prank(HOLDER);
        vault.claim(5e18, HOLDER);
        _note("claim second");
        dutch.collect(id, Line.Keeper, KEEPER);
        _note("collect");
        Vault v2 = _newVault(2, 1);
        _openLoan(v2, PRINCIPAL);
        _mature(v2);
        vm.prank(KEEPER);
        uint256 id2 = dutch.kick(address(v2));
        _note("kick with royalty");
        vm.warp(dutch.terms(id2).startsAt + 72 hours);
        dutch.redo(id2);
        _note("redo");
    }
}
