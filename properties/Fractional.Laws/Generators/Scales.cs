using FsCheck;
using FsCheck.Fluent;

namespace Fractional.Laws.Generators;

/// <summary>Basis points, rates, times and durations.</summary>
public static class Scales
{
    public const int FullBps = 10_000;
    public const long LatestTime = (1L << 40) - 1;
    private static readonly int[] Steps = [0, 1, 2, 12, 3_599, 3_600, 86_399, 86_400];

    /// <summary>0..10,000 with its edges in 30 % of cases.</summary>
    public static Arbitrary<int> Bps { get; } = UpToBps(FullBps);

    /// <summary>Interest rates a year, 0..10,000 bps.</summary>
    public static Arbitrary<int> Rate { get; } = UpToBps(FullBps);

    /// <summary>Seconds 0..2^40-1: edges and log-uniform.</summary>
    public static Arbitrary<long> Time { get; } = Seconds(0, LatestTime);

    public static Arbitrary<int> UpToBps(int max) => Arb.From(
        Gen.Frequency((3, Gen.Elements(0, Math.Min(1, max), Math.Max(0, max - 1), max)), (7, Gen.Choose(0, max))),
        SmallerBps);

    /// <summary>Seconds in <paramref name="min"/>..<paramref name="max"/>, often at or next to a landmark.</summary>
    public static Arbitrary<long> Seconds(long min, long max, params long[] landmarks)
    {
        var edges = landmarks.SelectMany(l => new[] { l - 1, l, l + 1 }).Concat(Steps.Select(s => (long)s))
            .Append((1L << 32) - 1).Append(min).Append(max).Where(s => min <= s && s <= max).Distinct().ToArray();
        return Arb.From(
            Gen.Frequency((4, Gen.Elements(edges)), (6, Amounts.Between(min, max).Generator.Select(s => (long)s))),
            s => Amounts.Smaller(s, min).Select(v => (long)v));
    }

    private static IEnumerable<int> SmallerBps(int bps) => Amounts.Smaller(bps).Select(v => (int)v);
}
