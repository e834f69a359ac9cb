using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;
using Fractional.Laws.Proceeds;

namespace Fractional.Laws.Batch;

/// <summary>One item of an auction whose rest goes to a batch.</summary>
/// <param name="Weight">Its part of the price of the rest; 0 once sold.</param>
/// <param name="Price">Wei it was sold for; 0 until then.</param>
/// <param name="RoyaltyBps">Of its own price.</param>
public readonly record struct RestItem(BigInteger Weight, BigInteger Price, int RoyaltyBps);

/// <summary>An old holder bids for units with shares, on what is left of an auction.</summary>
public sealed record RolloverCase(
    BasketTerms Terms, RestItem[] Items, BigInteger ReservePrice, BigInteger Supply, int Tick, BigInteger Quantity,
    BigInteger Shares)
{
    public BigInteger Limit => BatchReference.PriceOf(ReservePrice, Tick);

    public override string ToString() =>
        $"{Terms}, items {string.Join(" ", Items)}, supply {Supply} from {ReservePrice} wei, tick {Tick}, "
        + $"{Quantity} units for {Shares} shares";
}

/// <summary>Law 51: the cash of a rollover is enough at every price, and hardly more.</summary>
public static class RolloverLaws
{
    private const int MostItems = 16;
    private const int Around = 5;

    /// <param name="escrow">Wei a rollover deposits.</param>
    public static IEnumerable<Law> All(Func<RolloverCase, BigInteger> escrow)
    {
        yield return Law.ForAll(51, "the escrow of a rollover is enough at every price of a small auction", Small, c =>
            IsEnough(c, escrow(c), Prices(c.ReservePrice, c.Limit)), cost: 4);
        yield return Law.ForAll(51, "the escrow of a rollover is enough at and around the vertices of any auction",
            Large, c => IsEnough(c, escrow(c), Vertices(c)), cost: 4);
        yield return Law.ForAll(51, "the escrow of a rollover exceeds what some price needs by its slack at most",
            Small, c =>
            {
                var need = Prices(c.ReservePrice, c.Limit).Max(price => Missing(c, price));
                Holds.AtMost(BigInteger.Max(0, need) + 3 + (2 * c.Items.Length), escrow(c), "escrow");
            }, cost: 4);
    }

    /// <summary>Prices of the unsold items, by exact fractions of running sums.</summary>
    public static BigInteger[] Spread(BigInteger price, IReadOnlyList<BigInteger> weights)
    {
        var all = weights.Aggregate(BigInteger.Zero, BigInteger.Add);
        var (before, parts) = (BigInteger.Zero, new BigInteger[weights.Count]);
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Fraction.Floor(price * (before + weights[i]), all) - Fraction.Floor(price * before, all);
            before += weights[i];
        }
        return parts;
    }

    /// <summary>Wei that the units cost beyond what the old shares are worth; may be negative.</summary>
    private static BigInteger Missing(RolloverCase c, BigInteger price) =>
        Fraction.Ceiling(c.Quantity * price, c.Supply) - Fraction.Floor(Residual(c, price) * c.Shares, c.Supply);

    /// <summary>Wei for the old shares when the unsold items raise a price.</summary>
    internal static BigInteger Residual(RolloverCase c, BigInteger price)
    {
        var parts = Spread(price, [.. c.Items.Select(item => item.Weight)]);
        var sales = c.Items.Select((item, i) =>
            new BasketSale(item.Weight.IsZero ? item.Price : parts[i], item.RoyaltyBps));
        return WaterfallReference.DistributeBasket(c.Terms, [.. sales]).Lines.Residual;
    }

    private static void IsEnough(RolloverCase c, BigInteger escrow, IEnumerable<BigInteger> prices)
    {
        foreach (var price in prices)
        {
            Holds.AtMost(escrow, Missing(c, price), $"missing at {price}");
        }
    }

    private static IEnumerable<BigInteger> Prices(BigInteger from, BigInteger to)
    {
        for (var price = from; price <= to; price++)
        {
            yield return price;
        }
    }

    /// <summary>Around the reserve price, the limit, their middle, and the first price that leaves the shares a wei.
    /// </summary>
    private static IEnumerable<BigInteger> Vertices(RolloverCase c)
    {
        var (low, high) = (c.ReservePrice, c.Limit);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Residual(c, middle) > 0 ? (low, middle) : (middle + 1, high);
        }
        var vertices = new[] { c.ReservePrice, low, (low + c.Limit) / 2, (c.ReservePrice + low) / 2, c.Limit };
        return vertices.SelectMany(v => Prices(v - Around, v + Around))
            .Where(price => c.ReservePrice <= price && price <= c.Limit);
    }

    internal static Arbitrary<RolloverCase> Small { get; } = Cases(
        Amounts.UpTo(60), Amounts.UpTo(80), Amounts.Between(1, 12), Amounts.Between(1, 20), 30, Amounts.Between(1, 40),
        4);

    internal static Arbitrary<RolloverCase> Large { get; } = Cases(
        Amounts.UpTo(Amounts.Power(96)), Amounts.UpTo(Amounts.Power(100)), Amounts.Between(1, Amounts.Power(100)),
        Amounts.Between(1, Amounts.Power(98)), Books.TopTick, Amounts.Between(1, Books.LargestSupply), MostItems);

    private static Arbitrary<RolloverCase> Cases(
        Arbitrary<BigInteger> prices, Arbitrary<BigInteger> debts, Arbitrary<BigInteger> weights,
        Arbitrary<BigInteger> reservePrices, int topTick, Arbitrary<BigInteger> supplies, int mostItems) => Arb.From(
        from count in Gen.Choose(1, mostItems)
        from ownWeights in Gen.Frequency((3, weights.Generator), (1, Gen.Constant(BigInteger.Zero))).ArrayOf(count)
        from sold in prices.Generator.ArrayOf(count)
        from royalties in Scales.UpToBps(1_000).Generator.ArrayOf(count)
        let left = ownWeights.All(w => w.IsZero) ? [BigInteger.One, .. ownWeights[1..]] : ownWeights
        let items = left.Select((w, i) => new RestItem(w, w.IsZero ? sold[i] : 0, royalties[i])).ToArray()
        from debt in debts.Generator
        from keeperBps in Scales.UpToBps(200).Generator
        from penaltyBps in Scales.UpToBps(1_000).Generator
        from feeBps in Scales.UpToBps(200).Generator
        let terms = new BasketTerms(
            debt * keeperBps / Scales.FullBps, debt, debt * penaltyBps / Scales.FullBps, feeBps)
        from reservePrice in Gen.OneOf(
            reservePrices.Generator, Gen.Constant(BigInteger.Max(1, debt * 7 / 10)).Where(p => p < Amounts.Power(121)))
        from tick in Gen.OneOf(Gen.Choose(0, topTick), Gen.Choose(0, Math.Min(topTick, 1_000)))
        from supply in supplies.Generator
        from quantity in Amounts.Between(1, supply).Generator
        from shares in Gen.OneOf(Gen.Constant(quantity), Amounts.Between(1, supply).Generator)
        select new RolloverCase(terms, items, reservePrice, supply, tick, quantity, shares),
        Smaller);

    private static IEnumerable<RolloverCase> Smaller(RolloverCase c)
    {
        for (var i = 0; i < c.Items.Length && c.Items.Length > 1; i++)
        {
            RestItem[] fewer = [.. c.Items[..i], .. c.Items[(i + 1)..]];
            if (fewer.Any(item => !item.Weight.IsZero))
            {
                yield return c with { Items = fewer };
            }
        }
        foreach (var tick in Amounts.Smaller(c.Tick))
        {
            yield return c with { Tick = (int)tick };
        }
        foreach (var debt in Amounts.Smaller(c.Terms.Debt))
        {
            yield return c with { Terms = c.Terms with { Debt = debt } };
        }
        foreach (var shares in Amounts.Smaller(c.Shares, 1))
        {
            yield return c with { Shares = shares };
        }
    }
}
