using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>
/// Stops new loans, flags and kicks by rule U2 on an item whose value jumped, whose appraisers disagree, or whose
/// oracle is silent.
/// </summary>
internal static class Breaker
{
    /// <summary>True when the round trips the breaker; the first round of an item cannot jump.</summary>
    public static bool Trips(ItemRecord? last, RoundAccepted round) => ValueRules.Trips(
        round.Appraisal,
        last?.Round.Appraisal ?? round.Appraisal,
        last is null ? 0 : round.ObservedAt - last.Round.ObservedAt,
        round.DispersionBps.Value);

    /// <summary>
    /// The breaker's move by a round, if it moves. It clears by a round that does not trip and has at least half of
    /// its weight from newcomers, or that comes 24 hours after the last trip.
    /// </summary>
    public static BreakerMoved? Moved(ItemRecord? last, RoundAccepted round, Tally tally, Timestamp now)
    {
        var trips = Trips(last, round);
        if (last?.TrippedAt is not { } trippedAt)
        {
            return trips ? new BreakerMoved(round.Item, true) : null;
        }
        var isCalm = now.Seconds >= trippedAt.Seconds + AppraisalOracle.CalmSeconds;
        var clears = !trips && (isCalm || 2 * tally.NewcomersWeight >= tally.Weight);
        return clears ? new BreakerMoved(round.Item, false) : null;
    }

    /// <summary>What a reader sees: tripped by a round within 24 hours, or silent for longer.</summary>
    public static bool IsTripped(ItemRecord record, Timestamp now) =>
        now.Seconds > record.Round.ObservedAt.Seconds + AppraisalOracle.CalmSeconds
        || (record.TrippedAt is { } at && now.Seconds < at.Seconds + AppraisalOracle.CalmSeconds);

    /// <summary>A clearing comes before its round and erases the trip; a trip is dated by its round.</summary>
    public static AppraisalOracle Evolve(AppraisalOracle oracle, BreakerMoved happened, Timestamp at)
    {
        if (oracle.Items.GetValueOrDefault(happened.Item) is not { } record)
        {
            return oracle; // a first round of wide dispersion trips before there is a record
        }
        Timestamp? trippedAt = happened.Tripped ? at : null;
        return oracle with { Items = oracle.Items.SetItem(happened.Item, record with { TrippedAt = trippedAt }) };
    }
}
