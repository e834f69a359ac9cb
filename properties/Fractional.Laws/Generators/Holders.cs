using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Fractional.Laws.Generators;

/// <summary>Who holds how many shares. Every part is positive and the parts sum to <see cref="Total"/>.</summary>
public sealed record Holding(BigInteger[] Parts)
{
    public BigInteger Total { get; } = Parts.Aggregate(BigInteger.Zero, BigInteger.Add);

    public override string ToString() => $"{Parts.Length} holders of {Total}: " + (Parts.Length <= 12
        ? string.Join(" + ", Parts)
        : $"{string.Join(" + ", Parts.Take(6))} + ... + {string.Join(" + ", Parts.TakeLast(3))}");
}

/// <summary>Holdings in the shapes found on chain: equal, one unit each, Zipf, whale with dust, random cuts.</summary>
public static class Holders
{
    private static readonly int[] Counts = [1, 2, 3, 7, 100, 1_000];

    /// <summary>Up to 1,000 holders of up to <paramref name="most"/> shares.</summary>
    public static Arbitrary<Holding> Of(BigInteger most) => Arb.From(
        Gen.Elements(Counts).Or(Gen.Choose(1, 40)).SelectMany(n => Shaped(n, most)), Smaller);

    /// <summary>Exactly <paramref name="count"/> holders.</summary>
    public static Gen<Holding> Shaped(int count, BigInteger most) =>
        Amounts.Between(count, BigInteger.Max(count, most)).Generator.SelectMany(total => Gen.OneOf(
            Gen.Constant(Equal(count, total)),
            Gen.Constant(Equal(count, count)),
            Gen.Constant(Weighted(total, [.. Enumerable.Range(1, count).Select(i => Amounts.Power(64) / i)])),
            Gen.Constant(Whale(count, total)),
            Amounts.Bits(40).ArrayOf(count).Select(weights => Weighted(total, weights))));

    /// <summary>Halves of the list, neighbours merged (same sum), every part halved.</summary>
    public static IEnumerable<Holding> Smaller(Holding holding)
    {
        var parts = holding.Parts;
        if (parts.Length > 1)
        {
            yield return new Holding(parts[..(parts.Length / 2)]);
            yield return new Holding(parts[(parts.Length / 2)..]);
            yield return new Holding([.. parts.Chunk(2).Select(pair => pair.Aggregate(BigInteger.Add))]);
        }
        if (parts.Any(p => p > 1))
        {
            yield return new Holding([.. parts.Select(p => (p + 1) / 2)]);
            yield return new Holding([.. parts.Select(p => p > 1 ? p - 1 : p)]);
        }
    }

    private static Holding Equal(int count, BigInteger total) =>
        new([.. Enumerable.Range(0, count).Select(i => (total * (i + 1) / count) - (total * i / count))]);

    private static Holding Whale(int count, BigInteger total) =>
        new([total - (count - 1), .. Enumerable.Repeat(BigInteger.One, count - 1)]);

    /// <summary>One unit each, the rest by weight; what flooring leaves goes to the first.</summary>
    private static Holding Weighted(BigInteger total, BigInteger[] weights)
    {
        var sum = weights.Aggregate(BigInteger.One, BigInteger.Add);
        var rest = total - weights.Length;
        var parts = weights.Select(w => 1 + (rest * w / sum)).ToArray();
        parts[0] += total - parts.Aggregate(BigInteger.Add);
        return new Holding(parts);
    }
}
