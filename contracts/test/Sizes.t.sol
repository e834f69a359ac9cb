// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {textOf, vm} from "./utils/Vm.sol";
import {Fixture} from "./utils/Fixture.sol";

/// @notice Every contract fits the chain (EIP-170); a test chain may have no such limit.
contract SizesTest is Fixture {
    event log(string line);

    uint256 private constant LIMIT = 24_576; // bytes

    function test_code_FitsTheChain() external {
        bytes32[9] memory names = [
            bytes32("AppraisalOracle"),
            "InsuranceFund",
            "LoanBook",
            "DutchAuction",
            "BatchAuction",
            "SealedBids",
            "VaultFactory",
            "Vault",
            "AuctionLens"
        ];
        address[9] memory made = [
            address(oracle),
            address(fund),
            address(loanBook),
            address(dutch),
            address(batch),
            address(sealedBids),
            address(factory),
            factory.implementation(),
            address(lens)
        ];
        for (uint256 i; i < made.length; ++i) {
            uint256 size = made[i].code.length;
            emit log(string.concat(textOf(names[i]), ": ", vm.toString(size), " bytes"));
            vm.assertGt(size, 0, "not deployed");
            vm.assertLt(size, LIMIT, string.concat(textOf(names[i]), " outgrew the chain"));
        }
    }
}
