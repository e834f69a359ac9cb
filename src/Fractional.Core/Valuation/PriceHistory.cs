using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>A price that came into force at a moment, and the price-seconds gathered before it.</summary>
/// <param name="Price">Wei, in force from <paramref name="ObservedAt"/> on.</param>
/// <param name="ObservedAt">When.</param>
/// <param name="Accumulator">Sum of price times seconds of all earlier observations, below 2^168.</param>
public readonly record struct Observation(Wei Price, Timestamp ObservedAt, BigInteger Accumulator);

/// <summary>The last 64 observations of one price, oldest first, and its time-weighted averages.</summary>
public sealed record PriceHistory
{
    public const int Limit = 64;

    public static readonly PriceHistory Empty = new();

    private PriceHistory()
    {
    }

    public ImmutableList<Observation> Observations { get; private init; } = [];

    public bool IsEmpty => Observations.IsEmpty;

    /// <summary>The observation in force now; faults when there is none.</summary>
    public Observation Last => Observations[^1];

    /// <summary>Adds a price in force from a later moment; the oldest observation goes when there are 64.</summary>
    /// <exception cref="OverflowException">Observed before the last one.</exception>
    public PriceHistory Add(Wei price, Timestamp observedAt)
    {
        var accumulator = IsEmpty ? BigInteger.Zero : AccumulatorAt(Last, observedAt);
        var grown = Observations.Add(new Observation(price, observedAt, accumulator));
        return new PriceHistory { Observations = grown.Count > Limit ? grown.RemoveAt(0) : grown };
    }

    /// <summary>Seconds of history at <paramref name="now"/>; 0 without an observation.</summary>
    public ulong SpanSeconds(Timestamp now) => IsEmpty ? 0 : now - Observations[0].ObservedAt;

    /// <summary>Price-seconds gathered until a moment, by the price in force at it.</summary>
    /// <exception cref="OverflowException">Before the oldest observation kept.</exception>
    public BigInteger AccumulatorAt(Timestamp at)
    {
        var index = Observations.Count - 1;
        while (index > 0 && Observations[index].ObservedAt > at)
        {
            index--;
        }
        return AccumulatorAt(Observations[index], at);
    }

    /// <summary>Time-weighted average over the window before <paramref name="now"/>, wei, floored.</summary>
    /// <param name="now">Not before the last observation.</param>
    /// <param name="windowSeconds">At least 1 and not longer than the history.</param>
    public Wei TwapDown(Timestamp now, ulong windowSeconds) =>
        new((UInt128)(Gathered(now, windowSeconds) / windowSeconds));

    /// <summary>The same, rounded up.</summary>
    public Wei TwapUp(Timestamp now, ulong windowSeconds) =>
        new((UInt128)((Gathered(now, windowSeconds) + (windowSeconds - 1)) / windowSeconds));

    private static BigInteger AccumulatorAt(Observation observation, Timestamp at) =>
        observation.Accumulator + (BigInteger)observation.Price.Value * (at - observation.ObservedAt);

    private BigInteger Gathered(Timestamp now, ulong windowSeconds) =>
        AccumulatorAt(now) - AccumulatorAt(new Timestamp(checked(now.Seconds - windowSeconds)));
}
