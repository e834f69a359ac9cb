// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A contract that takes part like anybody else and misbehaves whenever it is called back.
/// @notice Every callback of every standard ends in the fallback: lot taken, tokens received or sent, signature asked.
contract Adversary {
    enum Mischief {
        None,
        Reverts,
        BurnsAllGas,
        Bomb, // answers with a megabyte
        Reenters // makes the planned calls
    }

    struct Entry {
        address target;
        bytes data;
    }

    bytes4 private constant ERC1271_MAGIC = 0x1626ba7e;

    Mischief public mischief;
    Entry[] private _plan;
    bool private _inside;
    uint256 public callbackCount;
    uint256 public succeeded; // bit i: planned call i succeeded in some callback

    error Mischievous();

    function setMischief(Mischief mischief_) external {
        mischief = mischief_;
    }

    /// @notice Makes the plan of what to call when called back; `succeeded` starts over.
    function setPlan(Entry[] calldata plan) external {
        delete _plan;
        for (uint256 i; i < plan.length; ++i) {
            _plan.push(plan[i]);
        }
        (mischief, callbackCount, succeeded) = (Mischief.Reenters, 0, 0);
    }

    /// @notice Calls as this account; a failure is passed on.
    function act(address target, bytes calldata data) external payable returns (bytes memory) {
        (bool ok, bytes memory answer) = target.call{value: msg.value}(data);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        return answer;
    }

    receive() external payable {}

    /// @dev A signature is asked for in a static call: there is nothing to note and nothing to re-enter with.
    fallback() external payable {
        if (mischief == Mischief.Reverts) revert Mischievous();
        if (mischief == Mischief.BurnsAllGas) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (mischief == Mischief.Bomb) {
            assembly ("memory-safe") {
                return(0, 1000000)
            }
        }
        if (msg.sig == ERC1271_MAGIC) {
            assembly ("memory-safe") {
                mstore(0, ERC1271_MAGIC)
                return(0, 32)
            }
        }
        if (mischief == Mischief.Reenters && !_inside) _reenter();
    }

    function _reenter() private {
        _inside = true;
        ++callbackCount;
        for (uint256 i; i < _plan.length; ++i) {
            (bool ok,) = _plan[i].target.call(_plan[i].data);
            if (ok) succeeded |= 1 << i;
        }
        _inside = false;
    }
}
