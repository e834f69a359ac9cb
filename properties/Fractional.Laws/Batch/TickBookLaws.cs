using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Batch;

/// <summary>Laws 26, 29, 30, 43, 52 and 53: a book that takes bids one by one.</summary>
public static class TickBookLaws
{
    private const int LeastBidsForAll = 1_000;
    private const int ManyBids = 100_000;

    public static IEnumerable<Law> All(OpenBook open)
    {
        yield return Law.ForAll(26, "after every bid the book has cleared as a list of its bids would",
            Books.Placeable, book => PlayedBook.Of(open, book, now => Holds.Equal(
                ReferenceClearings.BySort([.. now.Taken], book.Supply), now.Book.Cleared, "clearing")), cost: 10);
        yield return Law.ForAll(29, "a bid that is refused would have got nothing and changed nothing",
            Books.Placeable, book =>
            {
                var played = PlayedBook.Of(open, book);
                Holds.Equal(ReferenceClearings.ByDefinition(book.Bids, book.Supply), played.Book.Cleared, "clearing");
                foreach (var bid in played.Refused)
                {
                    Holds.True(bid.Tick < played.Book.Cleared.Margin, $"{bid} was refused and would be filled");
                }
            }, cost: 5);
        yield return Law.ForAll(29, "a bid is refused that is too small, larger than the supply or above the top tick",
            Books.Placeable, book =>
            {
                var (state, tick) = (PlayedBook.Of(open, book).Book, Books.TopTick);
                var before = state.Cleared;
                Holds.Equal(null, state.Place(new(tick, book.LeastQuantity - 1)), "a bid below the least quantity");
                Holds.Equal(null, state.Place(new(tick, book.Supply + 1)), "a bid above the supply");
                Holds.Equal(null, state.Place(new(tick + 1, book.LeastQuantity)), "a bid above the top tick");
                Holds.Equal(before, state.Cleared, "clearing");
            }, cost: 5);
        yield return Law.ForAll(30, "after every bid the margin sells all, what is above it less, and it never falls",
            Books.Placeable, Invariant(open), cost: 10);
        yield return Law.ForAll(43, "who is outbid gets the whole escrow back, then and ever after",
            Books.Placeable, book => PlayedBook.Of(open, book, now =>
            {
                for (var i = 0; i < now.Taken.Count; i++)
                {
                    var isOutbid = now.Taken[i].Tick < now.Book.Cleared.Margin;
                    Holds.Equal(isOutbid, now.Book.IsOutbid(i), $"bid {i} is outbid");
                    var outcome = now.Book.OutcomeOf(i);
                    Holds.True(!isOutbid || outcome.Refund == outcome.Escrow, $"bid {i} is outbid and pays");
                }
            }), cost: 20);
        yield return Law.Once(52, "fewer than 1,000 ticks ever lie above the margin", () => Crowd(open));
        yield return Law.Once(53, "100,000 bids on one tick are filled to the unit", () => OneTick(open));
        yield return Law.Once(53, "a tick takes units up to 2^128-1 and refuses the next", () => FullTick(open));
    }

    private static Action<BookCase> Invariant(OpenBook open) => book =>
    {
        int? last = null;
        PlayedBook.Of(open, book, now =>
        {
            BigInteger Demand(Func<int, bool> counts) =>
                PlayedBook.Sum(now.Taken.Where(bid => counts(bid.Tick)).Select(bid => bid.Quantity));
            var (margin, above, atMargin) = now.Book.Cleared;
            Holds.AtMost(book.Supply - 1, above, "units above the margin");
            Holds.Equal(Demand(tick => margin is null || tick > margin), above, "units above the margin");
            Holds.Equal(Demand(tick => tick == margin), atMargin, "units at the margin");
            Holds.True(margin is null || above + atMargin >= book.Supply, "the margin does not sell all");
            Holds.AtLeast(last ?? -1, margin ?? -1, "margin");
            last = margin;
        });
    };

    /// <summary>Least bids on ticks that rise, then fall: the widest books there can be.</summary>
    private static void Crowd(OpenBook open)
    {
        foreach (var supply in new BigInteger[] { 1_000, 1_001, 1_999, 1_000_000, Books.LargestSupply })
        {
            var least = Books.LeastQuantity(supply);
            var rising = Enumerable.Range(0, 2 * LeastBidsForAll).Select(i => new Demand<BigInteger>(i, least));
            foreach (var bids in new[] { rising, rising.Reverse() })
            {
                var (book, ticks) = (open(1, supply), new HashSet<int>());
                foreach (var bid in bids)
                {
                    if (book.Place(bid) is not null)
                    {
                        ticks.Add(bid.Tick);
                    }
                    var margin = book.Cleared.Margin ?? -1;
                    Holds.AtMost(LeastBidsForAll - 1, ticks.Count(tick => tick > margin), "ticks above the margin");
                }
            }
        }
    }

    private static void OneTick(OpenBook open)
    {
        var supply = (1_000 * Amounts.Exa) + 7;
        var least = Books.LeastQuantity(supply);
        var (book, rest) = (open(Amounts.Exa, supply), supply);
        for (var i = 0; i < ManyBids; i++)
        {
            Holds.Equal(i, book.Place(new(77, least + (i % 3))) ?? -1, "bid");
        }
        for (var i = 0; i < ManyBids; i++)
        {
            rest -= book.OutcomeOf(i).Fill;
        }
        Holds.Equal(0, rest, "units left over");
    }

    private static void FullTick(OpenBook open)
    {
        var (supply, most) = (Books.LargestSupply, (int)(Amounts.Max / Books.LargestSupply));
        var (book, rest) = (open(1, supply), supply);
        for (var i = 0; i < most; i++)
        {
            Holds.Equal(i, book.Place(new(5, supply)) ?? -1, "bid");
        }
        Holds.Equal(null, book.Place(new(5, supply)), "one unit more than 2^128-1");
        Holds.Equal(most, book.Place(new(5, supply - 1)) ?? -1, "the last unit of the tick");
        for (var i = 0; i <= most; i++)
        {
            rest -= book.OutcomeOf(i).Fill;
        }
        Holds.Equal(0, rest, "units left over");
    }
}
