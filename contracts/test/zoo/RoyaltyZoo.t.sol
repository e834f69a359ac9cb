// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VaultState} from "../../src/interfaces/IVault.sol";
import {Vault} from "../../src/Vault.sol";
import {vm} from "../utils/Vm.sol";
import {RoyaltyCollection, ZooCollection} from "./Collections.sol";
import {ZooFixture} from "./ZooFixture.sol";

/// @notice A hostile royalty answer never stops a kick, never exceeds the cap, never costs more than its 50 000 gas.
contract RoyaltyZooTest is ZooFixture {
    uint256 private constant KICK_GAS_LIMIT = 600_000;

    function _zooCollection() internal override returns (ZooCollection) {
        return new RoyaltyCollection();
    }

    function test_kick_IgnoresARevertingRoyalty() external {
        _expectRoyalty(RoyaltyCollection.RoyaltyAnswer.Reverts, 0, address(0));
    }

    function test_kick_CapsAnEndlessRoyalty() external {
        _expectRoyalty(RoyaltyCollection.RoyaltyAnswer.Everything, 1_000, address(0xBEEF));
    }

    function test_kick_IgnoresAShortAnswer() external {
        _expectRoyalty(RoyaltyCollection.RoyaltyAnswer.Short, 0, address(0));
    }

    function test_kick_IgnoresAMegabyteOfAnswer() external {
        _expectRoyalty(RoyaltyCollection.RoyaltyAnswer.Huge, 0, address(0));
    }

    function test_kick_IgnoresAnAnswerThatBurnsItsGas() external {
        _expectRoyalty(RoyaltyCollection.RoyaltyAnswer.BurnsAllGas, 0, address(0));
    }

    function test_kick_IgnoresAReceiverThatIsNoAddress() external {
        _expectRoyalty(RoyaltyCollection.RoyaltyAnswer.DirtyReceiver, 0, address(0));
    }

    function test_kick_IgnoresARoyaltyThatWantsToWrite() external {
        _expectRoyalty(RoyaltyCollection.RoyaltyAnswer.WritesState, 0, address(0));
        vm.assertEq(RoyaltyCollection(address(zoo)).written(), 0, "foreign code wrote during a kick");
    }

    function _expectRoyalty(RoyaltyCollection.RoyaltyAnswer answer, uint256 bps, address receiver) private {
        Vault vault = _zooVault(address(weth), 1, 1);
        _zooLoan(vault, PRINCIPAL);
        _mature(vault);
        RoyaltyCollection(address(zoo)).setRoyaltyAnswer(answer);
        uint256 gasBefore = gasleft();
        uint256 id = dutch.kick(address(vault));
        vm.assertLt(gasBefore - gasleft(), KICK_GAS_LIMIT, "gas of the kick");
        vm.assertEq(dutch.item(id, 0).royaltyBps, bps, "royaltyBps");
        vm.assertEq(dutch.item(id, 0).royaltyReceiver, receiver);
        _warpToPrice(id, 80e18);
        uint256 price = _take(id, 0);
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Settled));
        // Fee and royalty are floored together, so the royalty may hold the wei that the fee lost.
        vm.assertLe(lens.proceedsOf(id).royalty, price / 10 + 1, "royalty above the cap");
    }
}
