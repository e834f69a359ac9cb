using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>What the oracle says of one item. Wei; the contracts' struct Valuation.</summary>
/// <param name="Appraisal">Weighted lower median of the last round.</param>
/// <param name="SpotValue">min(appraisal, part of the 7-day floor).</param>
/// <param name="LimitedValue">The spot value under the growth cap.</param>
/// <param name="BorrowValue">After the haircut: the lower value.</param>
/// <param name="LiquidationValue">max(spot value, its 24-hour average rounded up): the higher value.</param>
/// <param name="DispersionBps">How far the appraisals of the round lie apart.</param>
/// <param name="ObservedAt">The oldest appraisal of the round.</param>
/// <param name="Tripped">The breaker's state.</param>
public sealed record ItemValuation(
    Wei Appraisal,
    Wei SpotValue,
    Wei LimitedValue,
    Wei BorrowValue,
    Wei LiquidationValue,
    Bps DispersionBps,
    Timestamp ObservedAt,
    bool Tripped);
