// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "solady/tokens/ERC20.sol";
import {IVault} from "./interfaces/IVault.sol";
import {VaultCode} from "./libraries/VaultCode.sol";

/// @title The fixed-supply ERC-20 over one vault: all shares exist from the start, and claims and redemption burn them.
/// @notice No pause, no hook on holders, no allowance that nobody gave. The supply stands in the vault's code, so only
/// what was burned is stored.
abstract contract Shares is ERC20, IVault {
    /// @dev Of solady's ERC20, whose balance slots are `keccak256(owner . seed)`. Its own mint and burn keep a supply
    /// slot that would say a second time what the code says.
    uint256 private constant BALANCE_SLOT_SEED = 0x87a211a2;

    uint128 internal _burnedShares;

    /// @inheritdoc IVault
    function totalShares() public view returns (uint256) {
        return VaultCode.totalShares();
    }

    function totalSupply() public view override returns (uint256) {
        return totalShares() - _burnedShares;
    }

    function name() public view override returns (string memory) {
        return VaultCode.name();
    }

    function symbol() public view override returns (string memory) {
        return VaultCode.symbol();
    }

    /// @dev Called once, on a vault whose balances are all zero.
    function _mintAll(address to) internal {
        uint256 amount = totalShares();
        _setBalance(to, amount);
        emit Transfer(address(0), to, amount);
    }

    function _burn(address from, uint256 amount) internal override {
        uint256 held = balanceOf(from);
        if (amount > held) revert InsufficientBalance();
        _setBalance(from, held - amount);
        // forge-lint: disable-next-line(unsafe-typecast)
        _burnedShares += uint128(amount); // at most what is held, and that is at most 2^112
        emit Transfer(from, address(0), amount);
    }

    /// @dev A share sent to nobody could never be burned, and would keep the items from a redeemer for ever.
    function _beforeTokenTransfer(address, address to, uint256) internal pure override {
        if (to == address(0)) revert ZeroAddress();
    }

    /// @dev Nobody's tokens move without an approval its owner gave.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }

    function _setBalance(address owner, uint256 amount) private {
        assembly ("memory-safe") {
            mstore(0x0c, BALANCE_SLOT_SEED)
            mstore(0x00, owner)
            sstore(keccak256(0x0c, 0x20), amount)
        }
    }
}
