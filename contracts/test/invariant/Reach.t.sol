// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {textOf, vm} from "../utils/Vm.sol";
import {Handler} from "./Handler.sol";

/// @notice That the campaigns are not idle: random walks of the same actions get every one of them let through, and
/// come to the states that are hard to reach.
contract ReachTest {
    event log(string line);

    uint256 private constant WALKS = 60;
    uint256 private constant STEPS = 96;

    function test_world_ReachesEveryActionAndState() external {
        vm.pauseGasMetering(); // thousands of steps do not fit one test's gas
        Handler world = new Handler();
        world.setUp();
        bytes32[57] memory names = _names();
        uint256[57] memory reached;
        uint256 snapshot = vm.snapshotState();
        for (uint256 walk; walk < WALKS; ++walk) {
            for (uint256 step; step < STEPS; ++step) {
                _step(world, uint256(keccak256(abi.encode(walk, step))));
            }
            for (uint256 i; i < names.length; ++i) {
                reached[i] += world.reached(names[i]);
            }
            vm.revertToState(snapshot);
        }
        for (uint256 i; i < names.length; ++i) {
            string memory name = textOf(names[i]);
            emit log(string.concat("reached ", vm.toString(reached[i]), " times: ", name));
        }
        for (uint256 i; i < names.length; ++i) {
            string memory note = string.concat("never reached: ", textOf(names[i]));
            vm.assertGt(reached[i], 0, note);
        }
    }

    function _step(Handler world, uint256 word) private {
        bytes4[] memory selectors = world.actions();
        bytes memory arguments;
        for (uint256 i; i < 5; ++i) {
            arguments = bytes.concat(arguments, keccak256(abi.encode(word, i)));
        }
        bytes4 selector = selectors[word % selectors.length];
        if (selector == world.repay.selector) {
            world.repay(word >> 8, word >> 16, word >> 24, word % 3 == 0);
            return;
        }
        (bool ok,) = address(world).call(bytes.concat(selector, arguments));
        vm.assertTrue(ok, "an action reverted");
    }

    function _names() private pure returns (bytes32[57] memory) {
        return [
            bytes32("create"),
            "transfer",
            "redeem",
            "open",
            "repay",
            "repayAndRedeem",
            "refinance",
            "flag",
            "unflag",
            "withdraw",
            "movePosition",
            "kick",
            "take",
            "redo",
            "cure",
            "writeOff",
            "collect",
            "claim",
            "sweep",
            "sweepLoan",
            "kick on a margin call",
            "a second auction",
            "sold in the second round",
            "some items sold",
            "covered, items left",
            "lenders lost",
            "a residual",
            "only the mark",
            "only the mark, refinanced",
            "only the epoch",
            "only the signer",
            "only the chain",
            "toBatch",
            "bid",
            "bidRollover",
            "bidWhole",
            "bidFor",
            "close",
            "claimBid",
            "claimMany",
            "formSeries",
            "deliver",
            "redeemEquity",
            "claimSeries",
            "sweepSurplus",
            "the whole won",
            "parts won",
            "converted",
            "an outbid bid left",
            "a rollover was filled",
            "sealed",
            "commit",
            "reveal",
            "returnDeposit",
            "a reveal came too late",
            "lenders took the rest",
            "a cover"
        ];
    }
}
