// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchAuction} from "../../src/interfaces/IBatchAuction.sol";
import {Margin, TickBook, Ticks} from "../../src/libraries/TickBook.sol";
import {Draw} from "../utils/Draw.sol";
import {vm, within} from "../utils/Vm.sol";

/// @notice A book of its own.
contract BookHarness {
    Ticks private _ticks;
    Margin private _margin;
    uint256 public supply;

    constructor(uint256 supply_) {
        supply = supply_;
    }

    function bid(uint256 tick, uint256 quantity) external returns (uint256 before) {
        Margin memory moved = _margin;
        TickBook.requireTakes(_ticks, moved, supply, tick, quantity);
        before = TickBook.place(_ticks, moved, supply, tick, quantity);
        _margin = moved;
    }

    function margin() external view returns (Margin memory) {
        return _margin;
    }

    function fill(uint256 tick, uint256 quantity, uint256 before) external view returns (uint256) {
        return TickBook.fill(_margin, _ticks.units[_margin.tick], supply, tick, quantity, before);
    }

    function setUnits(uint256 tick, uint256 units) external {
        _ticks.units[tick] = units;
    }
}

/// @notice The book against a clearing over the whole list of bids, refused ones included.
contract TickBookTest {
    struct Entry {
        uint256 tick;
        uint256 quantity;
        uint256 before;
        bool taken;
    }

    Entry[] private _entries;

    // ---- refusals ----

    function test_bid_RevertWhen_TheTickIsFull() external {
        BookHarness book = new BookHarness(1e18);
        book.setUnits(5, type(uint128).max - 1e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.TickFull.selector, 1e18, 1e18 - 1));
        book.bid(5, 1e18);
        vm.assertEq(book.bid(5, 1e18 - 1), type(uint128).max - 1e18 + 1); // up to the last unit
    }

    /// @dev A supply that a thousand does not divide: the least is rounded up, so 999 of them stay below it.
    function test_bid_RevertWhen_BelowTheRoundedUpLeast() external {
        uint256 supply = 1e18 + 1;
        BookHarness book = new BookHarness(supply);
        vm.expectRevert(abi.encodeWithSelector(IBatchAuction.BidTooSmall.selector, 1e15, 1e15 + 1));
        book.bid(0, 1e15);
        book.bid(0, 1e15 + 1);
    }

    // ---- the margin ----

    /// forge-config: default.fuzz.runs = 400
    function testFuzz_bid_TheMarginIsThatOfTheWholeList(uint256 seed) external {
        uint256 supply = Draw.amountIn(seed, 1e18, 2 ** 112);
        BookHarness book = new BookHarness(supply);
        uint256 count = within(seed >> 8, 1, 30);
        uint256 last;
        for (uint256 i; i < count; ++i) {
            _bid(book, supply, uint256(keccak256(abi.encode(seed, i))));
            Margin memory found = book.margin();
            vm.assertGe(found.tick, last, "the margin fell");
            last = found.tick;
            _assertMargin(found, supply);
        }
        _assertFills(book, supply);
    }

    /// @dev Splitting a bid in two changes its own units by one at most, and nobody else's by more.
    /// forge-config: default.fuzz.runs = 200
    function testFuzz_fill_SplittingABidGainsNothing(uint256 seed) external {
        uint256 supply = Draw.amountIn(seed, 1e18, 2 ** 112);
        (BookHarness whole, BookHarness split) = (new BookHarness(supply), new BookHarness(supply));
        uint256 least = (supply + 999) / 1_000;
        uint256 other = within(seed >> 16, least, supply);
        uint256 mine = within(uint256(keccak256(abi.encode(seed))), 2 * least, supply);
        (whole.bid(3, other), split.bid(3, other));
        uint256 before = whole.bid(3, mine);
        split.bid(3, mine / 2);
        uint256 middle = split.bid(3, mine - mine / 2);
        if (!whole.margin().isSubscribed) return;
        uint256 alone = whole.fill(3, mine, before);
        uint256 parts = split.fill(3, mine / 2, other) + split.fill(3, mine - mine / 2, middle);
        vm.assertEq(alone, parts, "telescoped floors depend on how a bid is cut");
        vm.assertEq(whole.fill(3, other, 0), split.fill(3, other, 0), "another bidder's units");
    }

    // ---- parts ----

    /// @dev Few ticks, so that they meet, or any; quantities of all sizes.
    function _bid(BookHarness book, uint256 supply, uint256 seed) private {
        uint256 tick = seed % 3 == 0 ? (seed >> 8) % 65_536 : (seed >> 8) % 6 * 255;
        uint256 least = (supply + 999) / 1_000;
        uint256 quantity = within(seed >> 32, least, seed % 5 == 0 ? supply : supply / 4);
        try book.bid(tick, quantity) returns (uint256 before) {
            _entries.push(Entry(tick, quantity, before, true));
        } catch (bytes memory reason) {
            bytes4 why = bytes4(reason);
            vm.assertTrue(why == IBatchAuction.BidBelowMargin.selector, "refused for another reason");
            _entries.push(Entry(tick, quantity, 0, false));
        }
    }

    function _assertMargin(Margin memory found, uint256 supply) private view {
        (bool subscribed, uint256 highest) = (false, 0);
        for (uint256 i; i < _entries.length; ++i) {
            bool higher = !subscribed || _entries[i].tick > highest;
            if (higher && _demand(_entries[i].tick) >= supply) (subscribed, highest) = (true, _entries[i].tick);
        }
        vm.assertTrue(found.isSubscribed == subscribed, "subscribed or not");
        vm.assertEq(found.tick, highest, "another margin");
        vm.assertEq(found.above, subscribed ? _demand(highest + 1) : _demand(0), "units above the margin");
    }

    /// @dev They sum to the supply, each within a unit of its exact part; a refused bid would have got none.
    function _assertFills(BookHarness book, uint256 supply) private view {
        Margin memory found = book.margin();
        uint256 sum;
        uint256 taken;
        for (uint256 i; i < _entries.length; ++i) {
            Entry memory entry = _entries[i];
            if (!entry.taken) {
                vm.assertLt(entry.tick, found.tick, "a bid was refused that could have won");
                continue;
            }
            uint256 units = book.fill(entry.tick, entry.quantity, entry.before);
            vm.assertLe(units, entry.quantity, "more than was bid");
            sum += units;
            taken += entry.quantity;
        }
        vm.assertEq(sum, found.isSubscribed ? supply : taken, "the fills do not sum");
    }

    function _demand(uint256 tick) private view returns (uint256 units) {
        for (uint256 i; i < _entries.length; ++i) {
            if (_entries[i].tick >= tick) units += _entries[i].quantity;
        }
    }
}
