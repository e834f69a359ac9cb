using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>Rounds of appraisals, and the values that follow from them.</summary>
public static class Rounds
{
    /// <summary>Between two rounds of one item: 63 of them cover the liquidation window.</summary>
    public const uint SpacingSeconds = 1_800;

    private static readonly Bps HaircutBase = new(500);

    internal static Decision<OracleEvent> Decide(AppraisalOracle oracle, SubmitRound command, Timestamp now)
    {
        var item = command.Appraisals.IsEmpty ? default : command.Appraisals[0].Appraisal.Item;
        var batch = command.Appraisals.Select(given => new Attested(
            given.Appraisal.Value, given.Appraisal.ObservedAt, given.Appraisal.ValidUntil, given.Appraisal.Nonce,
            given.Appraisal.Item == item, given.Signature));
        if (Tally.Read(oracle, [.. batch], now, out var tally) is { } bad)
        {
            return Decision<OracleEvent>.Refuse(bad);
        }
        var dispersion = new Bps((ushort)WeightedMedian.DispersionBpsDown(tally.Values));
        if (Value(oracle, item, tally.Median, dispersion, tally.ObservedAt, now, out var round)
            is { } refusal)
        {
            return Decision<OracleEvent>.Refuse(refusal);
        }
        var moved = Breaker.Moved(oracle.Items.GetValueOrDefault(item), round, tally, now);
        return Decision<OracleEvent>.Accept(moved is null ? [round] : [moved, round]);
    }

    /// <summary>The values that a round of this median and dispersion has now, or why there is no such round.</summary>
    /// <param name="oracle">Before the round.</param>
    /// <param name="item">Whose round.</param>
    /// <param name="appraisal">Weighted lower median, wei.</param>
    /// <param name="dispersion">Of the appraisals.</param>
    /// <param name="observedAt">The oldest appraisal.</param>
    /// <param name="now">The block's time.</param>
    /// <param name="round">The round as the oracle accepts it.</param>
    public static Refusal? Value(
        AppraisalOracle oracle,
        Item item,
        Wei appraisal,
        Bps dispersion,
        Timestamp observedAt,
        Timestamp now,
        out RoundAccepted round)
    {
        round = null!;
        var last = oracle.Items.GetValueOrDefault(item);
        if (last is not null && TooSoon(observedAt, last.Round.ObservedAt, SpacingSeconds) is { } tooSoon)
        {
            return tooSoon;
        }
        var known = oracle.CollectionOf(item.Collection);
        if ((Floors.Unknown(item.Collection, known) ?? TooShort(known.Floors, now)) is { } refusal)
        {
            return refusal;
        }
        var floor = known.Floors.TwapDown(now, AppraisalOracle.BorrowWindowSeconds);
        var spot = ValueRules.SpotValueDown(appraisal, floor, known.RarityCapBps);
        var limited = last is null
            ? spot
            : ValueRules.LimitedValueDown(spot, last.Round.LimitedValue, observedAt - last.Round.ObservedAt);
        var haircut = ValueRules.Haircut(HaircutBase, dispersion.Value, known.ForcedSaleDiscountBps);
        var spots = (last?.Spots ?? PriceHistory.Empty).Add(spot, observedAt);
        round = new RoundAccepted(
            item, appraisal, spot, limited, ValueRules.BorrowValueDown(limited, haircut),
            LiquidationValueUp(spots, now), dispersion, observedAt);
        return null;
    }

    /// <summary>max(spot value, its average over 24 hours or over what there is of them, rounded up).</summary>
    public static Wei LiquidationValueUp(PriceHistory spots, Timestamp now)
    {
        var window = Math.Min(AppraisalOracle.LiquidationWindowSeconds, spots.SpanSeconds(now));
        return window == 0
            ? spots.Last.Price
            : ValueRules.LiquidationValueUp(spots.Last.Price, spots.TwapUp(now, window));
    }

    internal static AppraisalOracle Evolve(AppraisalOracle oracle, RoundAccepted happened, Timestamp at)
    {
        var last = oracle.Items.GetValueOrDefault(happened.Item);
        var spots = (last?.Spots ?? PriceHistory.Empty).Add(happened.SpotValue, happened.ObservedAt);
        var trippedAt = Breaker.Trips(last, happened) ? at : last?.TrippedAt;
        return oracle with
        {
            Items = oracle.Items.SetItem(happened.Item, new ItemRecord(happened, trippedAt, spots)),
        };
    }

    internal static Refusal.ObservedNotLater? TooSoon(Timestamp observedAt, Timestamp last, uint spacingSeconds)
    {
        var earliest = last.Seconds + spacingSeconds;
        return observedAt.Seconds < earliest ? new Refusal.ObservedNotLater(observedAt, earliest) : null;
    }

    private static Refusal.HistoryTooShort? TooShort(PriceHistory floors, Timestamp now)
    {
        var have = floors.SpanSeconds(now);
        return have < AppraisalOracle.BorrowWindowSeconds
            ? new Refusal.HistoryTooShort(have, AppraisalOracle.BorrowWindowSeconds)
            : null;
    }
}
