// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BatchStatus, Bid, BidKind, Outcome} from "../interfaces/IBatchAuction.sol";
import {FixedMath} from "./FixedMath.sol";
import {Margin, TickBook} from "./TickBook.sol";

/// @notice Where a batch auction ended, or would end now.
struct Close {
    BatchStatus status;
    uint256 winner; // the bid for the whole that is best
    uint256 reservePrice;
    uint256 supply;
    uint256 atMargin;
    Margin margin;
}

/// @title What a bid comes to after the end.
library BidOutcome {
    using FixedMath for uint256;

    /// @dev A rollover's credit and refund rest on the vault's residual, and are the caller's to add.
    function outcomeOf(Close memory end, uint256 bidId, Bid memory found)
        internal
        pure
        returns (Outcome memory outcome)
    {
        if (found.kind == BidKind.Whole) {
            if (end.status == BatchStatus.Whole && bidId == end.winner) outcome.paid = found.escrow;
        } else if (end.status == BatchStatus.Parts) {
            outcome.units =
                TickBook.fill(end.margin, end.atMargin, end.supply, found.tick, found.quantity, found.before);
            uint256 price = TickBook.priceOf(end.reservePrice, end.margin.tick);
            outcome.paid = TickBook.paymentUp(outcome.units, price, end.supply);
        }
        if (found.kind != BidKind.Rollover || outcome.units == 0) {
            outcome.refund = found.escrow - outcome.paid;
            outcome.shares = found.shares;
        }
    }

    /// @notice Who wins and what the lot raises: the best bid for the whole, or the crowd, or nobody. A crowd that
    /// takes less than all wins when the lenders take the rest in kind.
    /// @param best wei, 0 without a bid for the whole.
    /// @param maxCredit wei of debt that units may pay; 0 when the lenders take none.
    /// @return status Whole, Parts or Failed. @return price wei. @return credit wei of debt that the rest pays.
    function winnerOf(Margin memory margin, uint256 best, uint256 reservePrice, uint256 supply, uint256 maxCredit)
        internal
        pure
        returns (BatchStatus status, uint256 price, uint256 credit)
    {
        uint256 parts = raisedDown(margin, reservePrice, supply);
        if (best != 0 && (best >= parts || !margin.isSubscribed)) return (BatchStatus.Whole, best, 0);
        if (margin.isSubscribed) return (BatchStatus.Parts, parts, 0);
        credit = (supply - margin.above).mulDivDown(reservePrice, supply);
        // Nobody to stand behind, units worth less than a wei, or more than what is owed: all is converted.
        if (margin.above == 0 || credit == 0 || credit > maxCredit) return (BatchStatus.Failed, 0, 0);
        return (BatchStatus.Parts, parts, credit);
    }

    /// @notice What the units that are bid for raise, wei: all of them at the margin's price, or fewer at the reserve.
    function raisedDown(Margin memory margin, uint256 reservePrice, uint256 supply) internal pure returns (uint256) {
        if (margin.isSubscribed) return TickBook.priceOf(reservePrice, margin.tick);
        return margin.above.mulDivDown(reservePrice, supply);
    }
}
