using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;
using Fractional.Laws.Proceeds;

namespace Fractional.Laws.Dutch;

/// <summary>A taker who is also a lender and a share holder. Units and shares are parts of their totals.</summary>
public sealed record Insider(BigInteger Units, BigInteger TotalUnits, BigInteger Shares, BigInteger TotalShares);

/// <summary>The cash a taker adds when he offsets his claims as lender and holder against the price.</summary>
public delegate BigInteger NetCash(WaterfallTerms terms, BigInteger price, Insider taker);

/// <summary>Law 23: paying with one's own claims is the same as paying and then claiming.</summary>
public static class NettedTakeLaws
{
    public static IEnumerable<Law> All(Distribute distribute, NetCash netCash)
    {
        yield return Law.ForAll(23, "a netted take is a gross take and the claims, to the wei",
            Any.Of(WaterfallLaws.Cases, Insiders), (c, taker) =>
            {
                var lines = distribute(c.Terms, c.Proceeds);
                var asLender = lines.Debt * taker.Units / taker.TotalUnits;
                var asHolder = lines.Residual * taker.Shares / taker.TotalShares;
                var cash = netCash(c.Terms, c.Proceeds, taker);
                Holds.Equal(c.Proceeds - asLender - asHolder, cash, "cash");
                Holds.AtLeast(0, cash, "cash");
                var others = lines.Keeper + (lines.Debt - asLender) + lines.Penalty + lines.Fee + lines.Royalty;
                Holds.Equal(cash, others + (lines.Residual - asHolder), "what everybody else can draw");
            });
    }

    private static Arbitrary<Insider> Insiders { get; } = Any
        .Of(Amounts.Amt, Amounts.Pos, Amounts.Amt, Amounts.Pos)
        .Convert(
            t => new Insider(t.Item1, t.Item2, t.Item3, t.Item4),
            i => (i.Units, i.TotalUnits, i.Shares, i.TotalShares))
        .Normalised(i => i with
        {
            Units = BigInteger.Min(i.Units, i.TotalUnits),
            Shares = BigInteger.Min(i.Shares, i.TotalShares),
        });
}
