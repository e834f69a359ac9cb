using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>What stands before the share holders of a basket; each item has its own royalty. Wei.</summary>
public sealed record BasketTerms(BigInteger Keeper, BigInteger Debt, BigInteger Penalty, int FeeBps);

/// <summary>One item in the order of indices; an item not sold has price 0.</summary>
public readonly record struct BasketSale(BigInteger Price, int RoyaltyBps);

/// <summary>The lines, and the royalty of each item; the royalties sum to the royalty line.</summary>
public sealed record BasketDistribution(Distribution Lines, IReadOnlyList<BigInteger> Royalties);

/// <summary>Splits the proceeds of a basket.</summary>
public delegate BasketDistribution DistributeBasket(BasketTerms terms, IReadOnlyList<BasketSale> sales);

/// <summary>Laws 67-69 and 4 for a basket of items, each with its own price and royalty.</summary>
public static class BasketWaterfallLaws
{
    private const int MostItems = 16;

    public static IEnumerable<Law> All(DistributeBasket distribute)
    {
        yield return Law.ForAll(67, "the lines of a basket sum to its proceeds", Cases, (terms, sales) =>
        {
            var split = distribute(terms, sales);
            Holds.Equal(Raised(sales), split.Lines.Sum, "sum of the lines");
            var royalties = split.Royalties.Aggregate(BigInteger.Zero, BigInteger.Add);
            Holds.Equal(split.Lines.Royalty, royalties, "sum of royalties");
            foreach (var paid in split.Lines.Lines.Select(l => l.Paid).Concat(split.Royalties))
            {
                Holds.AtLeast(0, paid, "a line");
            }
        });
        yield return Law.ForAll(68, "one wei more on one item never gives anybody less, holders 0 or 1 more",
            Any.Of(Cases, Scales.Seconds(0, MostItems - 1)), (c, item) =>
            {
                var (before, after) = (distribute(c.Terms, c.Sales), distribute(c.Terms, Raise(c.Sales, (int)item, 1)));
                Holds.Within(0, 1, after.Lines.Residual - before.Lines.Residual, "growth of the residual");
                NeverLess(before, after);
            });
        yield return Law.ForAll(68, "selling one more item never gives anybody less",
            Any.Of(Cases, Scales.Seconds(0, MostItems - 1), Amounts.UpTo(Amounts.Power(120))), (c, item, price) =>
                NeverLess(distribute(c.Terms, c.Sales), distribute(c.Terms, Raise(c.Sales, (int)item, price))));
        yield return Law.ForAll(69, "holders get nothing while a lender is owed", Cases, (terms, sales) =>
        {
            var lines = distribute(terms, sales).Lines;
            var forLenders = BigInteger.Max(0, Raised(sales) - terms.Keeper);
            Holds.Equal(BigInteger.Min(terms.Debt, forLenders), lines.Debt, "debt");
            Holds.True(lines.Residual.IsZero || lines.Penalty == terms.Penalty, "holders are paid before the penalty");
        });
        yield return Law.ForAll(4, "every line and royalty equals the specified waterfall", Cases, (terms, sales) =>
        {
            var (expected, actual) = (WaterfallReference.DistributeBasket(terms, sales), distribute(terms, sales));
            Holds.Equal(expected.Lines, actual.Lines, "lines");
            Holds.Equal(string.Join(",", expected.Royalties), string.Join(",", actual.Royalties), "royalties");
        });
    }

    /// <summary>1..16 items up to 2^120 wei each, in one case of two scaled to land near the kinks.</summary>
    public static Arbitrary<(BasketTerms Terms, BasketSale[] Sales)> Cases { get; } = Arb.From(
        from count in Gen.Choose(1, MostItems)
        from sales in Sale.Generator.ArrayOf(count)
        from feeBps in Scales.UpToBps(200).Generator
        let raised = Raised(sales)
        from keeper in Gen.OneOf(Amounts.UpTo(Amounts.Power(120)).Generator, Gen.Constant(raised / 50))
        from debt in Gen.OneOf(
            Amounts.UpTo(Amounts.Power(120)).Generator, Gen.Choose(80, 120).Select(p => raised * p / 120))
        from penaltyBps in Scales.UpToBps(1_000).Generator
        select (Terms: new BasketTerms(keeper, debt, debt * penaltyBps / Scales.FullBps, feeBps), Sales: sales),
        c => Any.ListOf(Sale, 1, MostItems).Shrinker(c.Sales).Select(s => (c.Terms, s))
            .Concat(Amounts.Smaller(c.Terms.Debt).Select(d => (c.Terms with { Debt = d }, c.Sales)))
            .Concat(Amounts.Smaller(c.Terms.Keeper).Select(k => (c.Terms with { Keeper = k }, c.Sales)))
            .Concat(Amounts.Smaller(c.Terms.Penalty).Select(p => (c.Terms with { Penalty = p }, c.Sales))));

    private static Arbitrary<BasketSale> Sale => Arb.From(
        Amounts.UpTo(Amounts.Power(120)).Generator.Zip(
            Scales.UpToBps(1_000).Generator, (price, royalty) => new BasketSale(price, royalty)),
        s => Amounts.Smaller(s.Price).Select(p => s with { Price = p })
            .Concat(Amounts.Smaller(s.RoyaltyBps).Select(r => s with { RoyaltyBps = (int)r })));

    private static BasketSale[] Raise(BasketSale[] sales, int item, BigInteger by) =>
        [.. sales.Select((s, i) => i == item % sales.Length ? s with { Price = s.Price + by } : s)];

    private static BigInteger Raised(IEnumerable<BasketSale> sales) =>
        sales.Aggregate(BigInteger.Zero, (sum, sale) => sum + sale.Price);

    private static void NeverLess(BasketDistribution before, BasketDistribution after)
    {
        foreach (var (low, high) in before.Lines.Lines.Zip(after.Lines.Lines))
        {
            Holds.AtLeast(low.Paid, high.Paid, $"{low.Name} with more proceeds");
        }
        foreach (var (low, high) in before.Royalties.Zip(after.Royalties))
        {
            Holds.AtLeast(low, high, "one item's royalty with more proceeds");
        }
    }
}
