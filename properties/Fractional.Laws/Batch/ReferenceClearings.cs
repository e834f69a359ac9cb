using System.Numerics;

namespace Fractional.Laws.Batch;

/// <summary>
/// Three more ways to the same clearing, to compare others with: one as it is defined, and two for large books. They
/// work over any number type; sums of the first and the last must fit it.
/// </summary>
public static class ReferenceClearings
{
    /// <summary>The definition, word by word. O(n^2).</summary>
    public static Cleared<TUnits> ByDefinition<TUnits>(IReadOnlyList<Demand<TUnits>> bids, TUnits supply)
        where TUnits : struct, INumber<TUnits>
    {
        TUnits Sum(Func<int, bool> counts) => bids.Where(bid => counts(bid.Tick))
            .Aggregate(TUnits.Zero, (sum, bid) => sum + bid.Quantity);
        var selling = bids.Select(bid => (int?)bid.Tick).Where(m => Sum(tick => tick >= m) >= supply);
        return selling.Max() is { } margin
            ? new Cleared<TUnits>(margin, Sum(tick => tick > margin), Sum(tick => tick == margin))
            : new Cleared<TUnits>(null, Sum(_ => true), TUnits.Zero);
    }

    /// <summary>Sorts from the highest tick down and adds up. O(n log n).</summary>
    public static Cleared<TUnits> BySort<TUnits>(ReadOnlySpan<Demand<TUnits>> bids, TUnits supply)
        where TUnits : struct, INumber<TUnits>
    {
        var sorted = bids.ToArray();
        Array.Sort(sorted, static (x, y) => y.Tick.CompareTo(x.Tick));
        var above = TUnits.Zero;
        for (var i = 0; i < sorted.Length;)
        {
            var (tick, atTick) = (sorted[i].Tick, TUnits.Zero);
            for (; i < sorted.Length && sorted[i].Tick == tick; i++)
            {
                atTick += sorted[i].Quantity;
            }
            if (atTick >= supply - above)
            {
                return new Cleared<TUnits>(tick, above, atTick);
            }
            above += atTick;
        }
        return new Cleared<TUnits>(null, above, TUnits.Zero);
    }

    /// <summary>Weighted quickselect: only the side of a pivot that holds the margin is looked at again. O(n) expected.
    /// </summary>
    public static Cleared<TUnits> BySelection<TUnits>(ReadOnlySpan<Demand<TUnits>> bids, TUnits supply)
        where TUnits : struct, INumber<TUnits>
    {
        var rest = bids.ToArray().AsSpan();
        var above = TUnits.Zero;
        while (rest.Length > 0)
        {
            var pivot = MedianOfThree(rest[0].Tick, rest[rest.Length / 2].Tick, rest[^1].Tick);
            var (high, atPivot) = Partition(rest, pivot, out var unitsHigh, out var unitsAtPivot);
            if (unitsHigh >= supply - above)
            {
                rest = rest[..high];
                continue;
            }
            above += unitsHigh;
            if (unitsAtPivot >= supply - above)
            {
                return new Cleared<TUnits>(pivot, above, unitsAtPivot);
            }
            above += unitsAtPivot;
            rest = rest[(high + atPivot)..];
        }
        return new Cleared<TUnits>(null, above, TUnits.Zero);
    }

    /// <summary>Bids above the pivot first, then those at it, then the rest.</summary>
    /// <returns>How many lie above it and how many at it.</returns>
    private static (int High, int AtPivot) Partition<TUnits>(
        Span<Demand<TUnits>> bids, int pivot, out TUnits unitsHigh, out TUnits unitsAtPivot)
        where TUnits : struct, INumber<TUnits>
    {
        (unitsHigh, unitsAtPivot) = (TUnits.Zero, TUnits.Zero);
        var (high, next, low) = (0, 0, bids.Length);
        while (next < low)
        {
            var bid = bids[next];
            if (bid.Tick > pivot)
            {
                unitsHigh += bid.Quantity;
                (bids[next++], bids[high]) = (bids[high], bid);
                high++;
            }
            else if (bid.Tick == pivot)
            {
                unitsAtPivot += bid.Quantity;
                next++;
            }
            else
            {
                (bids[next], bids[--low]) = (bids[low], bid);
            }
        }
        return (high, low - high);
    }

    private static int MedianOfThree(int a, int b, int c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
