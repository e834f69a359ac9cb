using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>The price of one round over its whole clock: non-increasing, from the top to the reserve price.</summary>
/// <param name="Opening">A steep guard against a wrong appraisal; of length 0 in later rounds.</param>
/// <param name="Line">The sale phase: straight down to the reserve price.</param>
/// <param name="LastCall">Constant at the reserve price.</param>
public readonly record struct DutchCurve(Segment Opening, Segment Line, Segment LastCall)
{
    /// <summary>The clock moves in steps of this many seconds, one block: a price is constant inside a step.</summary>
    public const uint StepSeconds = 12;

    private const uint EdgeParts = 12;
    private const uint HalfLifeParts = 20;

    /// <summary>
    /// The curve of a round of T seconds. Round 0: top to 1.25 V with half-life T/20 over T/12, line to the reserve
    /// price, last call of T/12. Later rounds: line from the top over T - T/12, last call.
    /// </summary>
    /// <param name="round">0 for the first pass.</param>
    /// <param name="liquidationValue">V of all items at the kick, wei.</param>
    /// <param name="top">Start price, wei.</param>
    /// <param name="reservePrice">Lowest price, wei, not above the top.</param>
    /// <param name="durationSeconds">T, at least 20.</param>
    public static DutchCurve OfRound(
        byte round, Wei liquidationValue, Wei top, Wei reservePrice, uint durationSeconds)
    {
        var edge = durationSeconds / EdgeParts;
        var lastCall = new Segment(SegmentKind.Constant, edge, reservePrice, reservePrice, 0);
        if (round > 0)
        {
            return new DutchCurve(
                default, new Segment(SegmentKind.Linear, durationSeconds - edge, top, reservePrice, 0), lastCall);
        }
        var wanted = Rounding.BpsUp(liquidationValue, DutchDefaults.MiddleBps);
        var middle = Wei.Max(reservePrice, Wei.Min(wanted, top));
        return new DutchCurve(
            new Segment(SegmentKind.Exponential, edge, top, middle, durationSeconds / HalfLifeParts),
            new Segment(SegmentKind.Linear, durationSeconds - 2 * edge, middle, reservePrice, 0),
            lastCall);
    }

    /// <summary>Price in wei for all items after <paramref name="elapsed"/> seconds of the round, rounded up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The round is over: elapsed is not below its length.</exception>
    public Wei PriceUp(ulong elapsed) => PriceUp([Opening, Line, LastCall], elapsed);

    /// <summary>Seconds from the start of some steps of the round, rising, evenly spread, with the first step, the
    /// first of each piece and the last among them.</summary>
    /// <param name="most">At least 8.</param>
    public IReadOnlyList<ulong> StepsToShow(int most)
    {
        ulong[] pieces = [Opening.DurationSeconds, Line.DurationSeconds, LastCall.DurationSeconds];
        var duration = pieces[0] + pieces[1] + pieces[2];
        var last = (duration - 1) / StepSeconds;
        var corners = new SortedSet<ulong> { 0, last };
        foreach (var until in new[] { pieces[0], pieces[0] + pieces[1] })
        {
            // The clock is quantised before the piece is chosen: a piece begins with the first step in it.
            corners.Add(Math.Min(last, (until + StepSeconds - 1) / StepSeconds));
        }
        var room = (ulong)(most - corners.Count);
        var stride = last / room + 1;
        for (var step = 0UL; step <= last; step += stride)
        {
            corners.Add(step);
        }
        return [.. corners.Select(step => step * StepSeconds)];
    }

    /// <summary>The price on a curve of any pieces; the clock is quantised before the piece is chosen.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The curve is over.</exception>
    public static Wei PriceUp(ReadOnlySpan<Segment> segments, ulong elapsed)
    {
        var duration = 0UL;
        foreach (var segment in segments)
        {
            duration += segment.DurationSeconds;
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(elapsed, duration);
        var clock = elapsed - elapsed % StepSeconds;
        var current = 0;
        while (clock >= segments[current].DurationSeconds)
        {
            clock -= segments[current++].DurationSeconds;
        }
        return segments[current].PriceUp(clock);
    }

    /// <summary>Price of one item of a basket: its weight's part of the lot's price, rounded up.</summary>
    /// <param name="lotPrice">Wei for all items.</param>
    /// <param name="weight">V of the item at the kick, wei.</param>
    /// <param name="totalWeight">V of all items at the kick, wei, not 0.</param>
    public static Wei ItemPriceUp(Wei lotPrice, Wei weight, Wei totalWeight) =>
        new(Rounding.MulDivUp(lotPrice.Value, weight.Value, totalWeight.Value));
}
