using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Dutch;

/// <summary>Price of one item of a basket that goes for <paramref name="lotPrice"/> as a whole, rounded up.</summary>
public delegate BigInteger ItemPrice(BigInteger lotPrice, BigInteger weight, BigInteger totalWeight);

/// <summary>Law 18: the items of a basket cost what the basket costs.</summary>
public static class BasketLaws
{
    public static IEnumerable<Law> All(ItemPrice itemPrice)
    {
        var weights = Any.ListOf(Amounts.Between(1, Amounts.Power(120)), 1, 16);
        yield return Law.ForAll(18, "item prices sum to the price, or less than 1 wei an item above",
            Any.Of(weights, Amounts.Amt), (w, price) =>
            {
                var total = w.Aggregate(BigInteger.Add);
                var sum = w.Aggregate(BigInteger.Zero, (paid, weight) => paid + itemPrice(price, weight, total));
                Holds.Within(price, price + w.Length - 1, sum, "sum of item prices");
            });
        yield return Law.ForAll(18, "no item gets dearer when the basket gets cheaper",
            Any.Of(weights, Amounts.Amt, Amounts.Amt), (w, a, b) =>
            {
                var total = w.Aggregate(BigInteger.Add);
                foreach (var weight in w)
                {
                    Holds.AtMost(
                        itemPrice(BigInteger.Max(a, b), weight, total), itemPrice(BigInteger.Min(a, b), weight, total),
                        "item price");
                }
            });
    }
}
