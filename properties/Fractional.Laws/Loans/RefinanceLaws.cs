using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Loans;

/// <summary>A running loan and the loan that shall replace it at <see cref="At"/>.</summary>
/// <param name="Old">Terms of the running loan; its principal is what is outstanding.</param>
/// <param name="At">When; not before the old loan was last accrued (its OpenedAt).</param>
/// <param name="New">Terms of the replacement, opened at <paramref name="At"/>.</param>
public sealed record Refinance(DebtTerms Old, long At, DebtTerms New)
{
    /// <summary>Principal and interest of the old loan when it is replaced, rounded up.</summary>
    public BigInteger OldDebt => DebtAt(Old, At);

    public static BigInteger DebtAt(DebtTerms terms, long at) =>
        terms.Principal + Fraction.Ceiling(terms.NumeratorAt(at), DebtTerms.Denominator);
}

/// <summary>Whether share holders are protected enough that anybody may do this.</summary>
public delegate bool MayRefinance(Refinance refinance);

/// <summary>Law 66: what a refinance without the holders' consent may do.</summary>
public static class RefinanceLaws
{
    /// <summary>Interest is rounded up once when the old loan is paid and once on the new one.</summary>
    private const int RoundingWei = 1;

    public static IEnumerable<Law> All(MayRefinance may)
    {
        yield return Law.ForAll(66, "no allowed refinance raises the debt at any later time",
            Any.Of(Cases, Scales.Time), (refinance, after) =>
            {
                if (may(refinance))
                {
                    var later = Math.Min(Scales.LatestTime, refinance.At + after);
                    Holds.AtMost(
                        Refinance.DebtAt(refinance.Old, later) + RoundingWei, Refinance.DebtAt(refinance.New, later),
                        $"debt at {later}");
                }
            });
        yield return Law.ForAll(66, "an equal loan is allowed, one with any worse term is not", Cases, refinance =>
        {
            var same = refinance with { At = refinance.Old.OpenedAt, New = refinance.Old };
            Holds.True(may(same), "the same loan again is refused");
            Forbidden(may, same, same.New with { Principal = same.OldDebt + 1 });
            Forbidden(may, same, same.New with { RateBps = same.New.RateBps + 1 });
            Forbidden(may, same, same.New with { LateRateBps = same.New.LateRateBps + 1 });
            Forbidden(may, same, same.New with { DueAt = same.New.DueAt - 1 });
        });
    }

    /// <summary>Half of the replacements change one or two terms by little, so that many are allowed.</summary>
    public static Arbitrary<Refinance> Cases { get; } = Arb.From(
        from old in DebtLaws.Stories.Generator.Select(s => s.Terms)
        let terms = old with { DueAt = Math.Max(1, old.DueAt), Principal = old.Principal + 1 }
        from at in Scales.Seconds(terms.OpenedAt, terms.OpenedAt + (400 * 86_400L), terms.DueAt).Generator
        let debt = Refinance.DebtAt(terms, at)
        from principal in Gen.OneOf(
            Amounts.Near(debt, terms.Principal), Gen.Constant(terms.Principal), Amounts.UpTo(debt).Generator)
        from rate in Nearby(terms.RateBps, Scales.FullBps)
        from lateRate in Nearby(terms.LateRateBps, 2_000)
        from due in Gen.OneOf(
            Gen.Constant(terms.DueAt), Scales.Seconds(at, at + (400 * 86_400L), terms.DueAt).Generator)
        select new Refinance(terms, at, new DebtTerms(principal, rate, lateRate, at, due)));

    private static void Forbidden(MayRefinance may, Refinance refinance, DebtTerms worse) =>
        Holds.True(!may(refinance with { New = worse }), $"allowed: {worse} instead of {refinance.Old}");

    private static Gen<int> Nearby(int bps, int most) => Gen.OneOf(
        Gen.Constant(bps), Gen.Choose(-1, 1).Select(d => Math.Clamp(bps + d, 0, most)), Gen.Choose(0, most));
}
