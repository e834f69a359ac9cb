// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {LibClone} from "solady/utils/LibClone.sol";
import {IDutchAuction} from "./interfaces/IDutchAuction.sol";
import {ILoanBook} from "./interfaces/ILoanBook.sol";
import {IVault, Item} from "./interfaces/IVault.sol";
import {IVaultFactory} from "./interfaces/IVaultFactory.sol";
import {VaultCode} from "./libraries/VaultCode.sol";
import {Vault} from "./Vault.sol";

/// @title Makes vaults, and knows which contracts are vaults.
/// @dev Deployed last; its address was predicted for the loan book, which is checked here once and for all.
contract VaultFactory is IVaultFactory, Ownable2Step {
    uint256 private constant MAX_ITEMS = 16;
    uint256 private constant MIN_SHARES = 1e18;
    uint256 private constant MAX_SHARES = 2 ** 112;
    uint256 private constant MAX_NAME_BYTES = 64; // every byte of text costs 200 gas in the vault's code
    uint256 private constant MAX_SYMBOL_BYTES = 16;

    address public immutable implementation;
    mapping(address => bool) public isVault;
    mapping(address => bool) public isListed;

    constructor(address owner_, ILoanBook loanBook, IDutchAuction dutchAuction) Ownable(owner_) {
        _requireSame(address(loanBook), loanBook.factory(), address(this));
        _requireSame(address(loanBook), loanBook.dutchAuction(), address(dutchAuction));
        _requireSame(address(dutchAuction), dutchAuction.loanBook(), address(loanBook));
        implementation = address(
            new Vault(address(this), address(loanBook), address(dutchAuction), loanBook.insuranceFund())
        );
    }

    /// @inheritdoc IVaultFactory
    function create(
        Item[] calldata items,
        uint256 totalShares,
        address paymentToken,
        string calldata name,
        string calldata symbol
    ) external returns (address vault) {
        if (items.length == 0 || items.length > MAX_ITEMS) revert ItemCountOutOfRange(items.length, MAX_ITEMS);
        if (totalShares < MIN_SHARES || totalShares > MAX_SHARES) {
            revert SharesOutOfRange(totalShares, MIN_SHARES, MAX_SHARES);
        }
        if (!isListed[paymentToken]) revert PaymentTokenNotListed(paymentToken);
        _requireShort(name, MAX_NAME_BYTES);
        _requireShort(symbol, MAX_SYMBOL_BYTES);

        vault = LibClone.clone(implementation, VaultCode.encode(items, totalShares, paymentToken, name, symbol));
        // Known as a vault, and shared out, only once all lies in it: a collection that calls back finds nothing.
        for (uint256 i; i < items.length; ++i) {
            _moveIn(items[i], vault);
        }
        isVault[vault] = true;
        _announce(vault, paymentToken, totalShares, name, symbol, items);
        IVault(vault).initialize(msg.sender);
    }

    /// @inheritdoc IVaultFactory
    function listPaymentToken(address token, bool listed) external onlyOwner {
        if (listed && token.code.length == 0) revert NoCode(token);
        isListed[token] = listed;
        emit PaymentTokenListed(token, listed);
    }

    function _moveIn(Item calldata item, address vault) private {
        if (item.collection.code.length == 0) revert NoCode(item.collection);
        IERC721(item.collection).transferFrom(msg.sender, vault, item.tokenId);
        if (IERC721(item.collection).ownerOf(item.tokenId) != vault) {
            revert ItemNotReceived(item.collection, item.tokenId);
        }
    }

    /// @dev In memory for the compiler's sake: in calldata the event's arguments overflow its stack.
    function _announce(
        address vault,
        address paymentToken,
        uint256 totalShares,
        string memory name,
        string memory symbol,
        Item[] memory items
    ) private {
        emit VaultCreated(vault, msg.sender, paymentToken, totalShares, name, symbol, items);
    }

    function _requireShort(string calldata text, uint256 limit) private pure {
        if (bytes(text).length > limit) revert TextTooLong(bytes(text).length, limit);
    }

    function _requireSame(address module, address found, address expected) private pure {
        if (found != expected) revert ModuleMismatch(module, expected);
    }
}
