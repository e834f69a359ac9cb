// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchState, BatchStatus, Bid, BidKind, IBatchAuction, Outcome} from "../interfaces/IBatchAuction.sol";
import {AuctionStatus, DutchTerms, IDutchAuction, Proceeds} from "../interfaces/IDutchAuction.sol";
import {IVault, VaultState} from "../interfaces/IVault.sol";
import {BidOutcome, Close} from "../libraries/BidOutcome.sol";
import {Claims} from "../libraries/Claims.sol";
import {DutchCurve} from "../libraries/DutchCurve.sol";
import {FixedMath} from "../libraries/FixedMath.sol";
import {Rest, RestOfLot} from "../libraries/RestOfLot.sol";
import {Margin, TickBook} from "../libraries/TickBook.sol";
import {Sale, Waterfall} from "../Waterfall.sol";

/// @title Questions about auctions whose answers follow from what the auctions tell.
/// @dev Stores nothing and may do nothing: nothing in the protocol calls it, and nothing rests on it.
contract AuctionLens {
    using FixedMath for uint256;
    using RestOfLot for Rest;

    IDutchAuction public immutable dutchAuction;
    IBatchAuction public immutable batchAuction;

    constructor(IDutchAuction dutchAuction_) {
        dutchAuction = dutchAuction_;
        batchAuction = IBatchAuction(dutchAuction_.batchAuction());
    }

    // ---- Dutch ----

    /// @notice Price in wei for all items at `timestamp` in the current round. Reverts outside [startsAt, end).
    function priceAt(uint256 id, uint256 timestamp) public view returns (uint256) {
        return _priceUp(_running(id), timestamp);
    }

    /// @notice Price in wei of one item now.
    function itemPrice(uint256 id, uint256 itemIndex) external view returns (uint256) {
        DutchTerms memory terms = _running(id);
        _requireForSale(terms, itemIndex);
        uint256 weight = dutchAuction.item(id, itemIndex).weight;
        return DutchCurve.itemPriceUp(_priceUp(terms, block.timestamp), weight, terms.liquidationValue);
    }

    /// @notice The waterfall over what was raised so far; after `cure` over what was paid to cure.
    function proceedsOf(uint256 id) external view returns (Proceeds memory found) {
        DutchTerms memory terms = dutchAuction.terms(id);
        if (terms.status == AuctionStatus.None) return found;
        if (terms.status != AuctionStatus.Cured) return RestOfLot.read(dutchAuction, id).proceeds();
        found.keeper = terms.keeperReward;
        found.debt = terms.debt;
        found.proceeds = found.keeper + found.debt;
    }

    /// @notice The waterfall as if the item had been sold for `price` now: the preview.
    function previewTake(uint256 id, uint256 itemIndex, uint256 price) external view returns (Proceeds memory) {
        _requireForSale(_running(id), itemIndex);
        Rest memory rest = RestOfLot.read(dutchAuction, id);
        rest.sales[itemIndex] = Sale(price.toUint128(), rest.sales[itemIndex].royaltyBps);
        return rest.proceeds();
    }

    /// @notice What `redeemEquity` would pay now, wei.
    function redemptionOf(uint256 id) external view returns (uint256 keeper, uint256 debt, uint256 premium) {
        if (dutchAuction.terms(id).status != AuctionStatus.Converted) revert IDutchAuction.AuctionNotRunning(id);
        Rest memory rest = RestOfLot.read(dutchAuction, id);
        return Waterfall.redemption(rest.tab, rest.proceeds());
    }

    // ---- batch ----

    /// @notice What `claim` would pay now; while the auction runs as if it ended now.
    function outcomeOf(uint256 id, uint256 bidId) external view returns (Outcome memory outcome) {
        Bid memory found = batchAuction.bidOf(id, bidId);
        BatchState memory state = batchAuction.stateOf(id);
        Margin memory margin = Margin(state.isSubscribed, state.margin, state.above);
        Close memory end =
            Close(state.status, state.bestWholeBid, state.reservePrice, state.supply, state.atMargin, margin);
        uint256 price = BidOutcome.raisedDown(margin, state.reservePrice, state.supply);
        uint256 credit; // once closed, the settlement has it
        if (state.status == BatchStatus.Bidding || state.status == BatchStatus.Sealed) {
            (end.status, price, credit) = BidOutcome.winnerOf(
                margin, state.bestWholeAmount, state.reservePrice, state.supply, state.maxCredit
            );
        }
        outcome = BidOutcome.outcomeOf(end, bidId, found);
        if (found.kind == BidKind.Rollover && outcome.units != 0) {
            outcome.credit = _creditDown(id, state, found, price, credit);
            outcome.refund = found.escrow + outcome.credit - outcome.paid;
        }
    }

    // ---- inside ----

    /// @dev What the bid's old shares are worth when the lot raises `price` and unsold units pay `debtInKind`, as the
    /// vault will pay it.
    function _creditDown(
        uint256 id,
        BatchState memory state,
        Bid memory found,
        uint256 price,
        uint256 debtInKind
    ) private view returns (uint256) {
        IVault vault = IVault(dutchAuction.terms(id).vault);
        uint256 residual = vault.cash();
        if (vault.state() != VaultState.Settled) {
            Rest memory rest = RestOfLot.read(dutchAuction, id);
            rest.tab.debt -= debtInKind;
            residual += rest.residualAt(price);
        }
        uint256 before = vault.burnedOf(found.owner);
        return Claims.entitledDown(residual, before + found.shares, state.supply)
            - Claims.entitledDown(residual, before, state.supply);
    }

    function _priceUp(DutchTerms memory terms, uint256 timestamp) private pure returns (uint256) {
        return DutchCurve.priceAtUp(
            terms.round,
            terms.liquidationValue,
            terms.top,
            terms.reservePrice,
            terms.startsAt,
            terms.durationSeconds,
            timestamp
        );
    }

    function _running(uint256 id) private view returns (DutchTerms memory terms) {
        terms = dutchAuction.terms(id);
        if (terms.status != AuctionStatus.Running) revert IDutchAuction.AuctionNotRunning(id);
    }

    function _requireForSale(DutchTerms memory terms, uint256 itemIndex) private pure {
        if (itemIndex >= terms.itemCount || terms.soldMask >> itemIndex & 1 != 0) {
            revert IDutchAuction.ItemNotForSale(itemIndex);
        }
    }
}
