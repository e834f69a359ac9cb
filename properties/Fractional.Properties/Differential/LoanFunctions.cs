using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Laws.Generators;
using static Fractional.Properties.Differential.PureFunction;

namespace Fractional.Properties.Differential;

/// <summary>Interest, health and the refinance guard on both sides.</summary>
internal static class LoanFunctions
{
    private const int TermCount = 13;
    private const int MostSeconds = (1 << 24) - 1;

    private const string Terms =
        "(uint16,uint16,uint40,uint24,uint24,uint24,uint16,uint16,uint16,uint16,uint16,uint24,uint8)";

    /// <summary>Interest numerators whose wei fit 128 bits.</summary>
    private static readonly Arbitrary<BigInteger> Numerators = Amounts.UpTo(Amounts.Power(160));

    public static IEnumerable<PureFunction> All =>
    [
        Of("accruedBetween(uint128,uint16,uint16,uint40,uint40,uint40)", a => Interest.Numerator(
            Wei(a[0]), Bps(a[1]), Bps(a[2]), At(a[3]), At(a[4]), At(a[5])),
            Amt, BpsColumn, BpsColumn, Time, Time, Time) with { ResultBits = 256 },
        Of("interestUp(uint192)", a => Interest.Up(a[0]).Value, Amounts.UpTo(Amounts.Power(192) - 1)),
        Of("debtUp(uint128,uint192)", a => Balance(a).DebtUp.Value, Amt, Amounts.UpTo(Amounts.Power(192) - 1)),
        Of("pay(uint128,uint192,uint128)", Pay, Payments) with { ResultBits = 256 },
        Of("maxPrincipalDown(uint128,uint16)", a => Rounding.BpsDown(Wei(a[0]), Bps(a[1])).Value, Amt, BpsColumn),
        Of("premiumUp(uint128,uint16)", a => Rounding.BpsUp(Wei(a[0]), Bps(a[1])).Value, Amt, BpsColumn),
        Of("isUnhealthy(uint128,uint128,uint16)",
            a => Word(Health.IsUnhealthy(Wei(a[0]), Wei(a[1]), Bps(a[2]))), Amt, Amt, BpsColumn),
        Of("isUnhealthy(uint128,uint128,uint16)",
            a => [Word(Health.IsUnhealthy(Wei(a[0]), Wei(a[1]), Bps(a[2])))], NearTheLine),
        Of("isCured(uint128,uint128,uint16)",
            a => [Word(Health.IsCured(Wei(a[0]), Wei(a[1]), Bps(a[2])))], NearTheLine),
        Of($"requireNoWorse(uint128,uint128,{Terms},uint128,{Terms})", RequireNoWorse, Refinances),
    ];

    private static Gen<BigInteger[]> Payments { get; } =
        from principal in Amt.Generator
        from numerator in Numerators.Generator
        let interest = (numerator + Interest.Denominator - 1) / Interest.Denominator
        from amount in Amounts.Near(interest, principal, principal + interest)
        select new[] { principal, numerator, amount };

    private static Gen<BigInteger[]> NearTheLine { get; } =
        from worth in Small.Generator
        from ltvBps in Scales.Bps.Generator
        from debt in Amounts.Near(worth * ltvBps / Scales.FullBps)
        select new[] { debt, worth, ltvBps };

    /// <summary>An old loan, and a new one with about two terms in fifteen changed by a little.</summary>
    private static Gen<BigInteger[]> Refinances { get; } =
        from principal in Small.Generator
        from interest in Small.Generator
        from old in Gen.CollectToArray(Enumerable.Range(0, TermCount), Term)
        from changed in Gen.CollectToArray(Enumerable.Range(0, TermCount), i => Gen.Frequency(
            (6, Gen.Constant(old[i])), (1, Gen.Choose(-1, 1).Select(d => Within(i, old[i] + d)))))
        from newPrincipal in Gen.OneOf(Gen.Constant(principal), Amounts.Near(principal, principal + interest))
        select new[] { principal, principal + interest }.Concat(old).Append(newPrincipal).Concat(changed).ToArray();

    private static BigInteger[] Limits { get; } =
        [10_000, 2_000, Scales.LatestTime, MostSeconds, MostSeconds, MostSeconds, 65_535, 65_535, 65_535, 1_000, 10_000,
            MostSeconds, 7];

    private static Gen<BigInteger> Term(int index) => Amounts.UpTo(Limits[index]).Generator;

    private static BigInteger Within(int index, BigInteger term) =>
        BigInteger.Max(0, BigInteger.Min(Limits[index], term));

    private static BigInteger[] Pay(BigInteger[] a)
    {
        var left = Balance(a).Pay(Wei(a[2]));
        return [left.Principal.Value, left.InterestNumerator];
    }

    private static LoanBalance Balance(BigInteger[] a) => new(Wei(a[0]), a[1], At(0), Core.Units.Wei.Zero);

    private static BigInteger[] RequireNoWorse(BigInteger[] a)
    {
        var (old, next) = (TermsOf(a[2..]), TermsOf(a[(3 + TermCount)..]));
        var refusal = RefinanceGuard.Check(Wei(a[0]), Wei(a[1]), old, a[2 + TermCount], next);
        return refusal is null ? [] : throw new NamedRefusal(Words.Call(
            "RefinanceWorse(bytes32,uint256,uint256)", [Text(refusal.Term), refusal.Given, refusal.Limit]));
    }

    private static LoanTerms TermsOf(BigInteger[] a) => new(
        Bps(a[0]), Bps(a[1]), At(a[2]), (uint)a[3], (uint)a[4], (uint)a[5], Bps(a[6]), Bps(a[7]), Bps(a[8]), Bps(a[9]),
        Bps(a[10]), (uint)a[11], (LoanOptions)(int)a[12]);

    /// <summary>A short text as <c>bytes32</c>: at the front of the word.</summary>
    private static BigInteger Text(string text)
    {
        var word = new byte[Words.Length];
        Encoding.ASCII.GetBytes(text, word);
        return new BigInteger(word, isUnsigned: true, isBigEndian: true);
    }
}
