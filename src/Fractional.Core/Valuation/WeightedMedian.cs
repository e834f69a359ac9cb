using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>A value and how much it counts.</summary>
public readonly record struct Weighted(Wei Value, ushort Weight);

/// <summary>
/// The middle of weighted appraisals and how far they lie apart. Colluders with less than half of the weight cannot
/// move the median out of the range of the honest values.
/// </summary>
public static class WeightedMedian
{
    /// <summary>The first value at which at least half of the weight is reached: the lower median.</summary>
    /// <param name="sorted">Ascending by value, of a total weight above 0.</param>
    /// <exception cref="ArgumentException">The weights sum to 0.</exception>
    public static Wei Of(ReadOnlySpan<Weighted> sorted)
    {
        var total = TotalWeight(sorted);
        ulong reached = 0;
        foreach (var entry in sorted)
        {
            reached += entry.Weight;
            if (total != 0 && 2 * reached >= total)
            {
                return entry.Value;
            }
        }
        throw new ArgumentException("a median needs weight", nameof(sorted));
    }

    /// <summary>Weighted lower median of |value - median| in bps of the median, floored.</summary>
    /// <remarks>At most 10 000: half of the weight lies at or below the median, so no farther from it than 0.</remarks>
    /// <param name="sorted">Ascending by value, of a total weight above 0 and a median above 0.</param>
    public static UInt128 DispersionBpsDown(ReadOnlySpan<Weighted> sorted)
    {
        var median = Of(sorted);
        var deviations = new Weighted[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            var value = sorted[i].Value;
            deviations[i] = sorted[i] with { Value = value > median ? value - median : median - value };
        }
        Array.Sort(deviations, static (x, y) => x.Value.CompareTo(y.Value));
        return Rounding.MulDivDown(Of(deviations).Value, Bps.Whole, median.Value);
    }

    public static ulong TotalWeight(ReadOnlySpan<Weighted> entries)
    {
        ulong total = 0;
        foreach (var entry in entries)
        {
            total += entry.Weight;
        }
        return total;
    }
}
