using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Dutch;

/// <summary>One running sale of one indivisible lot, as takers meet it.</summary>
public interface ITakeableSale
{
    /// <summary>Price at a time; throws when nothing can be bought then.</summary>
    BigInteger PriceAt(long timestamp);

    /// <summary>What the taker paid, or null when the take is refused.</summary>
    BigInteger? Take(int taker, BigInteger maxPrice, long timestamp);

    /// <summary>The debt is paid before a take: the sale ends without one.</summary>
    void Cure(long timestamp);
}

/// <summary>Opens the sale of given terms; its clock starts before <see cref="SaleTerms.StartsAt"/>.</summary>
public delegate ITakeableSale OpenSale(SaleTerms terms);

/// <summary>Laws 21, 22 and 24: taking.</summary>
public static class TakeLaws
{
    public static IEnumerable<Law> All(OpenSale open, Arbitrary<(SaleTerms, long, long)> moments)
    {
        yield return Law.ForAll(21, "a take pays the price now, whatever more was offered",
            Any.Of(moments, Amounts.Amt), (moment, above) =>
            {
                var (terms, u, _) = moment;
                var sale = open(terms);
                var price = sale.PriceAt(terms.StartsAt + u);
                var offered = BigInteger.Min(Amounts.Max, price + above);
                Holds.Equal(price, sale.Take(0, offered, terms.StartsAt + u) ?? -1, "paid");
            });
        yield return Law.ForAll(21, "a take that offers 1 wei less is refused", moments, (terms, u, _) =>
        {
            var sale = open(terms);
            var price = sale.PriceAt(terms.StartsAt + u);
            Holds.Equal(null, sale.Take(0, price - 1, terms.StartsAt + u), "paid");
        });
        yield return Law.ForAll(22, "of many takes in one block exactly one wins",
            Any.Of(moments, Takers), (moment, takers) =>
            {
                var (terms, u, _) = moment;
                var sale = open(terms);
                var results = takers.Select(taker => sale.Take(taker, Amounts.Max, terms.StartsAt + u)).ToArray();
                Holds.Equal(1, results.Count(paid => paid is not null), "winners");
                Holds.True(results[0] is not null, "the first take of the block did not win");
            });
        yield return Law.ForAll(24, "no take before the start, at the end or later", moments, (terms, u, _) =>
        {
            foreach (var at in new[] { terms.StartsAt - 1, terms.EndsAt, terms.EndsAt + u })
            {
                Holds.Equal(null, open(terms).Take(0, Amounts.Max, at), $"paid at {at}");
            }
        });
        yield return Law.ForAll(24, "no take after a cure", moments, (terms, u, later) =>
        {
            var sale = open(terms);
            sale.Cure(terms.StartsAt + Math.Min(u, later));
            Holds.Equal(null, sale.Take(0, Amounts.Max, terms.StartsAt + Math.Max(u, later)), "paid after the cure");
        });
    }

    private static Arbitrary<int[]> Takers { get; } =
        Any.ListOf(Arb.From(Gen.Choose(0, 4), taker => Amounts.Smaller(taker).Select(t => (int)t)), 1, 8);
}
