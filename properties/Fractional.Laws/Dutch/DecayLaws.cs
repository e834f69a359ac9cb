using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Dutch;

/// <summary>Price after some seconds of a decline that halves it every half-life, rounded up.</summary>
public delegate BigInteger Decay(BigInteger price, long halfLifeSeconds, long elapsedSeconds);

/// <summary>Laws 7-11 and 17, and law 4 against the specification's own steps: the exponential curve.</summary>
public static class DecayLaws
{
    private const int MostHalvings = 130;

    public static IEnumerable<Law> All(Decay decay)
    {
        var prices = Amounts.Amt;
        yield return Law.ForAll(4, "decay equals the specified steps, bit for bit",
            Any.Of(prices, Clocks), (p, clock) =>
                Holds.Equal(
                    DecayReference.Price(p, clock.HalfLife, clock.Elapsed),
                    decay(p, clock.HalfLife, clock.Elapsed), "price"));
        yield return Law.ForAll(7, "decay is never below the real value, and less than 2^-64 + 1 wei above it",
            Any.Of(prices, Clocks), (p, clock) => Bounded(decay, p, clock), cost: 4);
        yield return Law.ForAll(8, "decay never rises from one second to the next",
            Any.Of(prices, Clocks), (p, clock) =>
                Holds.AtMost(
                    decay(p, clock.HalfLife, clock.Elapsed),
                    decay(p, clock.HalfLife, clock.Elapsed + 1), "next second"));
        yield return Law.ForAll(8, "decay never rises between any two times", Any.Of(prices, Clocks, Scales.Time),
            (p, clock, later) => Holds.AtMost(
                decay(p, clock.HalfLife, clock.Elapsed), decay(p, clock.HalfLife, clock.Elapsed + later), "later"));
        yield return Law.ForAll(9, "after n half-lives the price is ceil(p / 2^n)",
            Any.Of(prices, HalfLives, Scales.Seconds(0, MostHalvings)), (p, h, n) =>
            Holds.Equal(Fraction.Ceiling(p, Amounts.Power((int)n)), decay(p, h, n * h), $"{n} half-lives"));
        yield return Law.ForAll(10, "decay is non-decreasing in the price",
            Any.Of(prices, prices, Clocks), (a, b, clock) =>
                Holds.AtMost(
                    decay(BigInteger.Max(a, b), clock.HalfLife, clock.Elapsed),
                    decay(BigInteger.Min(a, b), clock.HalfLife, clock.Elapsed), "of the lower price"));
        yield return Law.ForAll(10, "decay is non-decreasing in the half-life",
            Any.Of(prices, Clocks, HalfLives), (p, clock, h) =>
                Holds.AtMost(
                    decay(p, Math.Max(h, clock.HalfLife), clock.Elapsed),
                    decay(p, Math.Min(h, clock.HalfLife), clock.Elapsed), "with the shorter half-life"));
        yield return Law.ForAll(11, "no time, no decline", Any.Of(prices, HalfLives), (p, h) =>
            Holds.Equal(p, decay(p, h, 0), "price at 0"));
        yield return Law.ForAll(17, "decay agrees with repeated multiplication within 1e-15 + 1 wei",
            Any.Of(prices, Scales.Seconds(7_200, 604_800), Scales.Seconds(0, 259_200)), NearPower(decay), cost: 4);
    }

    /// <summary>Half-lives 1..2^32-1 s with the edges where the bits of the fraction change.</summary>
    public static Arbitrary<long> HalfLives { get; } = Scales.Seconds(1, uint.MaxValue, 2, 3_600, 12_960, 86_400);

    /// <summary>A half-life and a time near one of its multiples or anywhere up to 130 half-lives.</summary>
    public static Arbitrary<Clock> Clocks { get; } = Arb.From(
        HalfLives.Generator.SelectMany(h => Gen.OneOf(
                Gen.Choose(0, MostHalvings).Zip(Gen.Choose(-1, 1), (n, off) => Math.Max(0, (n * h) + off)),
                Amounts.Between(0, 2 * h).Generator.Select(u => (long)u),
                Amounts.Between(0, MostHalvings * h).Generator.Select(u => (long)u))
            .Select(u => new Clock(h, u))),
        c => Amounts.Smaller(c.Elapsed).Select(u => c with { Elapsed = (long)u })
            .Concat(Amounts.Smaller(c.HalfLife, 1).Select(h => c with { HalfLife = (long)h })));

    private static void Bounded(Decay decay, BigInteger price, Clock clock)
    {
        var actual = decay(price, clock.HalfLife, clock.Elapsed) << Exp2.Bits;
        var (low, high) = Exp2.Negative(clock.Elapsed, clock.HalfLife);
        if (clock.Elapsed / clock.HalfLife > Exp2.Bits)
        {
            low = high = 0; // below every price the subject can tell from 0
        }
        Holds.AtLeast(price * high, actual, "price * 2^512 against the real value");
        var bound = (price * low) + ((price * low) >> 64) + BigInteger.Max(1, BigInteger.One << Exp2.Bits);
        Holds.True(actual < bound || (price.IsZero && actual.IsZero), $"price * 2^512: {actual} is not below {bound}");
    }

    private static Action<BigInteger, long, long> NearPower(Decay decay) => (price, halfLife, elapsed) =>
    {
        var power = price * RayPower.Of(halfLife, elapsed);
        var difference = BigInteger.Abs((decay(price, halfLife, elapsed) * RayPower.Ray) - power);
        Holds.AtMost((power / 1_000_000_000_000_000) + RayPower.Ray, difference, "difference * 1e27");
    };
}

/// <summary>A half-life and the seconds gone.</summary>
public readonly record struct Clock(long HalfLife, long Elapsed);
