using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Valuation;

/// <summary>A price and when it came into force, until the next one.</summary>
public readonly record struct PricePoint(long At, BigInteger Price);

/// <summary>Time-weighted mean price over the window that ends now; throws when the history is shorter.</summary>
public delegate BigInteger Twap(IReadOnlyList<PricePoint> history, long now, long windowSeconds);

/// <summary>Law 85: the time-weighted mean.</summary>
public static class TwapLaws
{
    private const int MostPoints = 64;

    public static IEnumerable<Law> All(Twap down, Twap up)
    {
        yield return Law.ForAll(85, "the mean is the integral over the window, rounded", Cases, c =>
        {
            var (sum, window) = (Integral(c), (BigInteger)c.Window);
            Holds.Equal(Fraction.Floor(sum, window), down(c.History, c.Now, c.Window), "mean rounded down");
            Holds.Equal(Fraction.Ceiling(sum, window), up(c.History, c.Now, c.Window), "mean rounded up");
        });
        yield return Law.ForAll(85, "the mean lies between the lowest and the highest price in force", Cases, c =>
        {
            var ends = c.History.Skip(1).Select(p => p.At).Append(c.Now);
            var inForce = c.History.Zip(ends).Where(p => p.Second > c.Now - c.Window);
            var prices = inForce.Select(p => p.First).Select(p => p.Price).ToArray();
            Holds.Within(prices.Min(), prices.Max(), down(c.History, c.Now, c.Window), "mean rounded down");
            Holds.Within(prices.Min(), prices.Max(), up(c.History, c.Now, c.Window), "mean rounded up");
        });
        yield return Law.ForAll(85, "a constant price is its own mean", Any.Of(Cases, Amounts.Amt), (c, price) =>
        {
            PricePoint[] flat = [.. c.History.Select(p => p with { Price = price })];
            Holds.Equal(price, down(flat, c.Now, c.Window), "mean rounded down");
            Holds.Equal(price, up(flat, c.Now, c.Window), "mean rounded up");
        });
        yield return Law.ForAll(85, "a window longer than the history is refused", Cases, c =>
        {
            var tooLong = c.Now - c.History[0].At + 1;
            Holds.Refused(() => down(c.History, c.Now, tooLong), $"a window of {tooLong} s, down,");
            Holds.Refused(() => up(c.History, c.Now, tooLong), $"a window of {tooLong} s, up,");
        });
    }

    /// <summary>1..64 points a few seconds to days apart and a window inside them.</summary>
    public static Arbitrary<TwapCase> Cases { get; } = Arb.From(
        from count in Gen.Choose(1, MostPoints)
        from start in Scales.Seconds(1, 1L << 32).Generator
        from gaps in Scales.Seconds(1, 1L << 22, 86_400, 604_800).Generator.ArrayOf(count)
        from prices in Amounts.Amt.Generator.ArrayOf(count)
        let times = gaps.SkipLast(1).Aggregate(new List<long> { start }, (list, gap) => [.. list, list[^1] + gap])
        let now = times[^1] + gaps[^1]
        from window in Scales.Seconds(1, now - start, 86_400, 604_800, now - start).Generator
        select new TwapCase([.. times.Zip(prices, (t, p) => new PricePoint(t, p))], now, window),
        c => c.Smaller());

    private static BigInteger Integral(TwapCase c)
    {
        var (sum, from) = (BigInteger.Zero, c.Now - c.Window);
        for (var i = 0; i < c.History.Length; i++)
        {
            var start = Math.Max(from, c.History[i].At);
            var end = i + 1 < c.History.Length ? c.History[i + 1].At : c.Now;
            sum += end > start ? c.History[i].Price * (end - start) : 0;
        }
        return sum;
    }
}

/// <summary>A history, a moment at or after its last point, and a window inside it.</summary>
public sealed record TwapCase(PricePoint[] History, long Now, long Window)
{
    public IEnumerable<TwapCase> Smaller()
    {
        foreach (var window in Amounts.Smaller(Window, 1))
        {
            yield return this with { Window = (long)window };
        }
        for (var i = 0; i < History.Length; i++)
        {
            if (i > 0)
            {
                yield return this with { History = [.. History[..i], .. History[(i + 1)..]] };
            }
            foreach (var price in Amounts.Smaller(History[i].Price))
            {
                yield return this with
                {
                    History = [.. History[..i], History[i] with { Price = price }, .. History[(i + 1)..]],
                };
            }
        }
    }

    public override string ToString() => $"{string.Join(", ", History)}; now {Now}, window {Window}";
}
