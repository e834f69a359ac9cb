using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Tests.Core.Auctions.Batch;

/// <summary>Every book of a few bids of 1..6 units on a few ticks, in every order.</summary>
public sealed class SmallBooksTests(ITestOutputHelper output)
{
    private const int MostUnits = 6;

    /// <summary>A bucket walk costs as much as hundreds of small books; the laws compare it further.</summary>
    private const int BooksPerBucket = 64;

    private static readonly TickGrid Grid = new(new Wei(1_000));

    [Theory]
    [InlineData(5, 2)]
    [InlineData(4, 3)]
    public void Every_order_of_every_small_book_clears_and_fills_as_defined(int count, int ticks)
    {
        var (books, orders) = (0, 0);
        foreach (var bids in Books(count, 0, ticks * MostUnits))
        {
            var supply = Supply(bids.Sum(Units), books++);
            var terms = new BatchTerms(Grid, new Shares((UInt128)supply));
            var expected = Defined(bids, terms, supply, ticks);
            if (books % BooksPerBucket == 0)
            {
                BucketClearing.Of([.. bids.Select(b => new Bid(Tick(b), Of(b), default))], terms).ShouldBe(expected);
            }
            foreach (var order in Orders(bids))
            {
                Check(order, terms, expected);
                orders++;
            }
        }
        output.WriteLine($"{books} books in {orders} orders");
        orders.ShouldBe((int)Math.Pow(ticks * MostUnits, count));
    }

    /// <summary>From the largest bid to one unit more than all: over-subscribed, exact and undersubscribed.</summary>
    private static int Supply(int total, int number) =>
        total < MostUnits ? MostUnits : MostUnits + (number % (total - MostUnits + 2));

    private static Clearing Defined(int[] bids, BatchTerms terms, int supply, int ticks)
    {
        for (var margin = ticks - 1; margin >= 0; margin--)
        {
            var above = bids.Where(b => Tick(b) > margin).Sum(Units);
            var atMargin = bids.Where(b => Tick(b) == margin).Sum(Units);
            if (above + atMargin >= supply)
            {
                return new Clearing(terms, margin, new Shares((UInt128)above), new Shares((UInt128)atMargin));
            }
        }
        return new Clearing(terms, null, new Shares((UInt128)bids.Sum(Units)), Shares.Zero);
    }

    private static void Check(int[] order, BatchTerms terms, Clearing expected)
    {
        var book = TickBook.Open(terms);
        Span<Bid> placed = stackalloc Bid[order.Length];
        var count = 0;
        foreach (var bid in order)
        {
            if (!(Tick(bid) < book.Margin))
            {
                book = book.Place(Tick(bid), Of(bid), out placed[count++]);
            }
        }
        Same(book.Clear(), expected, order);
        var (filled, paid) = (0, 0);
        foreach (var bid in placed[..count])
        {
            var (fill, payment) = ((int)expected.Fill(bid).Value, expected.PaymentUp(bid));
            filled += fill;
            paid += (int)payment.Value;
            Holds(IsNear(fill, bid, expected), "a fill is 1 unit off its exact part", order);
            Holds(payment <= terms.EscrowUp(bid.Tick, bid.Quantity), "a payment is too high", order);
        }
        Holds(filled == (int)expected.Sold.Value, "the fills do not sum to what is sold", order);
        var surplus = paid - (int)expected.ProceedsDown.Value;
        Holds(0 <= surplus && surplus <= count, "the rounding surplus is off", order);
    }

    private static bool IsNear(int fill, Bid bid, Clearing clearing)
    {
        var units = (int)bid.Quantity.Value;
        if (bid.Tick != clearing.Margin)
        {
            return fill == (clearing.Margin is null || bid.Tick > clearing.Margin ? units : 0);
        }
        var (left, atMargin) = ((int)(clearing.Sold - clearing.Above).Value, (int)clearing.AtMargin.Value);
        return fill <= units && Math.Abs((fill * atMargin) - (units * left)) < atMargin;
    }

    private static void Same(Clearing actual, Clearing expected, int[] order) =>
        Holds(actual == expected, $"{actual} instead of {expected}", order);

    private static void Holds(bool fact, string what, int[] order)
    {
        if (!fact)
        {
            Assert.Fail($"{what}: {string.Join(", ", order.Select(b => $"({Tick(b)}: {Units(b)})"))}");
        }
    }

    /// <summary>A bid is a number below 6 times the ticks: its tick and its units.</summary>
    private static int Tick(int bid) => bid / MostUnits;

    private static int Units(int bid) => (bid % MostUnits) + 1;

    private static Shares Of(int bid) => new((UInt128)Units(bid));

    /// <summary>Ascending books only: the orders make the rest.</summary>
    private static IEnumerable<int[]> Books(int count, int least, int bids) => count == 0
        ? [[]]
        : Enumerable.Range(least, bids - least).SelectMany(first =>
            Books(count - 1, first, bids).Select(rest => (int[])[first, .. rest]));

    /// <summary>Every different order of an ascending book.</summary>
    private static IEnumerable<int[]> Orders(int[] bids) => bids.Length == 0
        ? [[]]
        : bids.Distinct().SelectMany(first =>
        {
            var at = Array.IndexOf(bids, first);
            return Orders([.. bids[..at], .. bids[(at + 1)..]]).Select(rest => (int[])[first, .. rest]);
        });
}
