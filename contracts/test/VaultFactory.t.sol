// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {BatchAuction} from "../src/auctions/BatchAuction.sol";
import {DutchAuction} from "../src/auctions/DutchAuction.sol";
import {SealedBids} from "../src/auctions/SealedBids.sol";
import {InsuranceFund} from "../src/InsuranceFund.sol";
import {IVault, Item, VaultState} from "../src/interfaces/IVault.sol";
import {IVaultFactory} from "../src/interfaces/IVaultFactory.sol";
import {LoanBook} from "../src/LoanBook.sol";
import {Vault} from "../src/Vault.sol";
import {VaultFactory} from "../src/VaultFactory.sol";
import {Fixture} from "./utils/Fixture.sol";
import {vm} from "./utils/Vm.sol";

/// @dev Says yes to every transfer and moves nothing.
contract LyingCollection {
    function transferFrom(address, address, uint256) external {}

    function ownerOf(uint256) external view returns (address) {
        return address(this);
    }
}

contract VaultFactoryTest is Fixture {
    function _items(uint256 count) private returns (Item[] memory items) {
        items = new Item[](count);
        for (uint256 i; i < count; ++i) {
            items[i] = Item(address(collection), 100 + i);
            collection.mint(DEPOSITOR, 100 + i);
        }
        vm.prank(DEPOSITOR);
        collection.setApprovalForAll(address(factory), true);
    }

    function _expectCreateRevert(Item[] memory items, uint256 shares, address token, bytes memory refusal) private {
        vm.prank(DEPOSITOR);
        vm.expectRevert(refusal);
        factory.create(items, shares, token, "Name", "SYM");
    }

    // ---- constructor ----

    function test_constructor_RevertWhen_LoanBookPointsElsewhere() external {
        uint256 nonce = vm.getNonce(address(this));
        address auctionAddress = vm.computeCreateAddress(address(this), nonce + 1);
        address nextFactory = vm.computeCreateAddress(address(this), nonce + 2);
        LoanBook otherBook = new LoanBook(STRANGER, auctionAddress, address(oracle), address(fund));
        DutchAuction auction = new DutchAuction(otherBook, address(batch), FEES);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultFactory.ModuleMismatch.selector, address(otherBook), nextFactory)
        );
        new VaultFactory(OWNER, otherBook, auction);
    }

    function test_constructor_RevertWhen_LoanBookNamesAnotherAuction() external {
        uint256 nonce = vm.getNonce(address(this));
        address nextFactory = vm.computeCreateAddress(address(this), nonce + 2);
        LoanBook otherBook = new LoanBook(nextFactory, STRANGER, address(oracle), address(fund));
        DutchAuction auction = new DutchAuction(otherBook, address(batch), FEES);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultFactory.ModuleMismatch.selector, address(otherBook), address(auction))
        );
        new VaultFactory(OWNER, otherBook, auction);
    }

    function test_constructor_RevertWhen_AuctionPointsElsewhere() external {
        uint256 nonce = vm.getNonce(address(this));
        address nextFactory = vm.computeCreateAddress(address(this), nonce + 1);
        LoanBook otherBook = new LoanBook(nextFactory, address(dutch), address(oracle), address(fund));
        vm.expectRevert(
            abi.encodeWithSelector(IVaultFactory.ModuleMismatch.selector, address(dutch), address(otherBook))
        );
        new VaultFactory(OWNER, otherBook, dutch);
    }

    /// @dev Everything else in its place: only the fund serves another loan book.
    function test_constructor_RevertWhen_TheFundPointsElsewhere() external {
        uint256 nonce = vm.getNonce(address(this));
        address[4] memory next = _nextFour(nonce);
        LoanBook otherBook = new LoanBook(next[3], next[0], address(oracle), address(fund));
        DutchAuction auction = new DutchAuction(otherBook, next[1], FEES);
        BatchAuction otherBatch = new BatchAuction(auction, next[2]);
        new SealedBids(otherBatch);
        vm.expectRevert(
            abi.encodeWithSelector(IVaultFactory.ModuleMismatch.selector, address(fund), address(otherBook))
        );
        new VaultFactory(OWNER, otherBook, auction);
    }

    function test_constructor_RevertWhen_TheSealedBidsPointElsewhere() external {
        uint256 nonce = vm.getNonce(address(this));
        address[4] memory next = _nextFour(nonce + 1); // the fund is first
        InsuranceFund otherFund = new InsuranceFund(vm.computeCreateAddress(address(this), nonce + 1));
        LoanBook otherBook = new LoanBook(next[2], next[0], address(oracle), address(otherFund));
        DutchAuction auction = new DutchAuction(otherBook, next[1], FEES);
        BatchAuction otherBatch = new BatchAuction(auction, address(sealedBids));
        vm.expectRevert(
            abi.encodeWithSelector(
                IVaultFactory.ModuleMismatch.selector, address(sealedBids), address(otherBatch)
            )
        );
        new VaultFactory(OWNER, otherBook, auction);
    }

    /// @dev What is deployed after the loan book that is made at `nonce`.
    function _nextFour(uint256 nonce) private view returns (address[4] memory next) {
        for (uint256 i; i < 4; ++i) {
            next[i] = vm.computeCreateAddress(address(this), nonce + 1 + i);
        }
    }

    function test_constructor_MakesTheImplementation() external view {
        Vault implementation = Vault(factory.implementation());
        vm.assertEq(implementation.factory(), address(factory));
        vm.assertEq(implementation.loanBook(), address(loanBook));
        vm.assertEq(implementation.dutchAuction(), address(dutch));
        vm.assertEq(implementation.insuranceFund(), address(fund));
        vm.assertFalse(factory.isVault(address(implementation)));
    }

    // ---- create ----

    function test_create_RevertWhen_NoItems() external {
        _expectCreateRevert(
            new Item[](0), S0, address(weth), abi.encodeWithSelector(IVaultFactory.ItemCountOutOfRange.selector, 0, 16)
        );
    }

    function test_create_RevertWhen_SeventeenItems() external {
        Item[] memory items = _items(17);
        _expectCreateRevert(
            items, S0, address(weth), abi.encodeWithSelector(IVaultFactory.ItemCountOutOfRange.selector, 17, 16)
        );
    }

    function test_create_RevertWhen_SharesOutOfRange() external {
        Item[] memory items = _items(1);
        uint256[2] memory wrong = [uint256(1e18 - 1), 2 ** 112 + 1];
        for (uint256 i; i < 2; ++i) {
            bytes memory refusal =
                abi.encodeWithSelector(IVaultFactory.SharesOutOfRange.selector, wrong[i], 1e18, 2 ** 112);
            _expectCreateRevert(items, wrong[i], address(weth), refusal);
        }
    }

    function test_create_RevertWhen_TokenNotListed() external {
        Item[] memory items = _items(1);
        _expectCreateRevert(
            items, S0, STRANGER, abi.encodeWithSelector(IVaultFactory.PaymentTokenNotListed.selector, STRANGER)
        );
        vm.prank(OWNER);
        factory.listPaymentToken(address(weth), false);
        _expectCreateRevert(
            items, S0, address(weth), abi.encodeWithSelector(IVaultFactory.PaymentTokenNotListed.selector, weth)
        );
    }

    function test_create_RevertWhen_TextTooLong() external {
        Item[] memory items = _items(1);
        vm.expectRevert(abi.encodeWithSelector(IVaultFactory.TextTooLong.selector, 65, 64));
        factory.create(items, S0, address(weth), string(new bytes(65)), "SYM");
        vm.expectRevert(abi.encodeWithSelector(IVaultFactory.TextTooLong.selector, 17, 16));
        factory.create(items, S0, address(weth), "Name", string(new bytes(17)));
    }

    function test_create_RevertWhen_CollectionHasNoCode() external {
        Item[] memory items = new Item[](1);
        items[0] = Item(STRANGER, 1);
        _expectCreateRevert(
            items, S0, address(weth), abi.encodeWithSelector(IVaultFactory.NoCode.selector, STRANGER)
        );
    }

    function test_create_RevertWhen_ItemNotReceived() external {
        Item[] memory items = new Item[](1);
        items[0] = Item(address(new LyingCollection()), 1);
        bytes memory refusal =
            abi.encodeWithSelector(IVaultFactory.ItemNotReceived.selector, items[0].collection, 1);
        _expectCreateRevert(items, S0, address(weth), refusal);
    }

    function test_create_RevertWhen_ItemTwice() external {
        Item[] memory items = _items(2);
        items[1] = items[0];
        vm.prank(DEPOSITOR);
        vm.expectRevert();
        factory.create(items, S0, address(weth), "Name", "SYM");
    }

    function test_create_RevertWhen_ItemOfAnother() external {
        Item[] memory items = _items(1);
        vm.prank(STRANGER);
        vm.expectRevert();
        factory.create(items, S0, address(weth), "Name", "SYM");
    }

    function test_create_EmitsAndFills() external {
        Item[] memory items = _items(3);
        address expected = vm.computeCreateAddress(address(factory), vm.getNonce(address(factory)));
        vm.expectEmit(address(factory));
        emit IVaultFactory.VaultCreated(expected, DEPOSITOR, address(weth), S0, "Three punks", "3PNK", items);
        vm.prank(DEPOSITOR);
        Vault vault = Vault(factory.create(items, S0, address(weth), "Three punks", "3PNK"));

        vm.assertTrue(factory.isVault(address(vault)));
        vm.assertEq(uint256(vault.state()), uint256(VaultState.Open));
        vm.assertEq(vault.itemCount(), 3);
        vm.assertEq(vault.paymentToken(), address(weth));
        vm.assertEq(vault.totalShares(), S0);
        vm.assertEq(vault.balanceOf(DEPOSITOR), S0);
        for (uint256 i; i < 3; ++i) {
            vm.assertEq(vault.item(i).collection, address(collection));
            vm.assertEq(vault.item(i).tokenId, 100 + i);
            vm.assertEq(collection.ownerOf(100 + i), address(vault));
        }
        vm.expectRevert(abi.encodeWithSelector(IVault.ItemOutOfRange.selector, 3, 3));
        vault.item(3);
    }

    function test_create_AcceptsTheLimits() external {
        Item[] memory items = _items(16);
        string memory name = string(new bytes(64));
        vm.prank(DEPOSITOR);
        Vault vault = Vault(factory.create(items, 2 ** 112, address(weth), name, "ABCDEFGHIJKLMNOP"));
        vm.assertEq(vault.itemCount(), 16);
        vm.assertEq(vault.totalShares(), 2 ** 112);
        vm.assertEq(bytes(vault.name()).length, 64);
        vm.assertEq(vault.symbol(), "ABCDEFGHIJKLMNOP");
    }

    // ---- createSeries ----

    /// @dev A vault of a stranger's making would be one of the factory's, over items it does not hold.
    function test_createSeries_RevertWhen_NotTheBatchAuction() external {
        address vault = address(_newVault(1, 1));
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IVaultFactory.NotBatchAuction.selector, STRANGER));
        factory.createSeries(vault);
    }

    // ---- listPaymentToken ----

    function test_listPaymentToken_RevertWhen_NotOwner() external {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, STRANGER));
        factory.listPaymentToken(address(weth), true);
    }

    function test_listPaymentToken_RevertWhen_NoCode() external {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IVaultFactory.NoCode.selector, STRANGER));
        factory.listPaymentToken(STRANGER, true);
    }

    function test_listPaymentToken_ListsAndDelists() external {
        vm.startPrank(OWNER);
        vm.expectEmit(address(factory));
        emit IVaultFactory.PaymentTokenListed(address(collection), true);
        factory.listPaymentToken(address(collection), true);
        vm.assertTrue(factory.isListed(address(collection)));
        factory.listPaymentToken(address(collection), false);
        vm.assertFalse(factory.isListed(address(collection)));
    }

    function test_ownership_MovesInTwoSteps() external {
        vm.prank(OWNER);
        factory.transferOwnership(HOLDER);
        vm.assertEq(factory.owner(), OWNER);
        vm.prank(HOLDER);
        factory.acceptOwnership();
        vm.assertEq(factory.owner(), HOLDER);
    }
}
