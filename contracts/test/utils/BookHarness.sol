// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchAuction} from "../../src/auctions/BatchAuction.sol";
import {DutchItem, DutchTerms, IDutchAuction} from "../../src/interfaces/IDutchAuction.sol";
import {Margin, TickBook, Ticks} from "../../src/libraries/TickBook.sol";

/// @title As much of a Dutch auction as a batch auction reads of it.
contract DutchStub {
    uint256[] private _header;
    uint256[] private _items;

    function set(uint256[] calldata header, uint256[] calldata items) external {
        _header = header;
        _items = items;
    }

    function open(BatchAuction batch, uint256 id, uint256 reservePrice, uint256 supply) external {
        batch.open(id, reservePrice, supply, false, 0);
    }

    function loanBook() external view returns (address) {
        return address(this);
    }

    function terms(uint256) external view returns (DutchTerms memory found) {
        found.keeperReward = uint128(_header[0]);
        found.debt = uint128(_header[1]);
        found.penalty = uint128(_header[2]);
        found.feeBps = uint16(_header[3]);
        found.itemCount = uint8(_items.length / 3);
        for (uint256 i; i < found.itemCount; ++i) {
            // forge-lint: disable-next-line(unsafe-typecast)
            if (_items[3 * i] == 0) found.soldMask |= uint16(1 << i);
        }
    }

    function item(uint256, uint256 i) external view returns (DutchItem memory found) {
        found.weight = uint128(_items[3 * i]);
        found.price = uint128(_items[3 * i + 1]);
        found.royaltyBps = uint16(_items[3 * i + 2]);
    }
}

/// @title What of a batch auction needs storage, behind doors that one `eth_call` can go through many times.
contract BookHarness {
    struct Outcome {
        bool accepted;
        bytes data; // the ABI-encoded result, or the revert data
    }

    uint256 private constant WORDS_BEFORE_BIDS = 5;
    uint256 private constant WORDS_OF_BID = 6;

    mapping(uint256 book => Ticks) private _ticks;
    uint256 private _count;
    DutchStub private _dutch;
    BatchAuction private _batch;

    /// @notice Runs each ABI-encoded call of this contract on its own; a refusal of one does not touch the others.
    function batch(bytes[] calldata calls) external returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (outcomes[i].accepted, outcomes[i].data) = address(this).call(calls[i]);
        }
    }

    /// @notice A whole book in one call.
    /// @return words 1 once subscribed, margin, above, units at the margin, and 1 if a scan of the bids, instead of the
    /// bitmap, finds the same margin after every bid; then of each bid: the selector of the error that refused it and
    /// its two arguments, escrow, fill, payment.
    function playBook(uint256 reservePrice, uint256 supply, uint256[] memory ticks, uint256[] memory quantities)
        external
        returns (uint256[] memory words)
    {
        words = new uint256[](WORDS_BEFORE_BIDS + WORDS_OF_BID * ticks.length);
        uint256 book = ++_count;
        Margin memory margin;
        Margin memory scanned;
        uint256[] memory befores = new uint256[](ticks.length);
        words[4] = 1;
        for (uint256 i; i < ticks.length; ++i) {
            try this.place(book, margin, supply, ticks[i], quantities[i]) returns (Margin memory next, uint256 before) {
                margin = next;
                befores[i] = before;
                _scan(scanned, supply, ticks, quantities, words, i);
                if (keccak256(abi.encode(margin)) != keccak256(abi.encode(scanned))) words[4] = 0;
            } catch (bytes memory reason) {
                uint256 first = WORDS_BEFORE_BIDS + WORDS_OF_BID * i;
                // forge-lint: disable-next-line(unsafe-typecast)
                words[first] = uint32(bytes4(reason));
                assembly ("memory-safe") {
                    mstore(add(words, mul(add(first, 2), 32)), mload(add(reason, 36)))
                    mstore(add(words, mul(add(first, 3), 32)), mload(add(reason, 68)))
                }
            }
        }
        (words[0], words[1], words[2]) = (margin.isSubscribed ? 1 : 0, margin.tick, margin.above);
        if (margin.isSubscribed) words[3] = _ticks[book].units[margin.tick];
        uint256 price = TickBook.priceOf(reservePrice, margin.tick);
        for (uint256 i; i < ticks.length; ++i) {
            uint256 first = WORDS_BEFORE_BIDS + WORDS_OF_BID * i;
            if (words[first] != 0) continue;
            words[first + 3] = TickBook.paymentUp(quantities[i], TickBook.priceOf(reservePrice, ticks[i]), supply);
            words[first + 4] = TickBook.fill(margin, words[3], supply, ticks[i], quantities[i], befores[i]);
            words[first + 5] = TickBook.paymentUp(words[first + 4], price, supply);
        }
    }

    function place(uint256 book, Margin memory margin, uint256 supply, uint256 tick, uint256 quantity)
        external
        returns (Margin memory, uint256 before)
    {
        TickBook.requireTakes(_ticks[book], margin, supply, tick, quantity);
        before = TickBook.place(_ticks[book], margin, supply, tick, quantity);
        return (margin, before);
    }

    /// @param header keeper reward, debt, penalty, fee; reserve price, supply; tick, quantity, old shares.
    /// @param items of each: weight (0 once sold), price, royalty.
    function rolloverEscrowUp(uint256[] calldata header, uint256[] calldata items) external returns (uint256) {
        if (address(_dutch) == address(0)) {
            _dutch = new DutchStub();
            _batch = new BatchAuction(IDutchAuction(address(_dutch)), address(0));
        }
        uint256 id = ++_count;
        _dutch.set(header, items);
        _dutch.open(_batch, id, header[4], header[5]);
        return _batch.rolloverEscrowUp(id, header[6], header[7], header[8]);
    }

    /// @dev The margin after bid number `last`, walking up by looking at all bids taken.
    function _scan(
        Margin memory margin,
        uint256 supply,
        uint256[] memory ticks,
        uint256[] memory quantities,
        uint256[] memory words,
        uint256 last
    ) private pure {
        if (margin.isSubscribed && ticks[last] == margin.tick) return;
        margin.above += quantities[last];
        while (margin.above >= supply) {
            uint256 lowest = type(uint256).max;
            uint256 units;
            for (uint256 i; i <= last; ++i) {
                if (words[WORDS_BEFORE_BIDS + WORDS_OF_BID * i] != 0) continue;
                if (margin.isSubscribed && ticks[i] <= margin.tick) continue;
                if (ticks[i] < lowest) (lowest, units) = (ticks[i], 0);
                if (ticks[i] == lowest) units += quantities[i];
            }
            (margin.isSubscribed, margin.tick) = (true, lowest);
            margin.above -= units;
        }
    }
}
