using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Fractional.Laws.Generators;

/// <summary>Amounts of money and shares: edges where rounding and width go wrong, and log-uniform between.</summary>
public static class Amounts
{
    public static readonly BigInteger Max = Power(128) - 1;

    /// <summary>1e18.</summary>
    public static readonly BigInteger Exa = BigInteger.Pow(10, 18);

    private const int BitsPerDraw = 30;

    private static readonly BigInteger[] Edges =
    [
        0, 1, 2, 3, 1_000_000, Exa - 1, Exa, Exa + 1, Power(64) - 1, Power(64), Power(96), Power(112) - 1, Power(112),
        Power(127), Power(128) - 2, Power(128) - 1,
    ];


    /// <summary>0..2^128-1: 40 % edges, 60 % log-uniform.</summary>
    public static Arbitrary<BigInteger> Amt { get; } = UpTo(Max);

    /// <summary>Like <see cref="Amt"/> without 0.</summary>
    public static Arbitrary<BigInteger> Pos { get; } = Between(1, Max);

    /// <summary>Share supplies of a vault, 1e18..2^112.</summary>
    public static Arbitrary<BigInteger> Supply { get; } = Arb.From(
        Gen.Frequency((3, Gen.Elements(Exa, 1_000_000 * Exa, Power(112))), (7, Between(Exa, Power(112)).Generator)),
        s => Smaller(s, Exa));

    public static Arbitrary<BigInteger> UpTo(BigInteger max) => Between(0, max);

    /// <summary>Edges inside <paramref name="min"/>..<paramref name="max"/> with both ends, and log-uniform.</summary>
    public static Arbitrary<BigInteger> Between(BigInteger min, BigInteger max)
    {
        var edges = Edges.Where(e => min <= e && e <= max).Append(min).Append(max).Distinct().ToArray();
        return Arb.From(Gen.Frequency((4, Gen.Elements(edges)), (6, LogUniform(min, max))), v => Smaller(v, min));
    }

    /// <summary>Amounts at, one below and one above each landmark, or anywhere up to 2^128-1.</summary>
    public static Gen<BigInteger> Near(params BigInteger[] landmarks)
    {
        var close = landmarks.SelectMany(m => new[] { m - 1, m, m + 1 }).Where(m => 0 <= m && m <= Max).ToArray();
        return close.Length == 0 ? Amt.Generator : Gen.Frequency((1, Gen.Elements(close)), (1, Amt.Generator));
    }

    /// <summary>Smaller amounts down to <paramref name="min"/>, boldest first.</summary>
    public static IEnumerable<BigInteger> Smaller(BigInteger amount, BigInteger min = default)
    {
        for (var step = amount - min; step > 0; step /= 2)
        {
            yield return amount - step;
        }
    }

    /// <summary>Uniform below 2^<paramref name="bits"/>.</summary>
    public static Gen<BigInteger> Bits(int bits) =>
        Gen.Choose(0, (1 << BitsPerDraw) - 1).ArrayOf((bits + BitsPerDraw - 1) / BitsPerDraw).Select(draws =>
            draws.Aggregate(BigInteger.Zero, (sum, draw) => (sum << BitsPerDraw) + draw) & (Power(bits) - 1));

    public static BigInteger Power(int exponent) => BigInteger.One << exponent;

    private static Gen<BigInteger> LogUniform(BigInteger min, BigInteger max)
    {
        var range = max - min;
        var mostBits = (int)range.GetBitLength();
        return Gen.Choose(0, mostBits).SelectMany(bits => Bits(bits).Select(v => min + BigInteger.Min(v, range)));
    }
}
