using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>What stands before the share holders: wei owed, and the parts cut from the proceeds.</summary>
public sealed record WaterfallTerms(
    BigInteger Keeper, BigInteger Debt, BigInteger Penalty, int FeeBps, int RoyaltyBps)
{
    /// <summary>What must come in before anything is left for fee, royalty and holders.</summary>
    public BigInteger Owed => Keeper + Debt + Penalty;
}

/// <summary>Who gets what, in the order in which they are paid. Wei.</summary>
public sealed record Distribution(
    BigInteger Keeper, BigInteger Debt, BigInteger Penalty, BigInteger Fee, BigInteger Royalty, BigInteger Residual)
{
    public BigInteger Sum => Keeper + Debt + Penalty + Fee + Royalty + Residual;

    public IEnumerable<(string Name, BigInteger Paid)> Lines =>
    [
        ("keeper", Keeper), ("debt", Debt), ("penalty", Penalty),
        ("fee", Fee), ("royalty", Royalty), ("residual", Residual),
    ];
}

/// <summary>Splits the proceeds of one sale, 0..2^128-1 wei.</summary>
public delegate Distribution Distribute(WaterfallTerms terms, BigInteger proceeds);

/// <summary>The lowest proceeds that leave the holders 1 wei.</summary>
public delegate BigInteger EquityPrice(WaterfallTerms terms);

/// <summary>Laws 67-69 for any waterfall of this order; laws 4 and 20 for the specified rounding.</summary>
public static class WaterfallLaws
{
    public static IEnumerable<Law> All(Distribute distribute)
    {
        yield return Law.ForAll(67, "the lines sum to the proceeds and none is negative", Cases, (terms, proceeds) =>
        {
            var split = distribute(terms, proceeds);
            Holds.Equal(proceeds, split.Sum, "sum of the lines");
            foreach (var (name, paid) in split.Lines)
            {
                Holds.AtLeast(0, paid, name);
            }
        });
        yield return Law.ForAll(68, "one wei more gives the holders 0 or 1 wei more", Cases, (terms, proceeds) =>
        {
            proceeds = BigInteger.Min(proceeds, Amounts.Max - 1);
            var (before, after) = (distribute(terms, proceeds), distribute(terms, proceeds + 1));
            Holds.Within(0, 1, after.Residual - before.Residual, "growth of the residual");
            NeverLess(before, after);
        });
        yield return Law.ForAll(68, "more proceeds never give any line less", Any.Of(Cases, Amounts.Amt), (c, other) =>
            NeverLess(
                distribute(c.Terms, BigInteger.Min(c.Proceeds, other)),
                distribute(c.Terms, BigInteger.Max(c.Proceeds, other))));
        yield return Law.ForAll(69, "keeper first, then lenders, then the penalty; nobody below a short line", Cases,
            Priority(distribute));
    }

    /// <summary>The exact rounding of the specification: one floored cut for fee and royalty together.</summary>
    public static IEnumerable<Law> Specified(Distribute distribute, EquityPrice equityPrice)
    {
        yield return Law.ForAll(4, "every line equals the specified waterfall", Cases, (terms, proceeds) =>
            Holds.Equal(WaterfallReference.Distribute(terms, proceeds), distribute(terms, proceeds), "lines"));
        yield return Law.ForAll(20, "the equity price is the first that leaves the holders a wei",
            SmallCases, (terms, _) =>
            {
                var first = equityPrice(terms);
                Holds.AtLeast(1, distribute(terms, first).Residual, $"residual at {first}");
                Holds.Equal(0, distribute(terms, first - 1).Residual, $"residual at {first - 1}");
            });
    }

    /// <summary>Terms over the whole width, proceeds near the kinks in half of the cases.</summary>
    public static Arbitrary<(WaterfallTerms Terms, BigInteger Proceeds)> Cases { get; } = Make(Amounts.Max);

    private static Arbitrary<(WaterfallTerms Terms, BigInteger Proceeds)> SmallCases { get; } =
        Make(Amounts.Power(120));

    private static Arbitrary<(WaterfallTerms Terms, BigInteger Proceeds)> Make(BigInteger most) => Arb.From(
        from keeper in Amounts.UpTo(most).Generator
        from debt in Amounts.UpTo(most).Generator
        from penaltyBps in Scales.UpToBps(1_000).Generator
        from feeBps in Scales.UpToBps(200).Generator
        from royaltyBps in Scales.UpToBps(1_000).Generator
        let terms = new WaterfallTerms(keeper, debt, debt * penaltyBps / Scales.FullBps, feeBps, royaltyBps)
        from proceeds in Amounts.Near(keeper, keeper + debt, terms.Owed, WaterfallReference.EquityPrice(terms))
        select (Terms: terms, Proceeds: proceeds),
        c => Smaller(c.Terms).Select(t => (t, c.Proceeds))
            .Concat(Amounts.Smaller(c.Proceeds).Select(p => (c.Terms, p))));

    private static IEnumerable<WaterfallTerms> Smaller(WaterfallTerms terms) =>
        Amounts.Smaller(terms.Keeper).Select(k => terms with { Keeper = k })
            .Concat(Amounts.Smaller(terms.Debt).Select(d => terms with { Debt = d }))
            .Concat(Amounts.Smaller(terms.Penalty).Select(p => terms with { Penalty = p }))
            .Concat(Amounts.Smaller(terms.FeeBps).Select(f => terms with { FeeBps = (int)f }))
            .Concat(Amounts.Smaller(terms.RoyaltyBps).Select(r => terms with { RoyaltyBps = (int)r }));

    private static void NeverLess(Distribution before, Distribution after)
    {
        foreach (var (low, high) in before.Lines.Zip(after.Lines))
        {
            Holds.AtLeast(low.Paid, high.Paid, $"{low.Name} with more proceeds");
        }
    }

    private static Action<WaterfallTerms, BigInteger> Priority(Distribute distribute) => (terms, proceeds) =>
    {
        var split = distribute(terms, proceeds);
        var afterKeeper = BigInteger.Max(0, proceeds - terms.Keeper);
        Holds.Equal(BigInteger.Min(terms.Keeper, proceeds), split.Keeper, "keeper");
        Holds.Equal(BigInteger.Min(terms.Debt, afterKeeper), split.Debt, "debt");
        var afterDebt = BigInteger.Max(0, afterKeeper - terms.Debt);
        Holds.Equal(BigInteger.Min(terms.Penalty, afterDebt), split.Penalty, "penalty");
        if (split.Residual > 0)
        {
            var nominal = proceeds * (terms.FeeBps + terms.RoyaltyBps) / Scales.FullBps;
            Holds.Equal(nominal, split.Fee + split.Royalty, "fee and royalty while holders are paid");
        }
    };
}
