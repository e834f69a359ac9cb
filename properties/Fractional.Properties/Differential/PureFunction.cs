using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Core.Units;
using Fractional.Laws.Generators;

namespace Fractional.Properties.Differential;

/// <summary>Arguments of one call, and what the core answers to them: words, or an exception for a refusal.</summary>
internal sealed record PureCase(BigInteger[] Arguments, Func<BigInteger[]> Core)
{
    public override string ToString() => string.Join(", ", Arguments);
}

/// <summary>The core refuses with the contract's own error and arguments.</summary>
internal sealed class NamedRefusal(byte[] data) : Exception("refused by name")
{
    public byte[] RevertData { get; } = data;
}

/// <summary>One pure function of the mechanism as MechHarness.sol and as the core has it.</summary>
/// <param name="Signature">Of the harness.</param>
/// <param name="Cases">Arguments in range of the door's types.</param>
/// <param name="ResultBits">
/// 128 where the result is an amount: every door of the contracts casts it early, so more bits are a refusal.
/// </param>
internal sealed record PureFunction(string Signature, Arbitrary<PureCase> Cases, int ResultBits = 128)
{
    /// <summary>As many as fit the gas of one request.</summary>
    public int CallsPerRequest { get; init; } = 500;

    /// <summary>A function whose arguments are single words, drawn one by one.</summary>
    public static PureFunction Of(
        string signature, Func<BigInteger[], BigInteger> core, params Arbitrary<BigInteger>[] columns) =>
        new(signature, Rows(core, Gen.CollectToArray(columns, column => column.Generator)));

    /// <summary>A function whose words are made together.</summary>
    /// <param name="signature">Of the harness.</param>
    /// <param name="core">The core's answer to the words.</param>
    /// <param name="rows">Words of one call.</param>
    /// <param name="fixedWords">So many words at the start (offsets, lengths) are not made smaller.</param>
    public static PureFunction Of(
        string signature, Func<BigInteger[], BigInteger[]> core, Gen<BigInteger[]> rows, int fixedWords = 0) =>
        new(signature, Arb.From(
            rows.Select(words => new PureCase(words, () => core(words))),
            c => Smaller(c.Arguments, fixedWords).Select(words => new PureCase(words, () => core(words)))));

    public static Arbitrary<PureCase> Rows(Func<BigInteger[], BigInteger> core, Gen<BigInteger[]> rows) =>
        Of("", words => [core(words)], rows).Cases;

    // ---- columns and conversions ----

    public static Arbitrary<BigInteger> Amt => Amounts.Amt;

    /// <summary>Up to 2^120: three of them and a few basis points more still fit 128 bits.</summary>
    public static Arbitrary<BigInteger> Small { get; } = Amounts.UpTo(Amounts.Power(120));

    public static Arbitrary<BigInteger> Time { get; } = Amounts.UpTo(Scales.LatestTime);

    public static Arbitrary<BigInteger> BpsColumn { get; } = Arb.From(
        Gen.OneOf(Scales.Bps.Generator, Gen.Choose(0, ushort.MaxValue)).Select(b => (BigInteger)b));

    public static Wei Wei(BigInteger amount) => new((UInt128)amount);

    public static Bps Bps(BigInteger bps) => new((ushort)bps);

    public static Timestamp At(BigInteger seconds) => new((ulong)seconds);

    public static BigInteger Word(bool yes) => yes ? 1 : 0;

    private static IEnumerable<BigInteger[]> Smaller(BigInteger[] words, int fixedWords)
    {
        for (var i = fixedWords; i < words.Length; i++)
        {
            foreach (var smaller in Amounts.Smaller(words[i]))
            {
                yield return [.. words[..i], smaller, .. words[(i + 1)..]];
            }
        }
    }
}
