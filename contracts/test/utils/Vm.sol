// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheat codes of forge that our tests use; the contract lives at the fixed address below.
interface Vm {
    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(uint256 left, uint256 right, string calldata note) external pure;
    function assertEq(uint256[] calldata left, uint256[] calldata right, string calldata note) external pure;
    function assertEq(bytes calldata left, bytes calldata right, string calldata note) external pure;
    function assertTrue(bool condition, string calldata note) external pure;
    function assertFalse(bool condition, string calldata note) external pure;
    function assertLe(uint256 left, uint256 right, string calldata note) external pure;
    function assertLt(uint256 left, uint256 right, string calldata note) external pure;
    function assertGe(uint256 left, uint256 right, string calldata note) external pure;
    function assertGt(uint256 left, uint256 right, string calldata note) external pure;
    function assume(bool condition) external pure;
    function expectRevert(bytes calldata revertData) external;
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonUintArray(string calldata json, string calldata key) external pure returns (uint256[] memory);
    function parseJsonBoolArray(string calldata json, string calldata key) external pure returns (bool[] memory);
    function parseJsonStringArray(string calldata json, string calldata key) external pure returns (string[] memory);
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
