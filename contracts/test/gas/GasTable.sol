// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchFixture} from "../utils/BatchFixture.sol";
import {vm} from "../utils/Vm.sol";

/// @notice Operations as whole transactions, after refunds, beside their budgets and the first budgets, which safety
/// outgrew (docs/adr/0002). The figures are committed; `GAS_UPDATE=true forge test --mc GasTest` measures them anew.
abstract contract GasTable is BatchFixture {
    event log(string line);

    string[] private _names;
    string[] private _peers;
    uint256[] private _figures;

    /// @dev What the last call cost.
    function _measure(string memory name) internal {
        _note(name, vm.lastCallGas().gasTotalUsed, "");
    }

    function _note(string memory name, uint256 figure, string memory peers) internal {
        _names.push(name);
        _figures.push(figure);
        _peers.push(peers);
    }

    function _assertBudgets(string memory file) internal {
        if (vm.envOr("GAS_UPDATE", false)) _write(file);
        string memory json = vm.readFile(file);
        for (uint256 i; i < _names.length; ++i) {
            (string memory name, uint256 figure) = (_names[i], _figures[i]);
            uint256 budget = vm.parseJsonUint(json, string.concat(".", name, ".budget"));
            uint256 known = vm.parseJsonUint(json, string.concat(".", name, ".measured"));
            string memory first = vm.toString(vm.parseJsonUint(json, string.concat(".", name, ".first")));
            string memory line = string.concat("gas ", name, ": ", vm.toString(figure), ", budget ");
            emit log(string.concat(line, vm.toString(budget), " (first budget ", first, ")", _peers[i]));
            vm.assertLe(figure, budget, string.concat(name, " left its budget"));
            // A hundredth of play for the zero bytes of addresses; more than that is a change to be explained.
            vm.assertLe(figure * 100, known * 101, string.concat(name, " costs more than the file says"));
            vm.assertGe(figure * 100, known * 99, string.concat(name, " costs less than the file says"));
        }
    }

    /// @dev Keeps the budgets, which are decisions, and replaces what was measured.
    function _write(string memory file) private {
        string memory old = vm.readFile(file);
        string memory text = "{\n";
        for (uint256 i; i < _names.length; ++i) {
            uint256 budget = vm.parseJsonUint(old, string.concat(".", _names[i], ".budget"));
            uint256 first = vm.parseJsonUint(old, string.concat(".", _names[i], ".first"));
            text = string.concat(text, "  \"", _names[i], "\": { \"first\": ", vm.toString(first));
            text = string.concat(text, ", \"budget\": ", vm.toString(budget));
            text = string.concat(text, ", \"measured\": ", vm.toString(_figures[i]));
            text = string.concat(text, i + 1 < _names.length ? " },\n" : " }\n");
        }
        vm.writeFile(file, string.concat(text, "}\n"));
    }
}
