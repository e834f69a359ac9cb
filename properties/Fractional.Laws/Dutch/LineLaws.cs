using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Dutch;

/// <summary>Price on a straight line from a start down to an end, rounded up.</summary>
public delegate BigInteger Line(BigInteger start, BigInteger end, long durationSeconds, long elapsedSeconds);

/// <summary>Laws 12, 13 and 16: the straight line.</summary>
public static class LineLaws
{
    public static IEnumerable<Law> All(Line line)
    {
        yield return Law.ForAll(12, "the line is the ceiling of the exact line, in both forms", Cases, c =>
        {
            var (drop, price) = (c.Start - c.End, line(c.Start, c.End, c.Duration, c.Elapsed));
            Holds.Equal(c.End + Fraction.Ceiling(drop * (c.Duration - c.Elapsed), c.Duration), price, "from the end");
            Holds.Equal(c.Start - Fraction.Floor(drop * c.Elapsed, c.Duration), price, "from the start");
        });
        yield return Law.ForAll(12, "the line is exact at its ends and stays between them", Cases, c =>
        {
            Holds.Equal(c.Start, line(c.Start, c.End, c.Duration, 0), "start");
            Holds.Equal(c.End, line(c.Start, c.End, c.Duration, c.Duration), "end");
            Holds.Within(c.End, c.Start, line(c.Start, c.End, c.Duration, c.Elapsed), "price");
        });
        yield return Law.ForAll(13, "lifting both ends lifts the line by the same",
            Any.Of(Cases, Amounts.Amt), (c, lift) =>
            {
                lift = BigInteger.Min(lift, Amounts.Max - c.Start);
                Holds.Equal(
                    line(c.Start, c.End, c.Duration, c.Elapsed) + lift,
                    line(c.Start + lift, c.End + lift, c.Duration, c.Elapsed), "lifted");
            });
        yield return Law.ForAll(16, "multiplying both ends by k loses less than k wei",
            Any.Of(Cases, Amounts.Pos), (c, k) =>
            {
                k = c.Start.IsZero ? k : BigInteger.Max(1, BigInteger.Min(k, Amounts.Max / c.Start));
                var scaled = k * line(c.Start, c.End, c.Duration, c.Elapsed);
                Holds.Within(
                    scaled - (k - 1), scaled,
                    line(k * c.Start, k * c.End, c.Duration, c.Elapsed), $"{k} times the line");
            });
    }

    /// <summary>Lines with start at or above end and a time inside them.</summary>
    public static Arbitrary<LineCase> Cases { get; } = Any
        .Of(Amounts.Amt, Amounts.Amt, Scales.Seconds(1, uint.MaxValue), Scales.Time)
        .Convert(t => new LineCase(t.Item1, t.Item2, t.Item3, t.Item4), c => (c.Start, c.End, c.Duration, c.Elapsed))
        .Normalised(c => new LineCase(
            BigInteger.Max(c.Start, c.End), BigInteger.Min(c.Start, c.End), c.Duration,
            c.Elapsed <= c.Duration ? c.Elapsed : c.Elapsed % (c.Duration + 1)));
}

/// <summary>A line and a time on it, 0..<paramref name="Duration"/> seconds.</summary>
public sealed record LineCase(BigInteger Start, BigInteger End, long Duration, long Elapsed);
