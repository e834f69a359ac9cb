// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC2981} from "solady/tokens/ERC2981.sol";
import {ERC721} from "solady/tokens/ERC721.sol";

/// @title A collection for demonstrations and tests: anybody mints, one ERC-2981 royalty for all tokens.
contract DemoCollection is ERC721, ERC2981 {
    string private _name;
    string private _symbol;

    /// @param royaltyReceiver zero for a collection without royalty. @param royaltyBps of the sale price.
    constructor(string memory name_, string memory symbol_, address royaltyReceiver, uint96 royaltyBps) {
        _name = name_;
        _symbol = symbol_;
        if (royaltyReceiver != address(0)) _setDefaultRoyalty(royaltyReceiver, royaltyBps);
    }

    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }

    function name() public view override returns (string memory) {
        return _name;
    }

    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }

    function supportsInterface(bytes4 interfaceId) public view override(ERC721, ERC2981) returns (bool) {
        return ERC721.supportsInterface(interfaceId) || ERC2981.supportsInterface(interfaceId);
    }
}
