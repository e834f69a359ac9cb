// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DemoCollection} from "../../src/demo/DemoCollection.sol";
import {IAppraisalOracle, Valuation} from "../../src/interfaces/IAppraisalOracle.sol";

/// @title An oracle that says what it is told, for random stories that the core plays along.
contract SettableOracle {
    uint256 public constant maxAgeSeconds = 6 hours;

    mapping(address collection => mapping(uint256 tokenId => Valuation)) private _valuations;
    mapping(address collection => mapping(uint256 tokenId => bool)) private _isAppraised;

    function set(address collection, uint256 tokenId, Valuation calldata valuation) external {
        _valuations[collection][tokenId] = valuation;
        _isAppraised[collection][tokenId] = true;
    }

    function valuationOf(address collection, uint256 tokenId) external view returns (Valuation memory) {
        if (!_isAppraised[collection][tokenId]) revert IAppraisalOracle.NoAppraisal(collection, tokenId);
        return _valuations[collection][tokenId];
    }
}

/// @title A collection whose tokens anybody can burn, wherever they lie, or fix where they lie.
contract LosableCollection is DemoCollection {
    error Stuck(uint256 tokenId);

    mapping(uint256 tokenId => bool) private _isStuck;

    constructor(address royaltyReceiver, uint96 royaltyBps)
        DemoCollection("Losable", "LOSE", royaltyReceiver, royaltyBps)
    {}

    function lose(uint256 tokenId) external {
        delete _isStuck[tokenId];
        _burn(tokenId);
    }

    /// @notice Fixes the token, or frees it again.
    function stick(uint256 tokenId) external {
        _isStuck[tokenId] = !_isStuck[tokenId];
    }

    function _beforeTokenTransfer(address, address, uint256 tokenId) internal view override {
        if (_isStuck[tokenId]) revert Stuck(tokenId);
    }
}

/// @title Many questions in one call.
contract Census {
    /// @notice The answers, in order; empty where the contract refused.
    function ask(address[] calldata targets, bytes[] calldata calls) external view returns (bytes[] memory answers) {
        answers = new bytes[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (bool answered, bytes memory answer) = targets[i].staticcall(calls[i]);
            if (answered) answers[i] = answer;
        }
    }
}
