using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;
using Fractional.Laws.Proceeds;

namespace Fractional.Laws.Batch;

/// <summary>A batch without a bid for the whole, in which less than all units are bid for.</summary>
/// <param name="Auction">What is sold, and one of the bids: a rollover of <c>Quantity</c> units.</param>
/// <param name="Sold">Units bid for, with the rollover's; less than the supply.</param>
public sealed record BackstopCase(RolloverCase Auction, BigInteger Sold)
{
    public override string ToString() => $"{Sold} units sold of {Auction}";
}

/// <summary>What comes of it when the lenders take the rest.</summary>
/// <param name="Cash">Wei that the lot raises.</param>
/// <param name="Credit">Wei of debt paid in units.</param>
/// <param name="DebtPaid">Wei of debt paid in cash, by this and by earlier sales.</param>
/// <param name="Residual">Wei for the old shares.</param>
public readonly record struct Backstopped(
    BigInteger Cash, BigInteger Credit, BigInteger DebtPaid, BigInteger Residual);

/// <summary>Parts of the unsold units, one for each lender who comes.</summary>
/// <param name="supply">All units.</param>
/// <param name="sold">Units that bidders got.</param>
/// <param name="loanUnits">Of each lender, in the order in which they claim.</param>
public delegate BigInteger[] PartsOfLenders(BigInteger supply, BigInteger sold, IReadOnlyList<BigInteger> loanUnits);

/// <summary>
/// Laws 93-96, and 51 again: lenders take what nobody bought, at the reserve price, as payment of debt. With G the cash
/// and c the credit, both floors, G + c is the reserve price or a wei less.
/// </summary>
/// <remarks>
/// Why the residual is at least R(RES) - m, with m items in the lot, hence R(RES) - 1 for one: as long as there is
/// one, the residual is what was raised less K, debt, penalty and the cuts of all items. Debt falls by c and the cash
/// by RES - G, which is c or c + 1: that costs 1 at most. If G = RES the prices and the cuts are the same. If
/// G is less, each item's price is a difference of two floors of smaller numbers, so at most 1 more than at RES; but
/// the prices sum to less, so at least one item has a lower price, and at most m - 1 cuts grow, by 1 each (a cut is
/// floored and at most its price). Together 1 + (m - 1) = m.
/// </remarks>
public static class BackstopLaws
{
    private const int MostLenders = 12;

    /// <param name="settle">Closes the auction with lenders who opted in; null when they take nothing.</param>
    /// <param name="parts">Hands out what they take.</param>
    /// <param name="escrow">Wei a rollover deposits.</param>
    public static IEnumerable<Law> All(
        Func<BackstopCase, Backstopped?> settle, PartsOfLenders parts, Func<RolloverCase, BigInteger> escrow)
    {
        yield return Law.ForAll(93, "bidders and lenders have every unit, whoever claims first", Lenders,
            (supply, sold, lenders) => EveryUnitHasAnOwner(supply, sold, lenders.Parts, parts));
        yield return Law.ForAll(94, "lenders take the rest iff it is worth a wei and at most the open debt", Any.Of(
            Small, Large), (small, large) =>
            {
                Holds.Equal(Settle(small), settle(small), "backstop of a small auction");
                Holds.Equal(Settle(large), settle(large), "backstop");
            });
        yield return Always(94, "cash and credit are the reserve price or a wei less", settle, (c, b) =>
            Holds.Within(c.Auction.ReservePrice - 1, c.Auction.ReservePrice, b.Cash + b.Credit, "cash and credit"));
        yield return Always(95, "the residual is at most a wei an item below that of a full sale at the reserve price",
            settle, (c, b) =>
            {
                var lot = c.Auction.Items.Count(item => !item.Weight.IsZero);
                var full = RolloverLaws.Residual(c.Auction, c.Auction.ReservePrice);
                Holds.AtLeast(full - lot, b.Residual, $"residual, {full} when all is sold for cash");
            });
        yield return Always(96, "no wei of debt is paid twice, and lenders have what a full sale would give but a wei",
            settle, (c, b) =>
            {
                var (debt, keeper) = (c.Auction.Terms.Debt, c.Auction.Terms.Keeper);
                Holds.AtMost(debt, b.DebtPaid + b.Credit, "debt paid in cash and units");
                var raised = c.Auction.ReservePrice + Sum(c.Auction.Items.Select(item => item.Price));
                Holds.AtLeast(BigInteger.Min(debt, raised - keeper) - 1, b.DebtPaid + b.Credit, "lenders' part");
            });
        yield return Always(51, "the escrow of a rollover is enough where lenders take the rest", settle, (c, b) =>
        {
            var a = c.Auction;
            var credit = Fraction.Floor(b.Residual * a.Shares, a.Supply);
            var missing = Fraction.Ceiling(a.Quantity * a.ReservePrice, a.Supply) - credit;
            Holds.AtMost(escrow(a), missing, "missing");
        });
    }

    /// <summary>The specification over integers of any size.</summary>
    public static Backstopped? Settle(BackstopCase c)
    {
        var a = c.Auction;
        var before = WaterfallReference.DistributeBasket(a.Terms, Sales(a, 0)).Lines.Debt;
        var credit = Fraction.Floor((a.Supply - c.Sold) * a.ReservePrice, a.Supply);
        if (credit.IsZero || credit > a.Terms.Debt - before)
        {
            return null;
        }
        var cash = Fraction.Floor(c.Sold * a.ReservePrice, a.Supply);
        var terms = a.Terms with { Debt = a.Terms.Debt - credit };
        var lines = WaterfallReference.DistributeBasket(terms, Sales(a, cash)).Lines;
        return new Backstopped(cash, credit, lines.Debt, lines.Residual);
    }

    private static Law Always(
        int number, string name, Func<BackstopCase, Backstopped?> settle, Action<BackstopCase, Backstopped> holds) =>
        Law.ForAll(number, name, Any.Of(Small, Large), (small, large) =>
        {
            foreach (var c in new[] { small, large })
            {
                if (settle(c) is { } backstopped)
                {
                    holds(c, backstopped);
                }
            }
        }, cost: 2);

    private static void EveryUnitHasAnOwner(
        BigInteger supply, BigInteger sold, BigInteger[] lenders, PartsOfLenders parts)
    {
        var (unsold, all) = (supply - sold, Sum(lenders));
        foreach (var order in new[] { lenders, [.. lenders.Reverse()], [.. lenders.Order()] })
        {
            var own = parts(supply, sold, order);
            Holds.Equal(unsold, Sum(own), "units of all lenders");
            for (var i = 0; i < own.Length; i++)
            {
                Holds.True(
                    BigInteger.Abs((own[i] * all) - (unsold * order[i])) < all,
                    $"{own[i]} units for {order[i]} of {all}: a unit or more off");
            }
        }
    }

    private static BasketSale[] Sales(RolloverCase c, BigInteger price)
    {
        var parts = RolloverLaws.Spread(price, [.. c.Items.Select(item => item.Weight)]);
        return [
            .. c.Items.Select((item, i) =>
                new BasketSale(item.Weight.IsZero ? item.Price : parts[i], item.RoyaltyBps)),
        ];
    }

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) =>
        amounts.Aggregate(BigInteger.Zero, BigInteger.Add);

    private static Arbitrary<BackstopCase> Small { get; } = Cases(RolloverLaws.Small);

    private static Arbitrary<BackstopCase> Large { get; } = Cases(RolloverLaws.Large);

    private static Arbitrary<(BigInteger, BigInteger, Holding)> Lenders { get; } = Arb.From(
        from supply in Amounts.Between(2, Books.LargestSupply).Generator
        from sold in Amounts.Between(Books.LeastQuantity(supply), supply - 1).Generator
        from count in Gen.Choose(1, MostLenders)
        from lenders in Holders.Shaped(count, Amounts.Power(110))
        select (supply, sold, lenders));

    /// <summary>Bids for at least the least quantity and less than everything.</summary>
    private static Arbitrary<BackstopCase> Cases(Arbitrary<RolloverCase> auctions) => Arb.From(
        from auction in auctions.Generator.Where(a => a.Supply > 1)
        let quantity = BigInteger.Min(auction.Quantity, auction.Supply - 1)
        let least = BigInteger.Max(quantity, Books.LeastQuantity(auction.Supply))
        from sold in Amounts.Between(least, auction.Supply - 1).Generator
        select new BackstopCase(auction with { Quantity = quantity }, sold),
        c => auctions.Shrinker(c.Auction).Select(smaller => c with { Auction = smaller })
            .Concat(Amounts.Smaller(c.Sold, BigInteger.Max(c.Auction.Quantity, Books.LeastQuantity(c.Auction.Supply)))
                .Select(sold => c with { Sold = sold })));
}
