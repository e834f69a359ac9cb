// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DutchItem, DutchTerms, IDutchAuction, Proceeds} from "../interfaces/IDutchAuction.sol";
import {Sale, Tab, Waterfall} from "../Waterfall.sol";
import {BPS} from "./FixedMath.sol";

/// @notice A Dutch auction's terms and sales, and the weights of the items it did not sell (0 for the others).
struct Rest {
    Tab tab;
    Sale[] sales;
    uint256[] weights;
}

/// @title What share holders get if all that is left of an auction is sold for one price.
library RestOfLot {
    function read(IDutchAuction auction, uint256 id) internal view returns (Rest memory rest) {
        DutchTerms memory terms = auction.terms(id);
        rest.tab = Tab(terms.keeperReward, terms.debt, terms.penalty, terms.feeBps);
        rest.sales = new Sale[](terms.itemCount);
        rest.weights = new uint256[](terms.itemCount);
        for (uint256 i; i < terms.itemCount; ++i) {
            DutchItem memory item = auction.item(id, i);
            rest.sales[i] = Sale(item.price, item.royaltyBps);
            if (terms.soldMask >> i & 1 == 0) rest.weights[i] = item.weight;
        }
    }

    /// @return found the lines of what was sold so far.
    function proceeds(Rest memory rest) internal pure returns (Proceeds memory found) {
        (found,) = Waterfall.split(rest.tab, rest.sales);
    }

    /// @return residual wei for the shares when the rest is sold for `price`.
    function residualAt(Rest memory rest, uint256 price) internal pure returns (uint256 residual) {
        uint256[] memory prices = Waterfall.spread(price, rest.weights);
        Sale[] memory sales = new Sale[](rest.sales.length);
        for (uint256 i; i < sales.length; ++i) {
            uint256 soldFor = rest.weights[i] == 0 ? rest.sales[i].price : prices[i];
            sales[i] = Sale(soldFor, rest.sales[i].royaltyBps);
        }
        (Proceeds memory found,) = Waterfall.split(rest.tab, sales);
        return found.residual;
    }

    /// @return The first price that leaves a wei for the shares: exact for a single item, a few wei off for more.
    function equityPrice(Rest memory rest) internal pure returns (uint256) {
        uint256 owed = Waterfall.needed(rest.tab, rest.sales);
        uint256 raised = Waterfall.raised(rest.sales);
        if (raised >= owed) return 0;
        (uint256 weights, uint256 weightedCuts) = (0, 0);
        for (uint256 i; i < rest.weights.length; ++i) {
            weights += rest.weights[i];
            weightedCuts += rest.weights[i] * (rest.tab.feeBps + rest.sales[i].royaltyBps);
        }
        return (owed - raised) * BPS * weights / (BPS * weights - weightedCuts) + 1;
    }
}
