using System.Numerics;
using FsCheck;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Batch;

/// <summary>Laws 31-35 and 40-42: how many units each bid gets.</summary>
public static class FillLaws
{
    public static IEnumerable<Law> All(OpenBook open)
    {
        yield return Law.ForAll(31, "the fills sum to the supply, or to all units bid", Books.Placeable, book =>
        {
            var played = PlayedBook.Of(open, book);
            Holds.Equal(
                BigInteger.Min(book.Supply, played.UnitsBid), Fills(played.Outcomes), "sum of the fills");
        }, cost: 5);
        yield return Law.ForAll(32, "a bid gets all above the margin and nothing below", Books.Placeable,
            EachBid(open, (bid, fill, cleared, _) =>
            {
                if (bid.Tick != cleared.Margin)
                {
                    var expected = cleared.Margin is null || bid.Tick > cleared.Margin ? bid.Quantity : 0;
                    Holds.Equal(expected, fill, $"fill of {bid}");
                }
            }), cost: 5);
        yield return Law.ForAll(33, "at the margin a fill is within 1 unit of its exact part", Books.Placeable,
            EachBid(open, (bid, fill, cleared, book) =>
            {
                if (bid.Tick == cleared.Margin)
                {
                    var exact = bid.Quantity * (book.Supply - cleared.Above);
                    var deviation = BigInteger.Abs((fill * cleared.AtMargin) - exact);
                    Holds.AtMost(cleared.AtMargin - 1, deviation, $"deviation of {bid} * units at the margin");
                }
            }), cost: 5);
        yield return Law.ForAll(34, "no fill is above what was bid", Books.Placeable,
            EachBid(open, (bid, fill, _, _) => Holds.Within(0, bid.Quantity, fill, $"fill of {bid}")), cost: 5);
        yield return Law.ForAll(35, "bidding more units costs a bid at most 1 unit of its fill", Raised,
            (book, index, more) => BiddingMore(open, book, (int)index, more), cost: 5);
        yield return Law.ForAll(40, "multiplying all quantities and the supply by k multiplies fills, k units off",
            Any.Of(Books.Placeable, Amounts.Pos), (book, factor) => Scaling(open, book, factor), cost: 10);
        yield return Law.ForAll(41, "a bid split into two neighbours gets the same in all", Raised,
            (book, index, part) => Splitting(open, book, (int)index, [part]), cost: 5);
        yield return Law.ForAll(42, "many accounts that bid one after another get what one would", Pieces,
            (book, index, parts) => Splitting(open, book, (int)index, parts), cost: 5);
    }

    private static Arbitrary<(BookCase, long, BigInteger)> Raised { get; } =
        Any.Of(Books.Placeable, Scales.Seconds(0, 39), Amounts.Amt);

    private static Arbitrary<(BookCase, long, BigInteger[])> Pieces { get; } =
        Any.Of(Books.Placeable, Scales.Seconds(0, 39), Any.ListOf(Amounts.Amt, 1, 8));

    private static Action<BookCase> EachBid(
        OpenBook open, Action<Demand<BigInteger>, BigInteger, Cleared<BigInteger>, BookCase> holds) => book =>
    {
        var played = PlayedBook.Of(open, book);
        foreach (var (bid, outcome) in played.Taken.Zip(played.Outcomes))
        {
            holds(bid, outcome.Fill, played.Book.Cleared, book);
        }
    };

    private static void BiddingMore(OpenBook open, BookCase book, int index, BigInteger more)
    {
        var played = PlayedBook.Of(open, book);
        if (played.Taken.Count == 0)
        {
            return;
        }
        index %= played.Taken.Count;
        var bid = played.Taken[index];
        var raised = bid with { Quantity = BigInteger.Min(book.Supply, bid.Quantity + more) };
        var others = played.Taken.ToArray();
        others[index] = raised;
        var after = PlayedBook.Of(open, book with { Bids = others });
        var before = played.Book.OutcomeOf(index).Fill;
        // Bids before this one are taken as they were, so it keeps its number.
        Holds.AtLeast(before - 1, after.Book.OutcomeOf(index).Fill, $"fill of {raised} instead of {bid}");
    }

    private static void Scaling(OpenBook open, BookCase book, BigInteger factor)
    {
        factor = BigInteger.Min(factor, Books.LargestSupply / book.Supply);
        var plain = PlayedBook.Of(open, book);
        var scaled = PlayedBook.Of(open, book with
        {
            Supply = book.Supply * factor,
            Bids = [.. book.Bids.Select(bid => bid with { Quantity = bid.Quantity * factor })],
        });
        foreach (var (small, large) in plain.Outcomes.Zip(scaled.Outcomes))
        {
            Holds.AtMost(factor, BigInteger.Abs(large.Fill - (small.Fill * factor)), "deviation of a fill");
        }
    }

    /// <summary>Cuts parts off one bid and places them behind each other.</summary>
    private static void Splitting(OpenBook open, BookCase book, int index, IReadOnlyList<BigInteger> cuts)
    {
        var whole = PlayedBook.Of(open, book);
        if (whole.Taken.Count == 0)
        {
            return;
        }
        index %= whole.Taken.Count;
        var bid = whole.Taken[index];
        var parts = new List<Demand<BigInteger>>();
        var rest = bid.Quantity;
        foreach (var cut in cuts)
        {
            var room = rest - (2 * book.LeastQuantity);
            if (room >= 0)
            {
                parts.Add(bid with { Quantity = book.LeastQuantity + (cut % (room + 1)) });
                rest -= parts[^1].Quantity;
            }
        }
        parts.Add(bid with { Quantity = rest });
        var split = PlayedBook.Of(
            open, book with { Bids = [.. whole.Taken.Take(index), .. parts, .. whole.Taken.Skip(index + 1)] });
        Holds.Equal(0, split.Refused.Count, "bids refused after the split");
        var together = Fills(split.Outcomes.Skip(index).Take(parts.Count));
        Holds.Equal(whole.Book.OutcomeOf(index).Fill, together, $"fill of {bid} in {parts.Count} parts");
    }

    private static BigInteger Fills(IEnumerable<BidOutcome> outcomes) =>
        PlayedBook.Sum(outcomes.Select(outcome => outcome.Fill));
}
