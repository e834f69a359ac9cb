// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LoanTerms} from "../../src/interfaces/ILoanBook.sol";
import {Proceeds} from "../../src/interfaces/IDutchAuction.sol";
import {Claims} from "../../src/libraries/Claims.sol";
import {DutchCurve, Segment} from "../../src/libraries/DutchCurve.sol";
import {FixedMath} from "../../src/libraries/FixedMath.sol";
import {FundCaps} from "../../src/libraries/FundCaps.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {RefinanceGuard} from "../../src/libraries/RefinanceGuard.sol";
import {Rest, RestOfLot} from "../../src/libraries/RestOfLot.sol";
import {TickBook} from "../../src/libraries/TickBook.sol";
import {ValueRules} from "../../src/libraries/ValueRules.sol";
import {WeightedMedian} from "../../src/libraries/WeightedMedian.sol";
import {Sale, Tab, Waterfall} from "../../src/Waterfall.sol";

/// @title Every pure function of the mechanism behind an external door, to compare the EVM with other implementations.
/// @notice Amounts are uint128 at this door, so an amount out of range is refused by ABI decoding, as at the real ones.
/// `batch` answers many calls in one `eth_call` and says of each whether it was accepted.
contract MechHarness {
    struct Outcome {
        bool accepted;
        bytes data; // the ABI-encoded result, or the revert data
    }

    /// @notice Runs each ABI-encoded call of this contract on its own; a refusal of one does not touch the others.
    function batch(bytes[] calldata calls) external view returns (Outcome[] memory outcomes) {
        outcomes = new Outcome[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            (outcomes[i].accepted, outcomes[i].data) = address(this).staticcall(calls[i]);
        }
    }

    // ---- FixedMath ----

    function mulDivDown(uint128 a, uint128 b, uint256 divisor) external pure returns (uint256) {
        return FixedMath.mulDivDown(a, b, divisor);
    }

    function mulDivUp(uint128 a, uint128 b, uint256 divisor) external pure returns (uint256) {
        return FixedMath.mulDivUp(a, b, divisor);
    }

    function toUint128(uint256 amount) external pure returns (uint128) {
        return FixedMath.toUint128(amount);
    }

    // ---- DutchCurve ----

    function exponentialUp(uint128 startPrice, uint40 halfLifeSeconds, uint40 elapsedSeconds)
        external
        pure
        returns (uint256)
    {
        return DutchCurve.exponentialUp(startPrice, halfLifeSeconds, elapsedSeconds);
    }

    function exp2NegUp(uint64 fraction) external pure returns (uint256) {
        return DutchCurve.exp2NegUp(fraction);
    }

    function linearUp(uint128 startPrice, uint128 endPrice, uint40 durationSeconds, uint40 elapsedSeconds)
        external
        pure
        returns (uint256)
    {
        return DutchCurve.linearUp(startPrice, endPrice, durationSeconds, elapsedSeconds);
    }

    function segmentsPriceUp(Segment[] memory segments, uint40 elapsedSeconds) external pure returns (uint256) {
        return DutchCurve.priceUp(segments, elapsedSeconds);
    }

    function roundPriceUp(
        uint8 round,
        uint128 liquidationValue,
        uint128 top,
        uint128 reservePrice,
        uint32 durationSeconds,
        uint40 elapsedSeconds
    ) external pure returns (uint256) {
        return DutchCurve.priceUp(round, liquidationValue, top, reservePrice, durationSeconds, elapsedSeconds);
    }

    function reservePriceDown(uint8 round, uint128 liquidationValue, uint128 conversionPrice)
        external
        pure
        returns (uint256)
    {
        return DutchCurve.reservePriceDown(round, liquidationValue, conversionPrice);
    }

    function topUp(uint8 round, uint128 liquidationValue, uint128 reservePrice) external pure returns (uint256) {
        return DutchCurve.topUp(round, liquidationValue, reservePrice);
    }

    function itemPriceUp(uint128 price, uint128 weight, uint128 totalWeight) external pure returns (uint256) {
        return DutchCurve.itemPriceUp(price, weight, totalWeight);
    }

    // ---- Waterfall ----

    function split(Tab memory tab, Sale[] memory sales)
        external
        pure
        returns (Proceeds memory proceeds, uint256[] memory royalties)
    {
        return Waterfall.split(tab, sales);
    }

    function isCovered(Tab memory tab, Sale[] memory sales) external pure returns (bool) {
        return Waterfall.isCovered(tab, sales);
    }

    function debtCoveredPrice(Tab memory tab) external pure returns (uint256) {
        return Waterfall.debtCoveredPrice(tab);
    }

    function equityPrice(Tab memory tab, uint16 royaltyBps) external pure returns (uint256) {
        return Waterfall.equityPrice(tab, royaltyBps);
    }

    function keeperRewardDown(uint128 debt, uint128 firstReservePrice, uint128 penalty)
        external
        pure
        returns (uint256)
    {
        return Waterfall.keeperRewardDown(debt, firstReservePrice, penalty);
    }

    function redoRewardDown(uint128 keeperReward, uint128 firstReservePrice, uint128 penalty)
        external
        pure
        returns (uint256)
    {
        return Waterfall.redoRewardDown(keeperReward, firstReservePrice, penalty);
    }

    function debtPartDown(uint128 debt, uint16 partBps) external pure returns (uint256) {
        return Waterfall.debtPartDown(debt, partBps);
    }

    function entitledDown(uint128 pot, uint128 units, uint128 totalUnits) external pure returns (uint256) {
        return Claims.entitledDown(pot, units, totalUnits);
    }

    function spread(uint128 price, uint256[] memory weights) external pure returns (uint256[] memory) {
        return Waterfall.spread(price, weights);
    }

    function residualOfRest(uint128 price, Rest memory rest) external pure returns (uint256) {
        return RestOfLot.residualAt(rest, price);
    }

    function equityPriceOfRest(Rest memory rest) external pure returns (uint256) {
        return RestOfLot.equityPrice(rest);
    }

    // ---- TickBook ----

    function tickSizeUp(uint128 reservePrice) external pure returns (uint256) {
        return TickBook.tickSizeUp(reservePrice);
    }

    function tickPrice(uint128 reservePrice, uint16 tick) external pure returns (uint256) {
        return TickBook.priceOf(reservePrice, tick);
    }

    function leastQuantityUp(uint128 supply) external pure returns (uint256) {
        return TickBook.leastQuantityUp(supply);
    }

    function paymentUp(uint128 units, uint128 price, uint128 supply) external pure returns (uint256) {
        return TickBook.paymentUp(units, price, supply);
    }

    function seriesPartDown(uint128 supply, uint128 before, uint128 loanUnits, uint128 allUnits)
        external
        pure
        returns (uint256)
    {
        return Claims.entitledDown(supply, uint256(before) + loanUnits, allUnits)
            - Claims.entitledDown(supply, before, allUnits);
    }

    // ---- Interest ----

    function accruedBetween(
        uint128 principal,
        uint16 rateBps,
        uint16 lateRateBps,
        uint40 dueAt,
        uint40 accruedAt,
        uint40 timestamp
    ) external pure returns (uint256) {
        return Interest.accruedBetween(principal, rateBps, lateRateBps, dueAt, accruedAt, timestamp);
    }

    function interestUp(uint192 numerator) external pure returns (uint256) {
        return Interest.interestUp(numerator);
    }

    function debtUp(uint128 principal, uint192 numerator) external pure returns (uint256) {
        return Interest.debtUp(principal, numerator);
    }

    function pay(uint128 principal, uint192 numerator, uint128 amount) external pure returns (uint256, uint256) {
        return Interest.pay(principal, numerator, amount);
    }

    function maxPrincipalDown(uint128 borrowValue, uint16 maxLtvBps) external pure returns (uint256) {
        return Interest.maxPrincipalDown(borrowValue, maxLtvBps);
    }

    function coverDown(uint128 shortfall, uint128 principal, uint128 cash) external pure returns (uint256) {
        return FundCaps.coverDown(shortfall, principal, cash);
    }

    function tips(uint128 openToKicker, uint128 openToRedoer, uint128 principal)
        external
        pure
        returns (uint256 toKicker, uint256 toRedoer)
    {
        return FundCaps.tips(openToKicker, openToRedoer, principal);
    }

    function premiumUp(uint128 principal, uint16 premiumBps) external pure returns (uint256) {
        return Interest.premiumUp(principal, premiumBps);
    }

    function isUnhealthy(uint128 debt, uint128 liquidationValue, uint16 liquidationLtvBps)
        external
        pure
        returns (bool)
    {
        return Interest.isUnhealthy(debt, liquidationValue, liquidationLtvBps);
    }

    function isCured(uint128 debt, uint128 liquidationValue, uint16 cureLtvBps) external pure returns (bool) {
        return Interest.isCured(debt, liquidationValue, cureLtvBps);
    }

    function requireNoWorse(
        uint128 oldPrincipal,
        uint128 oldDebt,
        LoanTerms memory old,
        uint128 newPrincipal,
        LoanTerms memory next
    ) external pure {
        RefinanceGuard.requireNoWorse(oldPrincipal, oldDebt, old, newPrincipal, next);
    }

    // ---- WeightedMedian ----

    function lowerMedian(uint256[] memory sorted, uint256[] memory weights) external pure returns (uint256) {
        return WeightedMedian.lowerMedian(sorted, weights);
    }

    function dispersionBpsDown(uint256[] memory sorted, uint256[] memory weights) external pure returns (uint256) {
        return WeightedMedian.dispersionBpsDown(sorted, weights);
    }

    // ---- ValueRules ----

    function accumulate(uint224 accumulator, uint128 price, uint40 observedAt, uint40 timestamp)
        external
        pure
        returns (uint256)
    {
        return ValueRules.accumulate(accumulator, price, observedAt, timestamp);
    }

    function twapDown(uint224 accumulatorNow, uint224 accumulatorThen, uint40 windowSeconds)
        external
        pure
        returns (uint256)
    {
        return ValueRules.twapDown(accumulatorNow, accumulatorThen, windowSeconds);
    }

    function twapUp(uint224 accumulatorNow, uint224 accumulatorThen, uint40 windowSeconds)
        external
        pure
        returns (uint256)
    {
        return ValueRules.twapUp(accumulatorNow, accumulatorThen, windowSeconds);
    }

    function spotValueDown(uint128 appraisal, uint128 floorTwap, uint32 rarityCapBps) external pure returns (uint256) {
        return ValueRules.spotValueDown(appraisal, floorTwap, rarityCapBps);
    }

    function limitedValueDown(uint128 spotValue, uint128 lastLimitedValue, uint40 sinceLastSeconds)
        external
        pure
        returns (uint256)
    {
        return ValueRules.limitedValueDown(spotValue, lastLimitedValue, sinceLastSeconds);
    }

    function haircutBps(uint16 baseBps, uint16 dispersionBps, uint16 forcedSaleDiscountBps)
        external
        pure
        returns (uint256)
    {
        return ValueRules.haircutBps(baseBps, dispersionBps, forcedSaleDiscountBps);
    }

    function borrowValueDown(uint128 limitedValue, uint16 haircut) external pure returns (uint256) {
        return ValueRules.borrowValueDown(limitedValue, haircut);
    }

    function liquidationValueUp(uint128 spotValue, uint128 spotTwapUp) external pure returns (uint256) {
        return ValueRules.liquidationValueUp(spotValue, spotTwapUp);
    }

    function isTripped(uint128 appraisal, uint128 lastAppraisal, uint40 sinceLastSeconds, uint256 dispersionBps)
        external
        pure
        returns (bool)
    {
        return ValueRules.isTripped(appraisal, lastAppraisal, sinceLastSeconds, dispersionBps);
    }
}
