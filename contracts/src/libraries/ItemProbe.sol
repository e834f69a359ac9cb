// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Item} from "../interfaces/IVault.sol";
import {BoundedCall} from "./BoundedCall.sol";
import {BPS, FixedMath, WAD} from "./FixedMath.sol";

/// @title The two questions put to an item's own contract: what royalty it asks, and whether the item is still there.
library ItemProbe {
    using FixedMath for uint256;

    uint256 private constant ROYALTY_GAS = 50_000;
    uint256 private constant ROYALTY_CAP_BPS = 1_000;
    uint256 private constant OWNER_GAS = 100_000;

    error TooLittleGas(uint256 left, uint256 required);

    /// @notice ERC-2981's answer for a sale at 1e18, capped; zero for every failure, so no royalty stops a kick.
    /// @dev A caller who starves this call to suppress a royalty keeps 1/64 of too little gas: what follows a sample in
    /// a kick costs more than that.
    function royaltyDown(Item memory item) internal view returns (address receiver, uint16 royaltyBps) {
        bytes memory callData = abi.encodeCall(IERC2981.royaltyInfo, (item.tokenId, WAD));
        (uint256 answered, uint256 first, uint256 amount) = BoundedCall.read(item.collection, ROYALTY_GAS, callData);
        if (answered < 64 || first == 0 || first > type(uint160).max) return (address(0), 0);
        // forge-lint: disable-next-line(unsafe-typecast)
        royaltyBps = uint16(amount.min(WAD).mulDivDown(BPS, WAD).min(ROYALTY_CAP_BPS)); // capped
        // forge-lint: disable-next-line(unsafe-typecast)
        if (royaltyBps != 0) receiver = address(uint160(first)); // range checked above
    }

    /// @notice True when the item's contract fails to answer or names another owner.
    /// @dev All gas goes along: an answer that needs more than the caller sent leaves too little to write anything off.
    function isLost(Item memory item, address holder) internal view returns (bool) {
        bytes memory callData = abi.encodeCall(IERC721.ownerOf, (item.tokenId));
        (uint256 answered, uint256 owner,) = BoundedCall.read(item.collection, gasleft(), callData);
        return answered < 32 || owner != uint160(holder);
    }

    /// @notice As `isLost`, for what must always come to an end: an answer that takes more than 100,000 gas counts as
    /// none. Reverts when the caller left too little to ask with all of it.
    function isGone(Item memory item, address holder) internal view returns (bool) {
        if (gasleft() < 2 * OWNER_GAS) revert TooLittleGas(gasleft(), 2 * OWNER_GAS);
        bytes memory callData = abi.encodeCall(IERC721.ownerOf, (item.tokenId));
        (uint256 answered, uint256 owner,) = BoundedCall.read(item.collection, OWNER_GAS, callData);
        return answered < 32 || owner != uint160(holder);
    }
}
