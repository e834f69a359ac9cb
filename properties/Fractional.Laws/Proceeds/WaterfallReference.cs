using System.Numerics;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>The specified waterfall in unbounded integers, for one sale and for a basket.</summary>
public static class WaterfallReference
{
    public static Distribution Distribute(WaterfallTerms terms, BigInteger proceeds)
    {
        var basket = new BasketTerms(terms.Keeper, terms.Debt, terms.Penalty, terms.FeeBps);
        return DistributeBasket(basket, [new BasketSale(proceeds, terms.RoyaltyBps)]).Lines;
    }

    public static BasketDistribution DistributeBasket(BasketTerms terms, IReadOnlyList<BasketSale> sales)
    {
        var rest = sales.Aggregate(BigInteger.Zero, (sum, sale) => sum + sale.Price);
        BigInteger Pay(BigInteger owed)
        {
            var paid = BigInteger.Min(owed, rest);
            rest -= paid;
            return paid;
        }

        var (keeper, debt, penalty) = (Pay(terms.Keeper), Pay(terms.Debt), Pay(terms.Penalty));
        var fee = BigInteger.Zero;
        var royalties = new List<BigInteger>();
        foreach (var sale in sales)
        {
            var cutBps = terms.FeeBps + sale.RoyaltyBps;
            var cut = Pay(Fraction.Floor(sale.Price * cutBps, Scales.FullBps));
            var feePart = cutBps == 0 ? 0 : Fraction.Floor(cut * terms.FeeBps, cutBps);
            fee += feePart;
            royalties.Add(cut - feePart);
        }
        var royalty = royalties.Aggregate(BigInteger.Zero, BigInteger.Add);
        return new BasketDistribution(new Distribution(keeper, debt, penalty, fee, royalty, rest), royalties);
    }

    /// <summary>First price with R(G) >= 1: G * (10 000 - c) > X * 10 000.</summary>
    public static BigInteger EquityPrice(WaterfallTerms terms) =>
        (terms.Owed * Scales.FullBps / (Scales.FullBps - terms.FeeBps - terms.RoyaltyBps)) + 1;
}
