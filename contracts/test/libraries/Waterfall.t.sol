// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {BPS, FixedMath} from "../../src/libraries/FixedMath.sol";
import {Sale, Tab, Waterfall} from "../../src/Waterfall.sol";
import {Draw} from "../utils/Draw.sol";
import {Vectors} from "../utils/Vectors.sol";
import {vm} from "../utils/Vm.sol";

contract WaterfallTest {
    // ---- vectors ----

    struct SplitColumns {
        uint256[] keeperReward;
        uint256[] debt;
        uint256[] penalty;
        uint256[] feeBps;
        uint256[] saleCount;
        uint256[] salePrice;
        uint256[] saleRoyaltyBps;
        uint256[] saleRoyalty;
        bool[] isCovered;
    }

    function test_split_Vectors() external view {
        string memory json = Vectors.read("waterfall");
        SplitColumns memory c = _splitColumns(json);
        uint256[][7] memory lines;
        for (uint256 line; line < 7; ++line) {
            lines[line] = new uint256[](c.debt.length);
        }
        uint256 next;
        for (uint256 i; i < c.debt.length; ++i) {
            Tab memory tab = Tab(c.keeperReward[i], c.debt[i], c.penalty[i], c.feeBps[i]);
            Sale[] memory sales = new Sale[](c.saleCount[i]);
            for (uint256 j; j < sales.length; ++j) {
                sales[j] = Sale(c.salePrice[next + j], c.saleRoyaltyBps[next + j]);
            }
            (Proceeds memory p, uint256[] memory royalties) = Waterfall.split(tab, sales);
            uint256[7] memory row = [p.proceeds, p.keeper, p.debt, p.penalty, p.fee, p.royalty, p.residual];
            for (uint256 line; line < 7; ++line) {
                lines[line][i] = row[line];
            }
            for (uint256 j; j < sales.length; ++j) {
                vm.assertEq(royalties[j], c.saleRoyalty[next++], "split.saleRoyalty");
            }
            vm.assertTrue(Waterfall.isCovered(tab, sales) == c.isCovered[i], "split.isCovered");
        }
        string[7] memory names =
            ["proceeds", "keeperPaid", "debtPaid", "penaltyPaid", "fee", "royalty", "residual"];
        for (uint256 line; line < 7; ++line) {
            vm.assertEq(lines[line], Vectors.uints(json, string.concat(".split.", names[line])), names[line]);
        }
    }

    function test_equityPrice_debtCoveredPrice_Vectors() external view {
        string memory json = Vectors.read("waterfall");
        uint256[] memory keeperReward = Vectors.uints(json, ".coveredPrice.keeperReward");
        uint256[] memory debt = Vectors.uints(json, ".coveredPrice.debt");
        uint256[] memory penalty = Vectors.uints(json, ".coveredPrice.penalty");
        uint256[] memory feeBps = Vectors.uints(json, ".coveredPrice.feeBps");
        uint256[] memory royaltyBps = Vectors.uints(json, ".coveredPrice.royaltyBps");
        uint256[] memory covered = new uint256[](debt.length);
        uint256[] memory equity = new uint256[](debt.length);
        for (uint256 i; i < debt.length; ++i) {
            Tab memory tab = Tab(keeperReward[i], debt[i], penalty[i], feeBps[i]);
            covered[i] = Waterfall.debtCoveredPrice(tab);
            equity[i] = Waterfall.equityPrice(tab, royaltyBps[i]);
        }
        vm.assertEq(covered, Vectors.uints(json, ".coveredPrice.debtCoveredPrice"), "coveredPrice.debtCoveredPrice");
        vm.assertEq(equity, Vectors.uints(json, ".coveredPrice.equityPrice"), "coveredPrice.equityPrice");
    }

    function test_keeperRewardDown_redoRewardDown_Vectors() external view {
        string memory json = Vectors.read("waterfall");
        uint256[] memory debt = Vectors.uints(json, ".keeperReward.debt");
        uint256[] memory penaltyBps = Vectors.uints(json, ".keeperReward.penaltyBps");
        uint256[] memory reservePrice = Vectors.uints(json, ".keeperReward.firstReservePrice");
        uint256[] memory penalty = new uint256[](debt.length);
        uint256[] memory keeperReward = new uint256[](debt.length);
        uint256[] memory redoReward = new uint256[](debt.length);
        for (uint256 i; i < debt.length; ++i) {
            penalty[i] = Waterfall.debtPartDown(debt[i], penaltyBps[i]);
            keeperReward[i] = Waterfall.keeperRewardDown(debt[i], reservePrice[i], penalty[i]);
            redoReward[i] = Waterfall.redoRewardDown(keeperReward[i], reservePrice[i], penalty[i]);
        }
        vm.assertEq(penalty, Vectors.uints(json, ".keeperReward.penalty"), "keeperReward.penalty");
        vm.assertEq(keeperReward, Vectors.uints(json, ".keeperReward.keeperReward"), "keeperReward.keeperReward");
        vm.assertEq(redoReward, Vectors.uints(json, ".keeperReward.redoReward"), "keeperReward.redoReward");
    }

    // ---- laws ----

    function testFuzz_split_SumsToTheProceeds(uint256[4] memory tabSeeds, uint256[16] memory saleSeeds, uint8 count)
        external
        pure
    {
        (Tab memory tab, Sale[] memory sales) = _draw(tabSeeds, saleSeeds, count);
        (Proceeds memory p, uint256[] memory royalties) = Waterfall.split(tab, sales);
        uint256 royalty;
        for (uint256 i; i < sales.length; ++i) {
            royalty += royalties[i];
        }
        vm.assertEq(p.royalty, royalty, "royalties");
        vm.assertEq(p.keeper + p.debt + p.penalty + p.fee + p.royalty + p.residual, p.proceeds, "lines");
        vm.assertEq(p.proceeds, Waterfall.raised(sales), "proceeds");
    }

    function testFuzz_split_OneMoreWeiLowersNoLine(
        uint256[4] memory tabSeeds,
        uint256[16] memory saleSeeds,
        uint8 count,
        uint256 seedMore
    ) external pure {
        (Tab memory tab, Sale[] memory sales) = _draw(tabSeeds, saleSeeds, count);
        (Proceeds memory low, uint256[] memory lowRoyalties) = Waterfall.split(tab, sales);
        uint256 more = seedMore % 3 == 0 ? 1 : Draw.amountIn(seedMore, 1, 2 ** 100);
        sales[seedMore % sales.length].price += more;
        (Proceeds memory high, uint256[] memory highRoyalties) = Waterfall.split(tab, sales);
        bool lenders = high.keeper >= low.keeper && high.debt >= low.debt && high.penalty >= low.penalty;
        vm.assertTrue(lenders, "keeper, debt or penalty fell");
        vm.assertTrue(high.fee >= low.fee && high.royalty >= low.royalty, "fee or royalty fell");
        vm.assertTrue(high.residual >= low.residual, "residual fell");
        vm.assertLe(high.residual - low.residual, more, "residual rose by more than the price");
        for (uint256 i; i < sales.length; ++i) {
            vm.assertGe(highRoyalties[i], lowRoyalties[i], "an item's royalty fell");
        }
    }

    function testFuzz_split_KeepsPriority(uint256[4] memory tabSeeds, uint256[16] memory saleSeeds, uint8 count)
        external
        pure
    {
        (Tab memory tab, Sale[] memory sales) = _draw(tabSeeds, saleSeeds, count);
        (Proceeds memory p,) = Waterfall.split(tab, sales);
        if (p.residual + p.fee + p.royalty > 0) vm.assertEq(p.penalty, tab.penalty, "penalty skipped");
        if (p.penalty > 0) vm.assertEq(p.debt, tab.debt, "debt skipped");
        uint256 afterKeeper = p.proceeds - FixedMath.min(p.proceeds, tab.keeperReward);
        vm.assertEq(p.debt, FixedMath.min(afterKeeper, tab.debt), "lenders get less than what is left for them");
    }

    function testFuzz_isCovered_MeansEveryLineIsWhole(
        uint256[4] memory tabSeeds,
        uint256[16] memory saleSeeds,
        uint8 count
    ) external pure {
        (Tab memory tab, Sale[] memory sales) = _draw(tabSeeds, saleSeeds, count);
        (Proceeds memory p,) = Waterfall.split(tab, sales);
        uint256 cuts;
        for (uint256 i; i < sales.length; ++i) {
            cuts += sales[i].price * (tab.feeBps + sales[i].royaltyBps) / BPS;
        }
        bool whole = p.keeper == tab.keeperReward && p.debt == tab.debt && p.penalty == tab.penalty
            && p.fee + p.royalty == cuts;
        vm.assertTrue(Waterfall.isCovered(tab, sales) == whole, "covered although a line is short, or the reverse");
    }

    function testFuzz_equityPrice_IsTheFirstPriceWithAResidual(uint256[4] memory tabSeeds, uint16 royaltySeed)
        external
        pure
    {
        Tab memory tab = _tab(tabSeeds);
        Sale[] memory sales = new Sale[](1);
        sales[0].royaltyBps = royaltySeed % 1001;
        sales[0].price = Waterfall.equityPrice(tab, sales[0].royaltyBps);
        (Proceeds memory p,) = Waterfall.split(tab, sales);
        vm.assertGe(p.residual, 1, "no residual at the equity price");
        sales[0].price -= 1;
        (p,) = Waterfall.split(tab, sales);
        vm.assertEq(p.residual, 0, "a residual one wei below");
    }

    function testFuzz_keeperRewardDown_StaysUnderItsCaps(uint256 seedD, uint256 seedR, uint256 seedP) external pure {
        uint256 debt = Draw.amount(seedD);
        uint256 reservePrice = Draw.amount(seedR);
        uint256 penalty = Waterfall.debtPartDown(debt, seedP % 1001);
        uint256 reward = Waterfall.keeperRewardDown(debt, reservePrice, penalty);
        uint256 withRedo = reward + Waterfall.redoRewardDown(reward, reservePrice, penalty);
        vm.assertLe(withRedo, penalty, "above the penalty");
        vm.assertLe(withRedo, reservePrice / 50, "above 2 % of the reserve price");
        vm.assertLe(withRedo, 1e18, "above the absolute cap");
    }

    // ---- drawing ----

    function _tab(uint256[4] memory seeds) private pure returns (Tab memory tab) {
        tab.debt = Draw.amountIn(seeds[0], 0, 2 ** 124);
        tab.penalty = tab.debt * (seeds[1] % 1001) / BPS;
        tab.keeperReward = Draw.amountIn(seeds[2], 0, tab.penalty);
        tab.feeBps = seeds[3] % 201;
    }

    /// @dev Prices of the size of the tab, so that every line is the one that runs dry in some runs.
    function _draw(uint256[4] memory tabSeeds, uint256[16] memory saleSeeds, uint8 count)
        private
        pure
        returns (Tab memory tab, Sale[] memory sales)
    {
        tab = _tab(tabSeeds);
        sales = new Sale[](1 + count % 16);
        uint256 part = (tab.debt + tab.penalty + tab.keeperReward) * 5 / 4 / sales.length + 1;
        for (uint256 i; i < sales.length; ++i) {
            uint256 seed = saleSeeds[i];
            sales[i].royaltyBps = seed % 1001;
            sales[i].price = seed / 1001 % 4 == 0 ? Draw.amountIn(seed, 0, 2 ** 124) : Draw.within(seed, 0, part);
        }
    }

    function _splitColumns(string memory json) private pure returns (SplitColumns memory c) {
        c.keeperReward = Vectors.uints(json, ".split.keeperReward");
        c.debt = Vectors.uints(json, ".split.debt");
        c.penalty = Vectors.uints(json, ".split.penalty");
        c.feeBps = Vectors.uints(json, ".split.feeBps");
        c.saleCount = Vectors.uints(json, ".split.saleCount");
        c.salePrice = Vectors.uints(json, ".split.salePrice");
        c.saleRoyaltyBps = Vectors.uints(json, ".split.saleRoyaltyBps");
        c.saleRoyalty = Vectors.uints(json, ".split.saleRoyalty");
        c.isCovered = Vectors.flags(json, ".split.isCovered");
    }

    // ---- the hash of a settlement's inputs ----

    function testFuzz_inputsHash_IsOfEveryWordInOrder(
        uint256 id,
        uint8 status,
        uint256[4] memory tabSeeds,
        uint256[16] memory saleSeeds,
        uint8 count
    ) external pure {
        (Tab memory tab, Sale[] memory sales) = _draw(tabSeeds, saleSeeds, count);
        bytes memory words = abi.encode(id, status, tab.keeperReward, tab.debt, tab.penalty, tab.feeBps);
        for (uint256 i; i < sales.length; ++i) {
            words = bytes.concat(words, abi.encode(sales[i].price, sales[i].royaltyBps));
        }
        vm.assertEq(Waterfall.inputsHash(id, status, tab, sales), keccak256(words));
    }
}
