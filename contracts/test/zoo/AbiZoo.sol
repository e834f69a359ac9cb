// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Every shape of type that the C# bindings know.
/// @notice The compiler is the oracle: each function answers with what it was given, decoded and encoded again.
contract AbiZoo {
    enum Mood {
        Calm,
        Wild
    }

    struct Flat {
        uint8 tiny;
        uint40 odd;
        uint72 wide;
        uint136 wider;
        int8 signedTiny;
        int40 signedOdd;
        int72 signedWide;
        int256 signedWider;
        bool flag;
        address who;
        bytes4 four;
        bytes20 twenty;
        Mood mood;
    }

    struct Leaf {
        string[] names;
        bytes32[3] words;
    }

    struct Deep {
        string text;
        bytes raw;
        Flat[] flats;
        uint256[2][] pairs;
        Leaf leaf;
        Leaf[2] leaves;
    }

    event Seen(uint256 indexed id, address indexed who, string indexed name, Deep deep, bool flag);
    event Quiet();
    event Numbers(int16 indexed low, bytes4 indexed tag, Leaf indexed leaf, uint256[] list);

    error Refused(uint256 limit, Deep deep);
    error Bare();

    bytes32 public constant FLAT_TYPEHASH = keccak256(
        "Flat(uint8 tiny,uint40 odd,uint72 wide,uint136 wider,"
        "int8 signedTiny,int40 signedOdd,int72 signedWide,int256 signedWider,"
        "bool flag,address who,bytes4 four,bytes20 twenty,uint8 mood)"
    );
    bytes32 public constant LEAF_TYPEHASH = keccak256("Leaf(string[] names,bytes32[3] words)");

    uint16 public immutable start;
    string public title;

    constructor(uint16 start_, string memory title_) {
        start = start_;
        title = title_;
    }

    function flat(Flat calldata given) external pure returns (Flat memory) {
        return given;
    }

    function deep(Deep calldata given) external pure returns (Deep memory) {
        return given;
    }

    function many(uint256 count, string calldata, Deep[] calldata list)
        external
        pure
        returns (uint256, string memory text, Deep[] memory, bool selector)
    {
        return (count, "many", list, true);
    }

    function over(uint256 number) external pure returns (uint256) {
        return number;
    }

    function over(address who) external pure returns (address) {
        return who;
    }

    function nothing(uint256, uint256 encode, uint256 nothingFunction) external payable {}

    function refuse(uint256 limit, Deep calldata given) external pure {
        if (limit == 0) revert Bare();
        revert Refused(limit, given);
    }

    function log(uint256 id, string calldata name, Deep calldata given, Leaf calldata leaf) external {
        emit Seen(id, msg.sender, name, given, true);
        emit Quiet();
        emit Numbers(-5, 0x01020304, leaf, new uint256[](2));
    }

    function hashFlat(Flat calldata f) external pure returns (bytes32) {
        return keccak256(abi.encode(FLAT_TYPEHASH, f));
    }

    function hashLeaf(Leaf calldata leaf) external pure returns (bytes32) {
        bytes32[] memory names = new bytes32[](leaf.names.length);
        for (uint256 i = 0; i < names.length; i++) {
            names[i] = keccak256(bytes(leaf.names[i]));
        }
        return keccak256(
            abi.encode(LEAF_TYPEHASH, keccak256(abi.encodePacked(names)), keccak256(abi.encodePacked(leaf.words)))
        );
    }
}
