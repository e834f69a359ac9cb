// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Asks a contract nobody vouches for: no writes, and at most two words of answer are looked at.
/// @dev Solidity's own calls copy the whole answer and revert on a malformed one; both would let a hostile collection
/// stop an auction.
library BoundedCall {
    /// @return answered how many bytes came back, 0 when the call failed. @return first and second word, 0 when absent.
    function read(address target, uint256 gasLimit, bytes memory callData)
        internal
        view
        returns (uint256 answered, uint256 first, uint256 second)
    {
        assembly ("memory-safe") {
            mstore(0x00, 0)
            mstore(0x20, 0)
            let ok := staticcall(gasLimit, target, add(callData, 0x20), mload(callData), 0x00, 0x40)
            answered := mul(ok, returndatasize())
            first := mload(0x00)
            second := mload(0x20)
        }
    }
}
