// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheat codes of forge that our tests use; the contract lives at the fixed address below.
interface Vm {
    struct Gas {
        uint64 gasLimit;
        uint64 gasTotalUsed;
        uint64 gasMemoryUsed;
        int64 gasRefunded;
        uint64 gasRemaining;
    }

    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    // ---- assertions ----
    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(uint256 left, uint256 right, string calldata note) external pure;
    function assertEq(address left, address right) external pure;
    function assertEq(bytes32 left, bytes32 right) external pure;
    function assertEq(string calldata left, string calldata right) external pure;
    function assertEq(uint256[] calldata left, uint256[] calldata right, string calldata note) external pure;
    function assertEq(bytes calldata left, bytes calldata right, string calldata note) external pure;
    function assertTrue(bool condition) external pure;
    function assertTrue(bool condition, string calldata note) external pure;
    function assertFalse(bool condition) external pure;
    function assertFalse(bool condition, string calldata note) external pure;
    function assertLe(uint256 left, uint256 right, string calldata note) external pure;
    function assertLt(uint256 left, uint256 right, string calldata note) external pure;
    function assertGe(uint256 left, uint256 right, string calldata note) external pure;
    function assertGt(uint256 left, uint256 right, string calldata note) external pure;

    // ---- the world ----
    function warp(uint256 timestamp) external;
    function chainId(uint256 id) external;
    function deal(address account, uint256 weiAmount) external;
    function etch(address account, bytes calldata code) external;
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function store(address account, bytes32 slot, bytes32 word) external;
    function getNonce(address account) external view returns (uint64);
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function snapshotState() external returns (uint256);
    function revertToState(uint256 snapshot) external returns (bool);
    function pauseGasMetering() external;

    // ---- keys ----
    function addr(uint256 privateKey) external pure returns (address);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    // ---- expectations ----
    function assume(bool condition) external pure;
    function expectRevert(bytes calldata revertData) external;
    function expectRevert() external;
    function expectEmit(address emitter) external;
    function expectCall(address callee, bytes calldata data) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function lastCallGas() external view returns (Gas memory);

    // ---- files ----
    function exists(string calldata path) external view returns (bool);
    function readFile(string calldata path) external view returns (string memory);
    function writeFile(string calldata path, string calldata text) external;
    function envOr(string calldata name, bool fallbackValue) external view returns (bool);
    function toString(uint256 value) external pure returns (string memory);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function parseJsonUintArray(string calldata json, string calldata key) external pure returns (uint256[] memory);
    function parseJsonBoolArray(string calldata json, string calldata key) external pure returns (bool[] memory);
    function parseJsonStringArray(string calldata json, string calldata key) external pure returns (string[] memory);
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @notice A fuzzed number brought into [low, high].
function within(uint256 fuzzed, uint256 low, uint256 high) pure returns (uint256) {
    return low + fuzzed % (high - low + 1);
}

/// @notice The characters of a short text up to its first zero byte.
function textOf(bytes32 short) pure returns (string memory) {
    uint256 length;
    while (length < 32 && short[length] != 0) ++length;
    bytes memory characters = new bytes(length);
    for (uint256 i; i < length; ++i) {
        characters[i] = short[i];
    }
    return string(characters);
}
