// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchAuction} from "../../src/interfaces/IBatchAuction.sol";
import {BookHarness} from "../utils/BookHarness.sol";
import {MechHarness} from "../utils/MechHarness.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

/// @notice The shared vectors of books, of prices spread over items, and of new series handed to lenders.
contract BatchVectorsTest {
    using Vectors for string;

    BookHarness private immutable BOOKS = new BookHarness();
    MechHarness private immutable HARNESS = new MechHarness();

    function test_book_Vectors() external {
        string memory json = Vectors.read("batch");
        uint256[] memory counts = json.uints(".book.bidCount");
        uint256 first;
        for (uint256 row; row < counts.length; ++row) {
            _checkBook(json, row, first, counts[row]);
            first += counts[row];
        }
        vm.assertGt(counts.length, 40, "rows");
    }

    function test_spread_Vectors() external view {
        string memory json = Vectors.read("batch");
        uint256[] memory prices = json.uints(".spread.price");
        uint256[] memory counts = json.uints(".spread.itemCount");
        uint256[] memory weights = json.uints(".spread.itemWeight");
        uint256[] memory parts = json.uints(".spread.itemPrice");
        uint256 next;
        for (uint256 row; row < prices.length; ++row) {
            // forge-lint: disable-next-line(unsafe-typecast)
            uint256[] memory found = HARNESS.spread(uint128(prices[row]), _slice(weights, next, counts[row]));
            for (uint256 i; i < counts[row]; ++i) {
                vm.assertEq(found[i], parts[next++], "price of an item");
            }
        }
        vm.assertEq(next, parts.length, "items");
    }

    function test_series_Vectors() external view {
        string memory json = Vectors.read("batch");
        uint256[] memory supplies = json.uints(".series.supply");
        uint256[] memory all = json.uints(".series.allUnits");
        uint256[] memory counts = json.uints(".series.claimCount");
        uint256[] memory units = json.uints(".series.claimUnits");
        uint256[] memory parts = json.uints(".series.claimPart");
        uint256 next;
        for (uint256 row; row < supplies.length; ++row) {
            uint256 before;
            for (uint256 i; i < counts[row]; ++i) {
                // forge-lint: disable-next-item(unsafe-typecast)
                uint256 part = HARNESS.seriesPartDown(
                    uint128(supplies[row]), uint128(before), uint128(units[next]), uint128(all[row])
                );
                vm.assertEq(part, parts[next], "part of the series");
                before += units[next++];
            }
        }
        vm.assertEq(next, parts.length, "claims");
    }

    function _checkBook(string memory json, uint256 row, uint256 first, uint256 count) private {
        uint256[] memory words = BOOKS.playBook(
            json.uints(".book.reservePrice")[row],
            json.uints(".book.supply")[row],
            _slice(json.uints(".book.bidTick"), first, count),
            _slice(json.uints(".book.bidQuantity"), first, count)
        );
        vm.assertEq(words[0], json.flags(".book.isSubscribed")[row] ? 1 : 0, "is subscribed");
        vm.assertEq(words[1], json.uints(".book.margin")[row], "margin");
        vm.assertEq(words[2], json.uints(".book.above")[row], "above");
        vm.assertEq(words[3], json.uints(".book.atMargin")[row], "at the margin");
        bool[] memory outbid = json.flags(".book.bidIsOutbid");
        uint256[] memory escrows = json.uints(".book.bidEscrow");
        uint256[] memory fills = json.uints(".book.bidFill");
        uint256[] memory payments = json.uints(".book.bidPayment");
        for (uint256 i; i < count; ++i) {
            uint256 refusal = outbid[first + i] ? uint32(IBatchAuction.BidBelowMargin.selector) : 0;
            vm.assertEq(words[5 + 6 * i], refusal, "refusal");
            vm.assertEq(words[8 + 6 * i], escrows[first + i], "escrow");
            vm.assertEq(words[9 + 6 * i], fills[first + i], "fill");
            vm.assertEq(words[10 + 6 * i], payments[first + i], "payment");
        }
    }

    function _slice(uint256[] memory all, uint256 first, uint256 count) private pure returns (uint256[] memory part) {
        part = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            part[i] = all[first + i];
        }
    }
}
