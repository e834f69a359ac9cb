// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {vm} from "./Vm.sol";

/// @title Columns of the shared vector files (properties/vectors/README.md).
library Vectors {
    function read(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat("../properties/vectors/", name, ".json"));
    }

    function uints(string memory json, string memory column) internal pure returns (uint256[] memory) {
        return vm.parseJsonUintArray(json, column);
    }

    function flags(string memory json, string memory column) internal pure returns (bool[] memory) {
        return vm.parseJsonBoolArray(json, column);
    }
}
