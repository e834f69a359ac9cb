// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Proceeds} from "./interfaces/IDutchAuction.sol";
import {BPS, FixedMath} from "./libraries/FixedMath.sol";

/// @notice What an auction must raise before share holders see a wei. Frozen at the kick. Wei.
struct Tab {
    uint256 keeperReward;
    uint256 debt;
    uint256 penalty;
    uint256 feeBps; // protocol fee, of the price of each item
}

/// @notice One sold item; items that were never sold have price 0 and pay nothing.
struct Sale {
    uint256 price; // wei
    uint256 royaltyBps;
}

/// @title Who gets what of an auction's proceeds: keeper, debt, penalty, fee and royalty, then the shares.
/// @notice Pure and total. The lines sum to the proceeds exactly, and no line falls when a price rises: fee and royalty
/// are floored once, together, because two floors could take one wei back from the residual.
library Waterfall {
    using FixedMath for uint256;

    uint256 private constant TIP = 0.05e18; // wei
    uint256 private constant CHIP_BPS = 10; // of the debt
    uint256 private constant KEEPER_CAP = 1e18; // wei
    uint256 private constant KEEPER_CAP_BPS = 200; // of the first reserve price
    uint256 private constant REDEMPTION_PREMIUM_BPS = 100;

    /// @param sales in the order of item indices, which is the order in which they reach for the rest.
    /// @return proceeds the lines. @return royalties wei for each sale; they sum to `proceeds.royalty`.
    function split(Tab memory tab, Sale[] memory sales)
        internal
        pure
        returns (Proceeds memory proceeds, uint256[] memory royalties)
    {
        proceeds.proceeds = raised(sales);
        uint256 rest = proceeds.proceeds;
        rest -= proceeds.keeper = tab.keeperReward.min(rest);
        rest -= proceeds.debt = tab.debt.min(rest);
        rest -= proceeds.penalty = tab.penalty.min(rest);

        royalties = new uint256[](sales.length);
        for (uint256 i; i < sales.length; ++i) {
            uint256 cutBps = tab.feeBps + sales[i].royaltyBps;
            uint256 cut = sales[i].price.mulDivDown(cutBps, BPS).min(rest);
            uint256 fee = cutBps == 0 ? 0 : cut.mulDivDown(tab.feeBps, cutBps);
            rest -= cut;
            proceeds.fee += fee;
            royalties[i] = cut - fee;
            proceeds.royalty += royalties[i];
        }
        proceeds.residual = rest;
    }

    /// @notice All that a settlement follows from in one word: keccak256 of id, status, the tab's four words and two
    /// words for each sale. Words in memory lie there already as they are hashed: an encoder would copy each.
    function inputsHash(uint256 id, uint8 status, Tab memory tab, Sale[] memory sales)
        internal
        pure
        returns (bytes32 hash)
    {
        assembly ("memory-safe") {
            let words := mload(0x40) // free memory, used and left
            mstore(words, id)
            mstore(add(words, 0x20), status)
            mcopy(add(words, 0x40), tab, 0x80)
            let end := add(words, 0xc0)
            let last := add(sales, shl(5, mload(sales)))
            for {} lt(sales, last) {} {
                sales := add(sales, 0x20)
                mcopy(end, mload(sales), 0x40)
                end := add(end, 0x40)
            }
            hash := keccak256(words, sub(end, words))
        }
    }

    /// @notice What is open of K and of the debt, and the lenders' premium on both, rounded up. Wei.
    function redemption(Tab memory tab, Proceeds memory proceeds)
        internal
        pure
        returns (uint256 keeper, uint256 debt, uint256 premium)
    {
        keeper = tab.keeperReward - proceeds.keeper;
        debt = tab.debt - proceeds.debt;
        premium = (keeper + debt).mulDivUp(REDEMPTION_PREMIUM_BPS, BPS);
    }

    /// @notice True when the prices so far pay every line in full: the items left over need not be sold.
    function isCovered(Tab memory tab, Sale[] memory sales) internal pure returns (bool) {
        return raised(sales) >= needed(tab, sales);
    }

    /// @notice What stands before the shares at these prices, every line in full, wei.
    function needed(Tab memory tab, Sale[] memory sales) internal pure returns (uint256 total) {
        total = tab.keeperReward + tab.debt + tab.penalty;
        for (uint256 i; i < sales.length; ++i) {
            total += sales[i].price.mulDivDown(tab.feeBps + sales[i].royaltyBps, BPS);
        }
    }

    /// @notice Spreads one price over items by weight: floors of running sums, so the parts sum to it.
    /// @param weights 0 for an item that is not among them; they sum to less than 2^128 and more than 0.
    function spread(uint256 price, uint256[] memory weights) internal pure returns (uint256[] memory parts) {
        uint256 total;
        for (uint256 i; i < weights.length; ++i) {
            total += weights[i];
        }
        parts = new uint256[](weights.length);
        uint256 before;
        uint256 spent;
        for (uint256 i; i < weights.length; ++i) {
            before += weights[i];
            uint256 upTo = price.mulDivDown(before, total);
            parts[i] = upTo - spent;
            spent = upTo;
        }
    }

    function raised(Sale[] memory sales) internal pure returns (uint256 total) {
        for (uint256 i; i < sales.length; ++i) {
            total += sales[i].price;
        }
    }

    /// @notice The first price of a single item at which lenders are whole, wei.
    function debtCoveredPrice(Tab memory tab) internal pure returns (uint256) {
        return tab.keeperReward + tab.debt;
    }

    /// @notice The first price of a single item that leaves a wei for the shares; exact. feeBps + royaltyBps < 10 000.
    function equityPrice(Tab memory tab, uint256 royaltyBps) internal pure returns (uint256) {
        uint256 owed = tab.keeperReward + tab.debt + tab.penalty;
        return owed * BPS / (BPS - tab.feeBps - royaltyBps) + 1;
    }

    /// @notice K of the kick, wei: fixed before any price is known, so the waterfall stays monotone; never above the
    /// penalty, so that defaulting on oneself does not pay.
    function keeperRewardDown(uint256 debt, uint256 firstReservePrice, uint256 penalty)
        internal
        pure
        returns (uint256)
    {
        return (TIP + debt.mulDivDown(CHIP_BPS, BPS)).min(keeperCapDown(firstReservePrice, penalty));
    }

    /// @notice What the first redo adds to K, wei, under the same caps as K.
    function redoRewardDown(uint256 keeperReward, uint256 firstReservePrice, uint256 penalty)
        internal
        pure
        returns (uint256)
    {
        return (TIP / 2).min(keeperCapDown(firstReservePrice, penalty) - keeperReward);
    }

    function keeperCapDown(uint256 firstReservePrice, uint256 penalty) internal pure returns (uint256) {
        return KEEPER_CAP.min(firstReservePrice.mulDivDown(KEEPER_CAP_BPS, BPS)).min(penalty);
    }

    /// @notice A part of the debt in wei: the penalty, or the conversion price below which the lenders keep the items.
    function debtPartDown(uint256 debt, uint256 partBps) internal pure returns (uint256) {
        return debt.mulDivDown(partBps, BPS);
    }
}
