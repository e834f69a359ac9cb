using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>Observations of a collection's floor price.</summary>
internal static class Floors
{
    /// <summary>Between two floors of one collection: 63 of them cover the borrow window.</summary>
    private const uint SpacingSeconds = 3 * 3_600;

    public static Decision<OracleEvent> Decide(AppraisalOracle oracle, SubmitFloor command, Timestamp now)
    {
        var collection = command.Reports.IsEmpty ? default : command.Reports[0].Report.Collection;
        var batch = command.Reports.Select(given => new Attested(
            given.Report.Price, given.Report.ObservedAt, given.Report.ValidUntil, given.Report.Nonce,
            given.Report.Collection == collection, given.Signature));
        if (Tally.Read(oracle, [.. batch], now, out var tally) is { } bad)
        {
            return Decision<OracleEvent>.Refuse(bad);
        }
        var known = oracle.CollectionOf(collection);
        if ((Unknown(collection, known) ?? TooSoon(known, tally.ObservedAt)) is { } refusal)
        {
            return Decision<OracleEvent>.Refuse(refusal);
        }
        return Decision<OracleEvent>.Accept([new FloorAccepted(collection, tally.Median, tally.ObservedAt)]);
    }

    public static Refusal? Unknown(Account collection, CollectionRecord known) =>
        known.RarityCapBps == 0 ? new Refusal.CollectionUnknown(collection) : null;

    public static AppraisalOracle Evolve(AppraisalOracle oracle, FloorAccepted happened)
    {
        var known = oracle.CollectionOf(happened.Collection);
        return oracle.With(
            happened.Collection, known with { Floors = known.Floors.Add(happened.Price, happened.ObservedAt) });
    }

    private static Refusal.ObservedNotLater? TooSoon(CollectionRecord known, Timestamp observedAt) =>
        known.Floors.IsEmpty ? null : Rounds.TooSoon(observedAt, known.Floors.Last.ObservedAt, SpacingSeconds);
}
