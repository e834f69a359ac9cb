// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {LibClone} from "solady/utils/LibClone.sol";
import {IBatchAuction} from "./interfaces/IBatchAuction.sol";
import {IDutchAuction} from "./interfaces/IDutchAuction.sol";
import {IInsuranceFund} from "./interfaces/IInsuranceFund.sol";
import {ILoanBook} from "./interfaces/ILoanBook.sol";
import {ISealedBids} from "./interfaces/ISealedBids.sol";
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
    address public immutable batchAuction;
    mapping(address => bool) public isVault;
    mapping(address => bool) public isListed;

    constructor(address owner_, ILoanBook loanBook, IDutchAuction dutchAuction) Ownable(owner_) {
        _requireSame(address(loanBook), loanBook.factory(), address(this));
        _requireSame(address(loanBook), loanBook.dutchAuction(), address(dutchAuction));
        _requireSame(address(dutchAuction), dutchAuction.loanBook(), address(loanBook));
        batchAuction = dutchAuction.batchAuction();
        _requireSame(batchAuction, IBatchAuction(batchAuction).dutchAuction(), address(dutchAuction));
        address sealedBids = IBatchAuction(batchAuction).sealedBids();
        _requireSame(sealedBids, ISealedBids(sealedBids).batchAuction(), batchAuction);
        address fund = loanBook.insuranceFund();
        _requireSame(fund, IInsuranceFund(fund).loanBook(), address(loanBook));
        implementation = address(
            new Vault(
                address(this), address(loanBook), address(dutchAuction), batchAuction, fund
            )
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
    function createSeries(address vault) external returns (address series) {
        if (msg.sender != batchAuction) revert NotBatchAuction(msg.sender);
        Item[] memory items = _itemsLeft(IVault(vault));
        uint256 totalShares = IVault(vault).totalShares();
        address paymentToken = IVault(vault).paymentToken();
        string memory name = _next(IERC20Metadata(vault).name(), MAX_NAME_BYTES);
        string memory symbol = _next(IERC20Metadata(vault).symbol(), MAX_SYMBOL_BYTES);
        series = LibClone.clone(implementation, VaultCode.encode(items, totalShares, paymentToken, name, symbol));
        isVault[series] = true;
        emit VaultCreated(series, vault, paymentToken, totalShares, name, symbol, items);
        IVault(series).initialize(vault);
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

    function _itemsLeft(IVault vault) private view returns (Item[] memory items) {
        uint256 gone = vault.deliveredMask();
        uint256 count = vault.itemCount();
        items = new Item[](count);
        uint256 left;
        for (uint256 i; i < count; ++i) {
            if (gone >> i & 1 == 0) items[left++] = vault.item(i);
        }
        assembly ("memory-safe") {
            mstore(items, left)
        }
    }

    /// @dev A series is told from the one before by a plus, while there is room for one.
    function _next(string memory text, uint256 limit) private pure returns (string memory) {
        return bytes(text).length < limit ? string.concat(text, "+") : text;
    }

    function _requireShort(string calldata text, uint256 limit) private pure {
        if (bytes(text).length > limit) revert TextTooLong(bytes(text).length, limit);
    }

    function _requireSame(address module, address found, address expected) private pure {
        if (found != expected) revert ModuleMismatch(module, expected);
    }
}
