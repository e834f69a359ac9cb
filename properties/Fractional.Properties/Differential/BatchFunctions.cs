using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Laws.Batch;
using Fractional.Laws.Generators;
using Fractional.Properties.Batch;
using static Fractional.Properties.Differential.PureFunction;

namespace Fractional.Properties.Differential;

/// <summary>Prices, payments, rollovers and whole books of batch auctions on both sides.</summary>
internal static class BatchFunctions
{
    private const string Rest = "((uint256,uint256,uint256,uint256),(uint256,uint256)[],uint256[])";
    private const int MostItems = 16;
    private const int WordsBeforeBids = 5;

    /// <summary>Five words before the bids, six of each: as BookHarness.sol says.</summary>
    public static PureFunction Book => Of(
        "playBook(uint256,uint256,uint256[],uint256[])", Play, Books, fixedWords: 5) with { CallsPerRequest = 50 };

    public static int BidsSeen { get; private set; }

    public static int RefusalsSeen { get; private set; }

    public static IEnumerable<PureFunction> All =>
    [
        Of("tickSizeUp(uint128)", a => Rounding.BpsUp(Wei(a[0]), TickGrid.TickBps).Value, Amt),
        Of("tickPrice(uint128,uint16)", a => [new TickGrid(Wei(a[0])).PriceOf((int)a[1]).Value], Ticks),
        Of("leastQuantityUp(uint128)", a => Lots(a[0]).LeastQuantityUp.Value, Supplies),
        Of("paymentUp(uint128,uint128,uint128)",
            a => [Lots(a[2]).PaymentUp(Units(a[0]), Wei(a[1])).Value], Payments),
        Of("seriesPartDown(uint128,uint128,uint128,uint128)", SeriesPart, SeriesParts),
        Of("spread(uint128,uint256[])", Spread, Spreads, fixedWords: 3),
        Of($"residualOfRest(uint128,{Rest})",
            a => [RestOf(a[2..]).SplitOfRest(Wei(a[0])).Residual.Value],
            Amounts.UpTo(Amounts.Power(104)).Generator.SelectMany(price =>
                RestWords.Select(rest => (BigInteger[])[price, 2 * Words.Length, .. rest])), fixedWords: 99),
        Of($"equityPriceOfRest({Rest})",
            a => [Core.Auctions.Batch.Rollover.EquityPriceOfRest(RestOf(a[1..])).Value],
            RestWords.Select(rest => (BigInteger[])[Words.Length, .. rest]), fixedWords: 99),
        Of("rolloverEscrowUp(uint256[],uint256[])", Escrow, Escrows, fixedWords: 99) with { CallsPerRequest = 100 },
    ];

    private static Arbitrary<BigInteger> Supplies { get; } = Amounts.Between(1, Amounts.Power(112));

    private static Gen<BigInteger[]> Ticks { get; } =
        from price in Amounts.Between(1, Amounts.Power(121)).Generator
        from tick in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, TickGrid.TopTick), Gen.Constant(TickGrid.TopTick))
        select new[] { price, tick };

    private static Gen<BigInteger[]> Payments { get; } =
        from supply in Supplies.Generator
        from units in Amounts.Between(0, supply).Generator
        from price in Amt.Generator
        select new[] { units, price, supply };

    /// <summary>Units claimed before, own and all of a loan.</summary>
    private static Gen<BigInteger[]> SeriesParts { get; } =
        from supply in Supplies.Generator
        from all in Amounts.Between(1, Amounts.Power(110)).Generator
        from before in Amounts.Between(0, all).Generator
        from own in Amounts.Between(0, all - before).Generator
        select new[] { supply, before, own, all };

    private static Gen<BigInteger[]> Spreads { get; } =
        from price in Amt.Generator
        from weights in Any.ListOf(Amounts.Between(1, Amounts.Power(120)), 1, MostItems).Generator
        select (BigInteger[])[price, 2 * Words.Length, weights.Length, .. weights];

    /// <summary>Weight (0 once sold), price, royalty; at least one item is left.</summary>
    private static Gen<BigInteger[][]> Items { get; } =
        from count in Gen.Choose(1, MostItems)
        from weights in Gen.Frequency(
            (3, Amounts.Between(1, Amounts.Power(100)).Generator), (1, Gen.Constant(BigInteger.Zero))).ArrayOf(count)
        from prices in Amounts.UpTo(Amounts.Power(96)).Generator.ArrayOf(count)
        from royalties in Scales.UpToBps(1_000).Generator.ArrayOf(count)
        let left = weights.All(w => w.IsZero) ? [BigInteger.One, .. weights[1..]] : weights
        select left.Select((w, i) => new[] { w, w.IsZero ? prices[i] : 0, royalties[i] }).ToArray();

    private static Gen<BigInteger[]> Tabs { get; } =
        from debt in Amounts.UpTo(Amounts.Power(100)).Generator
        from keeper in Amounts.UpTo(Amounts.Power(90)).Generator
        from penaltyBps in Scales.UpToBps(1_000).Generator
        from feeBps in Scales.UpToBps(200).Generator
        select new[] { keeper, debt, debt * penaltyBps / Scales.FullBps, feeBps };

    /// <summary>Tab, offsets of sales and weights, sales, weights.</summary>
    private static Gen<BigInteger[]> RestWords { get; } = Tabs.SelectMany(tab => Items.Select(items =>
    {
        BigInteger salesAt = 6 * Words.Length, weightsAt = salesAt + (1 + 2 * items.Length) * Words.Length;
        return (BigInteger[])[
            .. tab, salesAt, weightsAt, items.Length, .. items.SelectMany(i => i[1..]), items.Length,
            .. items.Select(i => i[0]),
        ];
    }));

    private static Gen<BigInteger[]> Escrows { get; } =
        from tab in Tabs
        from items in Items
        from reservePrice in Amounts.Between(1, Amounts.Power(100)).Generator
        from supply in Supplies.Generator
        from tick in Gen.OneOf(Gen.Choose(0, 3_000), Gen.Choose(0, TickGrid.TopTick))
        from quantity in Amounts.Between(0, supply).Generator
        from shares in Amounts.Between(0, supply).Generator
        select (BigInteger[])[
            2 * Words.Length, 12 * Words.Length, 9, .. tab, reservePrice, supply, tick, quantity, shares,
            3 * items.Length, .. items.SelectMany(i => i),
        ];

    /// <summary>Placeable books, in which every tenth bid or so is spoiled.</summary>
    private static Gen<BigInteger[]> Books { get; } =
        from book in Laws.Batch.Books.Placeable.Generator
        from spoiled in Gen.Choose(0, 40).ArrayOf(book.Bids.Length)
        let bids = book.Bids.Select((bid, i) => Spoiled(book, bid, spoiled[i])).ToArray()
        select (BigInteger[])[
            book.ReservePrice, book.Supply, 4 * Words.Length, (5 + bids.Length) * Words.Length,
            bids.Length, .. bids.Select(b => (BigInteger)b.Tick), bids.Length, .. bids.Select(b => b.Quantity),
        ];

    private static Demand<BigInteger> Spoiled(BookCase book, Demand<BigInteger> bid, int how) => how switch
    {
        0 => bid with { Tick = TickGrid.TopTick + 1 },
        1 => bid with { Quantity = book.LeastQuantity - 1 },
        2 => bid with { Quantity = book.Supply + 1 },
        3 => bid with { Quantity = (BigInteger)UInt128.MaxValue },
        _ => bid,
    };

    private static BigInteger[] Play(BigInteger[] a)
    {
        var terms = new BatchTerms(new TickGrid(Wei(a[0])), Units(a[1]));
        var count = (int)a[4];
        var book = TickBook.Open(terms);
        var answers = new BigInteger[count][];
        var placed = new Bid?[count];
        for (var i = 0; i < count; i++)
        {
            var (tick, quantity) = ((int)a[5 + i], Units(a[6 + count + i]));
            if (book.WhyRefused(tick, quantity) is { } refusal)
            {
                answers[i] = [.. Named(refusal), 0, 0, 0];
                RefusalsSeen++;
                continue;
            }
            book = book.Place(tick, quantity, out var bid);
            placed[i] = bid;
            BidsSeen++;
        }
        var clearing = book.Clear();
        for (var i = 0; i < count; i++)
        {
            if (placed[i] is { } bid)
            {
                answers[i] = [
                    0, 0, 0, terms.EscrowUp(bid.Tick, bid.Quantity).Value, clearing.Fill(bid).Value,
                    clearing.PaymentUp(bid).Value,
                ];
            }
        }
        var words = answers.SelectMany(words => words).ToArray();
        return [
            Words.Length, WordsBeforeBids + words.Length, clearing.Margin is null ? 0 : 1, clearing.Margin ?? 0,
            clearing.Above.Value, clearing.AtMargin.Value, 1, .. words,
        ];
    }

    /// <summary>The selector of the contract's error, and its two arguments.</summary>
    private static BigInteger[] Named(Refusal refusal)
    {
        var arguments = refusal switch
        {
            Refusal.TickAboveTop r => new BigInteger[] { r.Tick, r.TopTick },
            Refusal.BidTooSmall r => [r.Quantity.Value, r.LeastQuantity.Value],
            Refusal.BidAboveSupply r => [r.Quantity.Value, r.Supply.Value],
            Refusal.BidBelowMargin r => [r.Tick, r.Margin],
            Refusal.TickFull r => [r.Quantity.Value, r.Room.Value],
            _ => throw new NotSupportedException($"no book refuses with {refusal}"),
        };
        var call = Words.Call($"{refusal.Name}(uint256,uint256)", []);
        return [new BigInteger(call.AsSpan(0, 4), isUnsigned: true, isBigEndian: true), .. arguments];
    }

    private static BigInteger[] Spread(BigInteger[] a)
    {
        var items = a[3..].Select(weight => (weight, BigInteger.Zero, BigInteger.Zero)).ToArray();
        var sold = Rests.Auction(0, 0, 0, 0, items).WithRestSoldFor(Wei(a[0]));
        return [Words.Length, items.Length, .. sold.Items.Select(item => (BigInteger)item.Price.Value)];
    }

    private static BigInteger[] SeriesPart(BigInteger[] a)
    {
        BigInteger UpTo(BigInteger units) =>
            Rounding.MulDivDown((UInt128)a[0], (UInt128)units, (UInt128)a[3]);
        return [UpTo(a[1] + a[2]) - UpTo(a[1])];
    }

    private static BigInteger[] Escrow(BigInteger[] a)
    {
        var auction = Rests.Auction(
            a[3], a[4], a[5], a[6], [.. a[13..].Chunk(3).Select(item => (item[0], item[1], item[2]))]);
        var terms = new BatchTerms(new TickGrid(Wei(a[7])), Units(a[8]));
        return [
            Core.Auctions.Batch.Rollover.EscrowUp(auction, terms, (int)a[9], Units(a[10]), Units(a[11])).Value,
        ];
    }

    private static DutchAuction RestOf(BigInteger[] a)
    {
        var count = (int)a[6];
        var weights = a[(8 + 2 * count)..];
        return Rests.Auction(
            a[0], a[1], a[2], a[3], [.. a[7..(7 + 2 * count)].Chunk(2).Select((s, i) => (weights[i], s[0], s[1]))]);
    }

    private static BatchTerms Lots(BigInteger supply) => new(new TickGrid(new Wei(1)), Units(supply));

    private static Shares Units(BigInteger units) => new((UInt128)units);
}
