// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "solady/tokens/ERC721.sol";

/// @title A collection whose controller may do everything that some real collection's controller could.
/// @notice Anybody is the controller: mint, burn, seize, pause, lie about owners, call out in the middle of a transfer.
contract ZooCollection is ERC721 {
    enum OwnerAnswer {
        Honest,
        Reverts,
        BurnsAllGas,
        Short, // 31 bytes
        Lie // `liar` owns everything
    }

    bool public paused;
    OwnerAnswer public ownerAnswer;
    address public liar;
    address public hookTarget;
    bytes public hookData;
    uint256 public hookCalls;
    bool public hookSucceeded;

    error CollectionPaused();
    error OwnerUnknown();

    function name() public pure override returns (string memory) {
        return "Zoo";
    }

    function symbol() public pure override returns (string memory) {
        return "ZOO";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }

    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }

    function burn(uint256 tokenId) external {
        _burn(tokenId);
    }

    /// @notice Moves a token without its owner's approval: seized by the controller, or pushed by an operator.
    function seize(address to, uint256 tokenId) external {
        _transfer(super.ownerOf(tokenId), to, tokenId);
    }

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function setOwnerAnswer(OwnerAnswer answer, address liar_) external {
        (ownerAnswer, liar) = (answer, liar_);
    }

    /// @notice Every transfer by a caller calls `target` first; what comes of it is noted, not passed on.
    function setHook(address target, bytes calldata data) external {
        (hookTarget, hookData) = (target, data);
    }

    function transferFrom(address from, address to, uint256 tokenId) public payable override {
        if (paused) revert CollectionPaused();
        if (hookTarget != address(0)) {
            ++hookCalls;
            (hookSucceeded,) = hookTarget.call(hookData);
        }
        super.transferFrom(from, to, tokenId);
    }

    function ownerOf(uint256 tokenId) public view override returns (address) {
        if (ownerAnswer == OwnerAnswer.Reverts) revert OwnerUnknown();
        if (ownerAnswer == OwnerAnswer.Lie) return liar;
        if (ownerAnswer == OwnerAnswer.BurnsAllGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (ownerAnswer == OwnerAnswer.Short) {
            assembly ("memory-safe") {
                return(0, 31)
            }
        }
        return super.ownerOf(tokenId);
    }
}

/// @title A collection whose ERC-2981 answer is hostile.
contract RoyaltyCollection is ZooCollection {
    enum RoyaltyAnswer {
        Reverts,
        Everything, // 2^256 - 1
        Short, // 63 bytes
        Huge, // a megabyte
        BurnsAllGas,
        DirtyReceiver, // more than 160 bits
        WritesState // calls out; a static call must stop it
    }

    RoyaltyAnswer public royaltyAnswer;
    uint256 public written;

    error RoyaltyUnknown();

    function setRoyaltyAnswer(RoyaltyAnswer answer) external {
        royaltyAnswer = answer;
    }

    /// @dev Not `view`, as the standard has it: a hostile one would write.
    function royaltyInfo(uint256, uint256) external returns (address, uint256) {
        if (royaltyAnswer == RoyaltyAnswer.Reverts) revert RoyaltyUnknown();
        if (royaltyAnswer == RoyaltyAnswer.Everything) return (address(0xBEEF), type(uint256).max);
        if (royaltyAnswer == RoyaltyAnswer.WritesState) {
            ++written;
            return (address(0xBEEF), 0.5e18);
        }
        RoyaltyAnswer answer = royaltyAnswer;
        if (answer == RoyaltyAnswer.DirtyReceiver) {
            assembly ("memory-safe") {
                mstore(0, not(0))
                mstore(32, 500000000000000000)
                return(0, 64)
            }
        }
        if (answer == RoyaltyAnswer.Short) {
            assembly ("memory-safe") {
                return(0, 63)
            }
        }
        if (answer == RoyaltyAnswer.Huge) {
            assembly ("memory-safe") {
                return(0, 1000000)
            }
        }
        assembly ("memory-safe") {
            invalid()
        }
    }
}
