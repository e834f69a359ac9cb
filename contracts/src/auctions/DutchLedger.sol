// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AuctionStatus,
    DutchItem,
    DutchTerms,
    IDutchAuction,
    Line,
    Proceeds
} from "../interfaces/IDutchAuction.sol";
import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {DutchCurve} from "../libraries/DutchCurve.sol";
import {FixedMath} from "../libraries/FixedMath.sol";
import {Sale, Tab, Waterfall} from "../Waterfall.sol";

/// @title What is stored of the Dutch auctions, and all that follows from it.
/// @dev Stored is only what cannot be derived: who kicked, when the sale starts, each item's weight, royalty and price.
/// Debt and loan terms lie frozen in the loan book; prices, rewards and lines follow from them.
abstract contract DutchLedger is IDutchAuction {
    using FixedMath for uint256;

    uint16 internal constant FEE_BPS = 50;

    /// @dev One slot.
    struct Auction {
        address keeper;
        uint40 startsAt;
        AuctionStatus status;
        uint8 round;
        uint16 soldMask;
        uint16 loanNumber; // of the vault's loans
        uint8 itemCount; // of the vault
    }

    /// @dev One slot, empty until a redo or the first payout.
    struct Payouts {
        address redoKeeper;
        uint8 paidLines;
        uint16 paidRoyalties;
    }

    struct Lot {
        uint128 weight;
        uint128 price;
    }

    struct Royalty {
        address receiver;
        uint16 bps;
    }

    /// @dev All that follows from what is stored, read once in a call.
    struct Book {
        address vault;
        AuctionStatus status;
        uint256 liquidationValue;
        uint256 durationSeconds;
        uint256 conversionPrice;
        uint256 top;
        uint256 reservePrice;
        uint256 kickReward;
        uint256 redoReward; // of a redo, whether or not there was one
        uint256 options; // of the loan
        bool inKind; // lenders take items or units: set by the call that ends it so
        Tab tab;
        Sale[] sales; // one per item of the vault
    }

    address public immutable loanBook;
    address public immutable batchAuction;
    address public immutable oracle;
    address public immutable feeRecipient;
    address public immutable insuranceFund;

    mapping(uint256 id => Auction) internal _auctions;
    mapping(uint256 id => Payouts) internal _payouts;
    mapping(uint256 id => uint256) internal _credits; // wei of debt for which lenders took units
    mapping(uint256 id => mapping(uint256 itemIndex => Lot)) internal _lots;
    mapping(uint256 id => mapping(uint256 itemIndex => Royalty)) internal _royalties;

    /// @param batchAuction_ predicted from the deployer's nonce; the factory's constructor checks.
    constructor(ILoanBook loanBook_, address batchAuction_, address feeRecipient_) {
        if (feeRecipient_ == address(0)) revert ZeroAddress();
        loanBook = address(loanBook_);
        batchAuction = batchAuction_;
        oracle = loanBook_.oracle();
        feeRecipient = feeRecipient_;
        insuranceFund = loanBook_.insuranceFund();
    }

    // ---- views ----

    /// @inheritdoc IDutchAuction
    function idOf(address vault, uint32 n) public pure returns (uint256) {
        return uint256(uint160(vault)) << 96 | n;
    }

    /// @inheritdoc IDutchAuction
    function terms(uint256 id) public view returns (DutchTerms memory found) {
        Auction memory auction = _auctions[id];
        if (auction.status == AuctionStatus.None) return found;
        Book memory book = _bookOf(id, auction);
        found.vault = book.vault;
        found.keeper = auction.keeper;
        found.redoKeeper = _payouts[id].redoKeeper;
        found.status = auction.status;
        found.round = auction.round;
        found.startsAt = auction.startsAt;
        found.durationSeconds = uint32(book.durationSeconds);
        found.liquidationValue = book.liquidationValue.toUint128();
        found.debt = book.tab.debt.toUint128();
        found.keeperReward = book.tab.keeperReward.toUint128();
        found.kickReward = book.kickReward.toUint128();
        found.penalty = book.tab.penalty.toUint128();
        found.top = book.top.toUint128();
        found.reservePrice = book.reservePrice.toUint128();
        found.raised = Waterfall.raised(book.sales).toUint128();
        found.feeBps = FEE_BPS;
        found.soldMask = auction.soldMask;
        found.itemCount = auction.itemCount;
        found.loanId = idOf(book.vault, auction.loanNumber);
    }

    /// @inheritdoc IDutchAuction
    function item(uint256 id, uint256 itemIndex) external view returns (DutchItem memory) {
        Lot memory lot = _lots[id][itemIndex];
        Royalty memory royalty = _royalties[id][itemIndex];
        return DutchItem(lot.weight, lot.price, royalty.bps, royalty.receiver);
    }

    // ---- inside ----

    function _bookOf(uint256 id, Auction memory auction) internal view returns (Book memory book) {
        // forge-lint: disable-next-line(unsafe-typecast)
        book.vault = address(uint160(id >> 96)); // all the bits there are
        book.status = auction.status;
        book.sales = new Sale[](auction.itemCount);
        for (uint256 i; i < book.sales.length; ++i) {
            Lot memory lot = _lots[id][i];
            book.liquidationValue += lot.weight;
            if (lot.price != 0) book.sales[i] = Sale(lot.price, _royalties[id][i].bps);
        }
        uint256 loanId = idOf(book.vault, auction.loanNumber); // loans are numbered like auctions
        uint256 penaltyBps;
        uint256 conversionBps;
        (book.tab.debt, penaltyBps, conversionBps, book.durationSeconds, book.options) =
            ILoanBook(loanBook).auctionTerms(loanId);
        book.tab.feeBps = FEE_BPS;
        book.tab.penalty = Waterfall.debtPartDown(book.tab.debt, penaltyBps);
        book.conversionPrice = Waterfall.debtPartDown(book.tab.debt, conversionBps);
        _price(book, auction.round);
        book.tab.keeperReward = book.kickReward;
        if (auction.round == 0) return book;
        if (_payouts[id].redoKeeper != address(0)) book.tab.keeperReward += book.redoReward;
        if (auction.status == AuctionStatus.Settled) book.tab.debt -= _credits[id]; // penalty and rewards rest on all
    }

    /// @dev The round's prices, and the rewards, which rest on the first round's reserve price.
    function _price(Book memory book, uint256 round) internal pure {
        uint256 value = book.liquidationValue;
        uint256 firstReserve = DutchCurve.reservePriceDown(0, value, book.conversionPrice);
        book.reservePrice =
            round == 0 ? firstReserve : DutchCurve.reservePriceDown(round, value, book.conversionPrice);
        book.top = DutchCurve.topUp(round, value, book.reservePrice);
        book.kickReward = Waterfall.keeperRewardDown(book.tab.debt, firstReserve, book.tab.penalty);
        book.redoReward = Waterfall.redoRewardDown(book.kickReward, firstReserve, book.tab.penalty);
    }

    function _running(uint256 id) internal view returns (Auction memory) {
        return _in(id, AuctionStatus.Running);
    }

    function _in(uint256 id, AuctionStatus status) internal view returns (Auction memory auction) {
        auction = _auctions[id];
        if (auction.status != status) revert AuctionNotRunning(id);
    }

    function _ended(uint256 id) internal view returns (Book memory) {
        Auction memory auction = _auctions[id];
        AuctionStatus status = auction.status;
        if (status != AuctionStatus.Settled && status != AuctionStatus.Covered && status != AuctionStatus.Cured) {
            revert NotEnded(id);
        }
        return _bookOf(id, auction);
    }

    function _itemPrice(uint256 id, Auction memory auction, Book memory book, uint256 itemIndex)
        internal
        view
        returns (uint256)
    {
        _requireForSale(auction, book, itemIndex);
        uint256 price = _priceUp(auction, book, block.timestamp);
        return DutchCurve.itemPriceUp(price, _lots[id][itemIndex].weight, book.liquidationValue);
    }

    function _priceUp(Auction memory auction, Book memory book, uint256 timestamp) internal pure returns (uint256) {
        return DutchCurve.priceAtUp(
            auction.round,
            book.liquidationValue,
            book.top,
            book.reservePrice,
            auction.startsAt,
            book.durationSeconds,
            timestamp
        );
    }

    function _requireForSale(Auction memory auction, Book memory book, uint256 itemIndex) internal pure {
        if (itemIndex >= book.sales.length || auction.soldMask & _bit(itemIndex) != 0) revert ItemNotForSale(itemIndex);
    }

    function _lineOf(uint256 id, Book memory book, Line line) internal view returns (address payee, uint256 amount) {
        Proceeds memory proceeds = _proceeds(book);
        uint256 toKicker = book.kickReward.min(proceeds.keeper);
        if (line == Line.Keeper) return (_auctions[id].keeper, toKicker);
        if (line == Line.RedoKeeper) return (_payouts[id].redoKeeper, proceeds.keeper - toKicker);
        if (line == Line.Insurance) return (insuranceFund, proceeds.penalty);
        return (feeRecipient, proceeds.fee);
    }

    /// @dev A cured auction sold nothing: its proceeds are what the payer of the cure paid.
    function _proceeds(Book memory book) internal pure returns (Proceeds memory found) {
        if (book.status != AuctionStatus.Cured) return _split(book);
        found.keeper = book.tab.keeperReward;
        found.debt = book.tab.debt;
        found.proceeds = found.keeper + found.debt;
    }

    function _split(Book memory book) internal pure returns (Proceeds memory found) {
        (found,) = Waterfall.split(book.tab, book.sales);
    }

    function _bit(uint256 itemIndex) internal pure returns (uint16) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint16(1 << itemIndex); // at most 16 items
    }
}
