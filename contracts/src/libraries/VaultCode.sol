// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";
import {Item} from "../interfaces/IVault.sol";

/// @title What a vault's own code says of it for ever: the immutable arguments behind the minimal proxy.
/// @notice Layout in bytes: payment token 20, total shares 16, item count 1, per item collection 20 and token id 32,
/// length of the name 1, name, symbol to the end. The readers answer for the contract they run in.
library VaultCode {
    uint256 private constant PROXY_BYTES = 0x2d; // of solady's clone, before its arguments
    uint256 private constant SHARES_AT = 20;
    uint256 private constant COUNT_AT = 36;
    uint256 private constant ITEMS_AT = 37;
    uint256 private constant ITEM_BYTES = 52;

    /// @dev The caller checked every width: shares below 2^128, at most 16 items, a name of at most 255 bytes.
    function encode(
        Item[] memory items,
        uint256 shares,
        address token,
        string memory name_,
        string memory symbol_
    ) internal pure returns (bytes memory code) {
        // forge-lint: disable-next-line(unsafe-typecast)
        code = abi.encodePacked(token, uint128(shares), uint8(items.length));
        for (uint256 i; i < items.length; ++i) {
            code = abi.encodePacked(code, items[i].collection, items[i].tokenId);
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        return abi.encodePacked(code, uint8(bytes(name_).length), name_, symbol_);
    }

    function paymentToken() internal view returns (address) {
        return address(bytes20(_wordAt(0)));
    }

    function totalShares() internal view returns (uint256) {
        return uint128(bytes16(_wordAt(SHARES_AT)));
    }

    function itemCount() internal view returns (uint256) {
        return _byteAt(COUNT_AT);
    }

    /// @dev The caller checks the range.
    function item(uint256 itemIndex) internal view returns (Item memory) {
        uint256 start = ITEMS_AT + ITEM_BYTES * itemIndex;
        return Item(address(bytes20(_wordAt(start))), uint256(_wordAt(start + 20)));
    }

    function name() internal view returns (string memory) {
        uint256 start = _nameAt();
        return string(LibClone.argsOnClone(address(this), start, start + _byteAt(start - 1)));
    }

    function symbol() internal view returns (string memory) {
        uint256 start = _nameAt();
        return string(LibClone.argsOnClone(address(this), start + _byteAt(start - 1)));
    }

    function _nameAt() private view returns (uint256) {
        return ITEMS_AT + ITEM_BYTES * itemCount() + 1;
    }

    function _byteAt(uint256 start) private view returns (uint256) {
        return uint8(_wordAt(start)[0]);
    }

    function _wordAt(uint256 start) private view returns (bytes32 word) {
        assembly ("memory-safe") {
            extcodecopy(address(), 0x00, add(PROXY_BYTES, start), 0x20)
            word := mload(0x00)
        }
    }
}
