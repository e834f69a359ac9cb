using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Batch;

/// <summary>A batch and the bids that come to it, in order.</summary>
public sealed record BookCase(BigInteger ReservePrice, BigInteger Supply, Demand<BigInteger>[] Bids)
{
    public BigInteger LeastQuantity => Books.LeastQuantity(Supply);

    public override string ToString() => $"supply {Supply} from {ReservePrice} wei, bids (tick: units) "
        + string.Join(", ", Bids.Select(bid => $"({bid.Tick}: {bid.Quantity})"));
}

/// <summary>
/// Books of bids: few and many ticks, ties, rising and falling prices, undersubscribed, filled to the unit, smallest
/// and largest quantities.
/// </summary>
public static class Books
{
    public const int TopTick = 65_535;
    private const int MostBids = 40;

    /// <summary>As many bids of the least quantity take the whole supply.</summary>
    private const int LeastBidsForAll = 1_000;

    private static readonly int[] EdgeTicks = [0, 1, 255, 256, 257, TopTick - 1, TopTick];

    public static readonly BigInteger LargestSupply = Amounts.Power(112);

    /// <summary>Its top tick, 66.5 times it, stays below 2^128.</summary>
    public static readonly BigInteger LargestReservePrice = Amounts.Power(121);

    /// <summary>Bids that a book takes unless they are outbid: from the least quantity to the supply.</summary>
    public static Arbitrary<BookCase> Placeable { get; } = Arb.From(
        from supply in Gen.Frequency(
            (4, Gen.Choose(1, 20).Select(s => (BigInteger)s)), (2, Gen.Choose(900, 2_100).Select(s => (BigInteger)s)),
            (2, Amounts.Supply.Generator), (2, Amounts.Between(1, LargestSupply).Generator))
        from reservePrice in Gen.Frequency(
            (1, Gen.Choose(1, 20).Select(p => (BigInteger)p)),
            (1, Amounts.Between(1, LargestReservePrice).Generator))
        from quantities in Quantities(supply)
        from bids in Ticks(quantities.Length).Select(ticks =>
            ticks.Zip(quantities, (tick, units) => new Demand<BigInteger>(tick, units)).ToArray())
        select new BookCase(reservePrice, supply, bids),
        Smaller);

    public static BigInteger LeastQuantity(BigInteger supply) => Fraction.Ceiling(supply, LeastBidsForAll);

    private static Gen<BigInteger[]> Quantities(BigInteger supply)
    {
        var least = LeastQuantity(supply);
        var any = Gen.Frequency(
            (1, Gen.Elements(least, supply, BigInteger.Max(least, supply - 1), BigInteger.Min(supply, least + 1))),
            (3, Amounts.Between(least, supply).Generator),
            (3, Amounts.Between(least, BigInteger.Max(least, supply / 3)).Generator));
        var many = Gen.Choose(0, MostBids).SelectMany(n => any.ArrayOf(n));
        return Gen.Frequency((6, many), (1, Undersubscribed(supply, least)), (2, Exact(supply, least)));
    }

    /// <summary>Fewer least bids than the supply takes.</summary>
    private static Gen<BigInteger[]> Undersubscribed(BigInteger supply, BigInteger least) =>
        Gen.Choose(0, (int)BigInteger.Min(MostBids, (supply - 1) / least))
            .Select(n => Enumerable.Repeat(least, n).ToArray());

    /// <summary>Parts of at least the least quantity that sum to the supply.</summary>
    private static Gen<BigInteger[]> Exact(BigInteger supply, BigInteger least) =>
        from count in Gen.Choose(1, (int)BigInteger.Min(MostBids, supply / least))
        from weights in Gen.Choose(1, 1_000).ArrayOf(count)
        let spare = supply - (least * count)
        let parts = weights.Select(w => least + (spare * w / weights.Sum())).ToArray()
        let rest = supply - parts.Aggregate(BigInteger.Zero, BigInteger.Add)
        select (BigInteger[])[parts[0] + rest, .. parts[1..]];

    private static Gen<int[]> Ticks(int count)
    {
        var any = Gen.OneOf(Gen.Elements(EdgeTicks), Gen.Choose(0, TopTick));
        var few = any.SelectMany(low => Gen.Choose(0, 2).Select(above => Math.Min(TopTick, low + above)));
        return Gen.OneOf(
            any.ArrayOf(count),
            any.Select(tick => Enumerable.Repeat(tick, count).ToArray()),
            any.SelectMany(low => Gen.Choose(0, 3).Select(d => Math.Min(TopTick, low + d)).ArrayOf(count)),
            any.ArrayOf(count).Select(ticks => ticks.Order().ToArray()),
            few.ArrayOf(count).Select(ticks => ticks.OrderDescending().ToArray()));
    }

    private static IEnumerable<BookCase> Smaller(BookCase book)
    {
        var bid = Arb.From(Gen.Constant(default(Demand<BigInteger>)), (Demand<BigInteger> b) =>
            Amounts.Smaller(b.Tick).Select(tick => b with { Tick = (int)tick })
                .Concat(Amounts.Smaller(b.Quantity, book.LeastQuantity).Select(units => b with { Quantity = units })));
        return Any.ListOf(bid, 0, MostBids).Shrinker(book.Bids).Select(bids => book with { Bids = bids })
            .Concat(Amounts.Smaller(book.ReservePrice, 1).Select(price => book with { ReservePrice = price }))
            .Concat(Amounts.Smaller(book.Supply, 1).Select(supply => book with { Supply = supply }))
            .Where(smaller => smaller.Bids.All(b =>
                smaller.LeastQuantity <= b.Quantity && b.Quantity <= smaller.Supply));
    }
}
