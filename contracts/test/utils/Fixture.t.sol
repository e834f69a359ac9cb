// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {Fixture} from "./Fixture.sol";
import {vm} from "./Vm.sol";

/// @notice One vault from deposit to the last wei: the story of the specification's table.
contract FixtureTest is Fixture {
    function test_story_SettlesToTheWei() external {
        (Vault vault, uint256 id) = _kicked(1, 1);
        _warpToPrice(id, 80e18);
        uint256 price = _take(id, 0);
        Proceeds memory p = lens.proceedsOf(id);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        vm.assertEq(p.proceeds, price);
        vm.assertEq(p.keeper + p.debt + p.penalty + p.fee + p.royalty + p.residual, price);
        vm.assertEq(weth.balanceOf(address(vault)), price);
        vm.assertEq(collection.ownerOf(1), TAKER);
    }
}
