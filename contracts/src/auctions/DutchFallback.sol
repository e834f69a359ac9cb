// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {IBatchAuction} from "../interfaces/IBatchAuction.sol";
import {AuctionStatus, IDutchAuction, Proceeds} from "../interfaces/IDutchAuction.sol";
import {ILoanBook} from "../interfaces/ILoanBook.sol";
import {IVault, VaultState} from "../interfaces/IVault.sol";
import {FixedMath} from "../libraries/FixedMath.sol";
import {ItemProbe} from "../libraries/ItemProbe.sol";
import {LoanOptions} from "../libraries/LoanOptions.sol";
import {Sale, Waterfall} from "../Waterfall.sol";
import {DutchLedger} from "./DutchLedger.sol";

/// @title How an auction ends, and what follows when nobody took: a batch auction, or the lenders own what is left.
abstract contract DutchFallback is DutchLedger {
    using FixedMath for uint256;
    using SafeTransferLib for address;

    uint8 internal constant LAST_ROUND = 1;
    uint256 private constant MAX_BATCH_RESERVE = 2 ** 121; // so that the top of the price grid fits 128 bits
    uint40 private constant REDEMPTION_SECONDS = 7 days;

    modifier onlyBatchAuction() {
        if (msg.sender != batchAuction) revert NotBatchAuction(msg.sender);
        _;
    }

    // ---- anybody ----

    /// @inheritdoc IDutchAuction
    function toBatch(uint256 id) external {
        Auction memory auction = _running(id);
        if (auction.round != LAST_ROUND) revert RoundsLeft(auction.round, LAST_ROUND);
        Book memory book = _bookOf(id, auction);
        _requireExpired(auction, book);
        _auctions[id].status = AuctionStatus.Batch;
        IVault(book.vault).lock();
        uint256 reservePrice = book.conversionPrice.max(1).min(MAX_BATCH_RESERVE);
        IBatchAuction(batchAuction).open(
            id,
            reservePrice,
            IVault(book.vault).totalShares(),
            book.options & LoanOptions.SEALED_BIDS != 0,
            book.options & LoanOptions.BACKSTOP == 0 ? 0 : book.tab.debt - _split(book).debt
        );
        IVault(book.vault).moveTo(VaultState.Batch);
        IVault(book.vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function redeemEquity(uint256 id) external {
        Auction memory auction = _in(id, AuctionStatus.Converted);
        uint256 redeemableUntil = auction.startsAt + REDEMPTION_SECONDS;
        if (block.timestamp >= redeemableUntil) revert RedemptionOver(block.timestamp, redeemableUntil);
        Book memory book = _bookOf(id, auction);
        (uint256 keeper, uint256 debt, uint256 premium) = Waterfall.redemption(book.tab, _split(book));
        _auctions[id].status = AuctionStatus.Cured;
        IVault(book.vault).lock();
        emit EquityRedeemed(id, msg.sender, debt, premium, keeper);
        ILoanBook(loanBook).bookProceeds(book.vault, debt, msg.sender);
        ILoanBook(loanBook).bookProceeds(book.vault, premium, msg.sender);
        _closeLoan(book, 0, VaultState.Open);
        IVault(book.vault).paymentToken().safeTransferFrom(msg.sender, book.vault, keeper + debt + premium);
        IVault(book.vault).unlock();
    }

    // ---- the batch auction ----

    /// @inheritdoc IDutchAuction
    function settle(uint256 id, uint256 price, uint256 credit) external onlyBatchAuction {
        Auction memory auction = _in(id, AuctionStatus.Batch);
        Book memory book = _bookOf(id, auction);
        uint256 debtPaid = _split(book).debt;
        if (credit != 0) {
            book.tab.debt -= credit;
            book.inKind = true;
            _credits[id] = credit;
        }
        uint256[] memory weights = new uint256[](book.sales.length);
        for (uint256 i; i < weights.length; ++i) {
            if (auction.soldMask & _bit(i) == 0) weights[i] = _lots[id][i].weight;
        }
        uint256[] memory prices = Waterfall.spread(price, weights);
        for (uint256 i; i < weights.length; ++i) {
            if (prices[i] == 0) continue; // sold before, or for less than a wei: pays nothing
            book.sales[i] = Sale(prices[i], _royalties[id][i].bps);
            _lots[id][i].price = prices[i].toUint128();
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        auction.soldMask = uint16((1 << book.sales.length) - 1); // at most 16 items
        IVault(book.vault).lock();
        _advance(id, auction, book, debtPaid, book.vault); // where the money of the bids lies already
        IVault(book.vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function fail(uint256 id) external onlyBatchAuction {
        Auction memory auction = _in(id, AuctionStatus.Batch);
        Book memory book = _bookOf(id, auction);
        IVault(book.vault).lock();
        for (uint256 i; i < book.sales.length; ++i) {
            if (auction.soldMask & _bit(i) == 0 && ItemProbe.isGone(IVault(book.vault).item(i), book.vault)) {
                auction.soldMask |= _bit(i);
                emit LotWrittenOff(id, i);
                IVault(book.vault).writeOff(i);
            }
        }
        Proceeds memory proceeds = _split(book);
        uint256 open = book.tab.debt - proceeds.debt;
        if (open == 0 || _isSold(auction, book)) {
            _end(id, auction, book, proceeds);
        } else {
            auction.status = AuctionStatus.Converted;
            // forge-lint: disable-next-line(unsafe-typecast)
            auction.startsAt = uint40(block.timestamp);
            _auctions[id] = auction;
            emit AuctionConverted(id, open, auction.startsAt + REDEMPTION_SECONDS);
            IVault(book.vault).moveTo(VaultState.Converted);
        }
        IVault(book.vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function lapse(uint256 id) external onlyBatchAuction {
        Auction memory auction = _in(id, AuctionStatus.Converted);
        uint256 redeemableUntil = auction.startsAt + REDEMPTION_SECONDS;
        if (block.timestamp < redeemableUntil) revert RedemptionOpen(block.timestamp, redeemableUntil);
        Book memory book = _bookOf(id, auction);
        // forge-lint: disable-next-line(unsafe-typecast)
        auction.soldMask = uint16((1 << book.sales.length) - 1); // the rest goes to the lenders
        book.inKind = true;
        IVault(book.vault).lock();
        _end(id, auction, book, _split(book));
        IVault(book.vault).unlock();
    }

    /// @inheritdoc IDutchAuction
    function convertPosition(uint256 id, address lender)
        external
        onlyBatchAuction
        returns (uint256 units, uint256 allUnits)
    {
        return ILoanBook(loanBook).convertPosition(id >> 96 << 96 | _auctions[id].loanNumber, lender);
    }

    // ---- inside ----

    /// @dev Books what the lenders gained since `debtPaid`; ends the auction when nothing is left to sell or to raise.
    function _advance(uint256 id, Auction memory auction, Book memory book, uint256 debtPaid, address payer) internal {
        Proceeds memory proceeds = _split(book);
        if (proceeds.debt != debtPaid) {
            ILoanBook(loanBook).bookProceeds(book.vault, proceeds.debt - debtPaid, payer);
        }
        bool isOver = _isSold(auction, book) || Waterfall.isCovered(book.tab, book.sales);
        if (isOver) _end(id, auction, book, proceeds);
        else _auctions[id] = auction;
    }

    /// @dev Everything sold: the residual is fixed. Items left over: the debt needs them no more, the vault is open.
    function _end(uint256 id, Auction memory auction, Book memory book, Proceeds memory proceeds) private {
        bool isSold = _isSold(auction, book);
        auction.status = isSold ? AuctionStatus.Settled : AuctionStatus.Covered;
        _auctions[id] = auction;
        _closeLoan(book, book.tab.debt - proceeds.debt, isSold ? VaultState.Settled : VaultState.Open);
        IVault(book.vault).bookCash(proceeds.residual);
        emit AuctionSettled(
            id,
            auction.status,
            proceeds.proceeds,
            proceeds.keeper,
            proceeds.debt,
            proceeds.penalty,
            proceeds.fee,
            proceeds.royalty,
            proceeds.residual
        );
        emit StatementHashed(id, Waterfall.inputsHash(id, uint8(auction.status), book.tab, book.sales));
    }

    function _closeLoan(Book memory book, uint256 badDebt, VaultState to) internal {
        ILoanBook(loanBook).close(book.vault, badDebt, book.inKind);
        IVault(book.vault).moveTo(to);
    }

    function _isSold(Auction memory auction, Book memory book) private pure returns (bool) {
        return auction.soldMask == (1 << book.sales.length) - 1;
    }

    function _requireExpired(Auction memory auction, Book memory book) internal view {
        uint256 closesAt = auction.startsAt + book.durationSeconds;
        if (block.timestamp < closesAt) revert AuctionStillOpen(block.timestamp, closesAt);
    }
}
