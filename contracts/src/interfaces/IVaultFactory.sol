// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Item} from "./IVault.sol";

/// @title Creates vaults as minimal clones of one implementation.
interface IVaultFactory {
    event VaultCreated(
        address indexed vault,
        address indexed depositor,
        address paymentToken,
        uint256 totalShares,
        string name,
        string symbol,
        Item[] items
    );
    event PaymentTokenListed(address indexed token, bool listed);

    error ItemCountOutOfRange(uint256 count, uint256 limit);
    error SharesOutOfRange(uint256 totalShares, uint256 minimum, uint256 maximum);
    error PaymentTokenNotListed(address token);
    error NoCode(address account);
    error ItemNotReceived(address collection, uint256 tokenId);
    error TextTooLong(uint256 length, uint256 limit);
    error NotBatchAuction(address caller);
    /// @notice A module was deployed for another factory or another partner (constructor only).
    error ModuleMismatch(address module, address expected);

    /// @notice Moves 1..16 items of the caller into a new vault and mints all shares to the caller.
    /// `name` has at most 64 bytes, `symbol` at most 16.
    /// @param totalShares S0, 1e18..2^112. @param paymentToken must be on the list of plain ERC-20 tokens.
    function create(
        Item[] calldata items,
        uint256 totalShares,
        address paymentToken,
        string calldata name,
        string calldata symbol
    ) external returns (address vault);

    /// @notice Makes a fresh vault for what is left in `vault`: same supply, all of it minted to `vault`, which hands
    /// it out. The items follow. Only the batch auction, when it has sold the parts or converted the debt.
    function createSeries(address vault) external returns (address series);

    /// @notice True for contracts this factory created, and for nothing else.
    function isVault(address account) external view returns (bool);
    function implementation() external view returns (address);
    function batchAuction() external view returns (address);
    function isListed(address token) external view returns (bool);
    /// @notice Owner: lists a payment token for new vaults; existing vaults are not touched. The token is probed for
    /// code.
    function listPaymentToken(address token, bool listed) external;
}
