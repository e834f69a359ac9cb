// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IAppraisalOracle} from "../interfaces/IAppraisalOracle.sol";
import {IBatchAuction} from "../interfaces/IBatchAuction.sol";
import {AuctionStatus, IDutchAuction, IDutchTaker, Line} from "../interfaces/IDutchAuction.sol";
import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {IVault, Item, VaultState} from "../interfaces/IVault.sol";
import {DutchCurve} from "../libraries/DutchCurve.sol";
import {FixedMath} from "../libraries/FixedMath.sol";
import {ItemProbe} from "../libraries/ItemProbe.sol";
import {Sale, Waterfall} from "../Waterfall.sol";
import {DutchFallback} from "./DutchFallback.sol";
import {DutchLedger} from "./DutchLedger.sol";

/// @title Declining-price auctions of defaulted vaults.
/// @dev The sale itself; how it ends is in DutchFallback, what is stored and what follows from it in DutchLedger.
contract DutchAuction is DutchFallback {
    using FixedMath for uint256;
    using SafeTransferLib for address;

    uint256 private constant SPACING_SECONDS = 6 hours; // between starts of one collection, so that buyers can follow
    uint256 private constant MAX_DELAY_SECONDS = 2 days;

    mapping(address collection => uint256) private _lastStartOf;

    constructor(ILoanBook loanBook_, address batchAuction_, address feeRecipient_)
        DutchLedger(loanBook_, batchAuction_, feeRecipient_)
    {}

    // ---- the auction ----

    /// @inheritdoc IDutchAuction
    function kick(address vault) external returns (uint256 id) {
        uint256 loanId = ILoanBook(loanBook).freeze(vault); // only real vaults ever had a loan
        IVault(vault).lock();
        IVault(vault).moveTo(VaultState.Dutch);
        id = idOf(vault, IVault(vault).auctionCount());

        Auction memory auction;
        auction.keeper = msg.sender;
        auction.status = AuctionStatus.Running;
        auction.soldMask = IVault(vault).deliveredMask();
        // forge-lint: disable-start(unsafe-typecast)
        auction.itemCount = uint8(IVault(vault).itemCount()); // at most 16
        auction.loanNumber = uint16(loanId); // the low part of the id, counted in 16 bits
        // forge-lint: disable-end(unsafe-typecast)
        Item[] memory items = _itemsOf(vault, auction);
        auction.startsAt = _weigh(id, items);
        _auctions[id] = auction;
        _announce(id, auction, _bookOf(id, auction));
        _sampleRoyalties(id, items);
        IVault(vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function take(
        uint256 id,
        uint256 itemIndex,
        uint256 maxPrice,
        address receiver,
        uint256 deadline,
        bytes calldata data
    ) external returns (uint256 price) {
        address vault;
        (vault, price) = _sell(id, itemIndex, maxPrice, receiver, deadline);
        if (data.length != 0) IDutchTaker(msg.sender).onLotTaken(id, itemIndex, price, data);
        IVault(vault).paymentToken().safeTransferFrom(msg.sender, vault, price);
        IVault(vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function takeNet(
        uint256 id,
        uint256 itemIndex,
        uint256 maxPrice,
        uint256 shares,
        address receiver,
        uint256 deadline
    ) external returns (uint256 price, int256 paid) {
        address vault;
        (vault, price) = _sell(id, itemIndex, maxPrice, receiver, deadline);
        uint256 claims = ILoanBook(loanBook).drawFor(idOf(vault, _auctions[id].loanNumber), msg.sender);
        if (shares != 0) claims += IVault(vault).claimFor(msg.sender, msg.sender, shares);
        paid = int256(price) - int256(claims); // forge-lint: disable-line(unsafe-typecast)
        if (claims > price) IVault(vault).pay(msg.sender, claims - price);
        else if (claims < price) IVault(vault).paymentToken().safeTransferFrom(msg.sender, vault, price - claims);
        IVault(vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function redo(uint256 id) external {
        Auction memory auction = _running(id);
        if (auction.round == LAST_ROUND) revert RoundsOver(auction.round);
        Book memory book = _bookOf(id, auction);
        _requireExpired(auction, book);

        // Once an item is sold, lenders were paid by the old reward: a new one would take that back.
        if (Waterfall.raised(book.sales) == 0) {
            _payouts[id].redoKeeper = msg.sender;
            book.tab.keeperReward += book.redoReward;
        }
        auction.round = LAST_ROUND;
        auction.startsAt = uint40(block.timestamp + DutchCurve.STEP_SECONDS);
        _auctions[id] = auction;
        _price(book, LAST_ROUND);
        emit AuctionRedone(
            id, msg.sender, LAST_ROUND, auction.startsAt, book.top, book.reservePrice, book.tab.keeperReward
        );
    }

    /// @inheritdoc IDutchAuction
    function cure(uint256 id) external {
        Auction memory auction = _auctions[id];
        if (auction.status == AuctionStatus.Batch) IBatchAuction(batchAuction).abandon(id);
        else auction = _running(id);
        Book memory book = _bookOf(id, auction);
        uint256 raised = Waterfall.raised(book.sales);
        if (raised != 0) revert TakenAlready(raised);
        IVault(book.vault).lock();
        _auctions[id].status = AuctionStatus.Cured;
        emit AuctionCured(id, msg.sender, book.tab.debt, book.tab.keeperReward);
        ILoanBook(loanBook).bookProceeds(book.vault, book.tab.debt, msg.sender);
        _closeLoan(book, 0, VaultState.Open);
        uint256 owed = book.tab.debt + book.tab.keeperReward;
        IVault(book.vault).paymentToken().safeTransferFrom(msg.sender, book.vault, owed);
        IVault(book.vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function writeOff(uint256 id, uint256 itemIndex) external {
        Auction memory auction = _running(id);
        Book memory book = _bookOf(id, auction);
        _requireForSale(auction, book, itemIndex);
        if (!ItemProbe.isLost(IVault(book.vault).item(itemIndex), book.vault)) revert ItemNotLost(itemIndex);
        IVault(book.vault).lock();
        auction.soldMask |= _bit(itemIndex);
        emit LotWrittenOff(id, itemIndex);
        IVault(book.vault).writeOff(itemIndex);
        _advance(id, auction, book, _split(book).debt, msg.sender);
        IVault(book.vault).unlock();
    }

    // ---- payouts ----

    /// @inheritdoc IDutchAuction
    function collect(uint256 id, Line line, address to) external returns (uint256 amount) {
        Book memory book = _ended(id);
        uint8 bit = uint8(_bit(uint256(line)));
        if (line == Line.Royalty || _payouts[id].paidLines & bit != 0) revert NothingToCollect(id);
        _payouts[id].paidLines |= bit;
        address payee;
        (payee, amount) = _lineOf(id, book, line);
        _pay(id, book.vault, payee, to, amount);
        emit LineCollected(id, line, payee, to, amount);
    }

    /// @inheritdoc IDutchAuction
    function collectRoyalty(uint256 id, uint256 itemIndex, address to) external returns (uint256 amount) {
        Book memory book = _ended(id);
        if (itemIndex >= book.sales.length) revert NothingToCollect(id);
        uint16 bit = _bit(itemIndex);
        if (_payouts[id].paidRoyalties & bit != 0) revert NothingToCollect(id);
        _payouts[id].paidRoyalties |= bit;
        (, uint256[] memory royalties) = Waterfall.split(book.tab, book.sales);
        address payee = _royalties[id][itemIndex].receiver;
        amount = royalties[itemIndex];
        _pay(id, book.vault, payee, to, amount);
        emit RoyaltyCollected(id, itemIndex, payee, to, amount);
    }

    // ---- inside: the kick ----

    /// @dev The items on sale, at their index; the others stay empty.
    function _itemsOf(address vault, Auction memory auction) private view returns (Item[] memory items) {
        items = new Item[](auction.itemCount);
        for (uint256 i; i < items.length; ++i) {
            if (auction.soldMask & _bit(i) == 0) items[i] = IVault(vault).item(i);
        }
    }

    /// @dev Fixes each item's weight, and the start: one step from now, and spaced from the collection's last start.
    function _weigh(uint256 id, Item[] memory items) private returns (uint40) {
        uint256 startsAt = block.timestamp + DutchCurve.STEP_SECONDS;
        for (uint256 i; i < items.length; ++i) {
            if (items[i].collection == address(0)) continue;
            uint256 value =
                IAppraisalOracle(oracle).valuationOf(items[i].collection, items[i].tokenId).liquidationValue;
            _lots[id][i].weight = value.max(1).toUint128();
            startsAt = startsAt.max(_lastStartOf[items[i].collection] + SPACING_SECONDS);
        }
        startsAt = startsAt.min(block.timestamp + MAX_DELAY_SECONDS);
        for (uint256 i; i < items.length; ++i) {
            if (items[i].collection != address(0)) _lastStartOf[items[i].collection] = startsAt;
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint40(startsAt); // at most two days from now
    }

    function _announce(uint256 id, Auction memory auction, Book memory book) private {
        // forge-lint: disable-next-item(unsafe-typecast)
        emit AuctionKicked(
            id,
            book.vault,
            auction.keeper,
            auction.startsAt,
            uint32(book.durationSeconds), // at most 14 days
            book.liquidationValue,
            book.tab.debt,
            book.kickReward,
            book.tab.penalty,
            book.top,
            book.reservePrice,
            FEE_BPS,
            auction.soldMask
        );
    }

    /// @dev Once, here: no foreign code has a word in the settlement.
    function _sampleRoyalties(uint256 id, Item[] memory items) private {
        for (uint256 i; i < items.length; ++i) {
            if (items[i].collection == address(0)) continue;
            (address receiver, uint16 bps) = ItemProbe.royaltyDown(items[i]);
            if (bps != 0) _royalties[id][i] = Royalty(receiver, bps);
            emit ItemSampled(id, i, _lots[id][i].weight, receiver, bps);
        }
    }

    // ---- inside: the sale and the payouts ----

    /// @dev Takes the vault's lock and keeps it: the item is out, the money is the caller's to bring.
    function _sell(uint256 id, uint256 itemIndex, uint256 maxPrice, address receiver, uint256 deadline)
        private
        returns (address vault, uint256 price)
    {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        if (receiver == address(0)) revert ZeroAddress();
        Auction memory auction = _running(id);
        Book memory book = _bookOf(id, auction);
        vault = book.vault;
        IVault(vault).lock();
        price = _itemPrice(id, auction, book, itemIndex);
        if (price > maxPrice) revert PriceAboveMax(price, maxPrice);

        uint256 debtPaid = _split(book).debt;
        _lots[id][itemIndex].price = price.toUint128();
        auction.soldMask |= _bit(itemIndex);
        book.sales[itemIndex] = Sale(price, _royalties[id][itemIndex].bps);
        emit LotTaken(id, itemIndex, msg.sender, receiver, price, Waterfall.raised(book.sales));
        _advance(id, auction, book, debtPaid, msg.sender);
        IVault(vault).deliver(itemIndex, receiver);
    }

    function _pay(uint256 id, address vault, address payee, address to, uint256 amount) private {
        if (to == address(0)) revert ZeroAddress();
        if (amount == 0) revert NothingToCollect(id);
        if (to != payee && msg.sender != payee) revert NotPayee(msg.sender, payee);
        IVault(vault).lock();
        IVault(vault).pay(to, amount);
        IVault(vault).unlock();
    }
}
