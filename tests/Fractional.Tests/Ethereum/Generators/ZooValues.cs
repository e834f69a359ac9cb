using System.Collections.Immutable;
using System.Numerics;
using Fractional.Ethereum.Primitives;
using Fractional.Tests.Ethereum.Generators.Zoo;

namespace Fractional.Tests.Ethereum.Generators;

/// <summary>Random values of the zoo's structs, with the limits of every type among them.</summary>
internal static class ZooValues
{
    public static Flat Flat(Seeded random) => new(
        (byte)random.Below(256),
        random.NextUInt64() >> 24,
        (UInt128)random.Bits(72),
        (UInt256)random.Bits(136),
        (sbyte)(random.Below(256) - 128),
        random.Coin() ? -(1L << 39) : (1L << 39) - 1,
        (Int128)(random.Bits(72) - (BigInteger.One << 71)),
        random.Bits(256) - (BigInteger.One << 255),
        random.Coin(),
        random.Address(),
        new Selector((uint)(random.NextUInt64() >> 32)),
        new Bytes32([.. random.Bytes(20), .. new byte[12]]),
        (byte)random.Below(2));

    public static Leaf Leaf(Seeded random) => new(
        Many(random, 3, () => Text(random)), [random.Bytes32(), random.Bytes32(), random.Bytes32()]);

    public static Deep Deep(Seeded random) => new(
        Text(random),
        random.Bytes(random.Below(70)),
        Many(random, 3, () => Flat(random)),
        Many(random, 3, () => ImmutableArray.Create(random.UInt256(), random.UInt256())),
        Leaf(random),
        [Leaf(random), Leaf(random)]);

    public static ImmutableArray<T> Many<T>(Seeded random, int most, Func<T> one) =>
        [.. Enumerable.Range(0, random.Below(most + 1)).Select(_ => one())];

    private static string Text(Seeded random) => new('x', random.Below(random.Coin() ? 4 : 70));
}
