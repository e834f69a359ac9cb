using System.Numerics;

namespace Fractional.Laws.Batch;

/// <summary>What one bid comes to if no bid follows.</summary>
/// <param name="Escrow">Wei it deposited.</param>
/// <param name="Fill">Units it gets.</param>
/// <param name="Payment">Wei it pays for them.</param>
/// <param name="Refund">Wei it gets back.</param>
public readonly record struct BidOutcome(BigInteger Escrow, BigInteger Fill, BigInteger Payment, BigInteger Refund);

/// <summary>A batch to which bids come one by one.</summary>
public interface IBatchBook
{
    /// <summary>The bid's number, 0, 1, ... over the bids taken; null when it is refused and nothing changes.</summary>
    int? Place(Demand<BigInteger> bid);

    /// <summary>The clearing if no bid follows.</summary>
    Cleared<BigInteger> Cleared { get; }

    /// <summary>Wei the sale raises if no bid follows.</summary>
    BigInteger Proceeds { get; }

    BidOutcome OutcomeOf(int bid);

    /// <summary>Whether a bid may leave now with its whole escrow.</summary>
    bool IsOutbid(int bid);
}

/// <summary>Opens the book of a batch.</summary>
public delegate IBatchBook OpenBook(BigInteger reservePrice, BigInteger supply);

/// <summary>A book after some bids: those it took in the order of their numbers, and those it refused.</summary>
internal sealed record PlayedBook(
    IBatchBook Book, IReadOnlyList<Demand<BigInteger>> Taken, IReadOnlyList<Demand<BigInteger>> Refused)
{
    public BidOutcome[] Outcomes => [.. Enumerable.Range(0, Taken.Count).Select(Book.OutcomeOf)];

    public BigInteger UnitsBid => Sum(Taken.Select(bid => bid.Quantity));

    /// <param name="open">Opens the subject.</param>
    /// <param name="book">What comes to it.</param>
    /// <param name="afterEach">Looks at the book after each bid, taken or not.</param>
    public static PlayedBook Of(OpenBook open, BookCase book, Action<PlayedBook>? afterEach = null)
    {
        var (taken, refused) = (new List<Demand<BigInteger>>(), new List<Demand<BigInteger>>());
        var played = new PlayedBook(open(book.ReservePrice, book.Supply), taken, refused);
        foreach (var bid in book.Bids)
        {
            var number = played.Book.Place(bid);
            (number is null ? refused : taken).Add(bid);
            Holds.True(number is null || number == taken.Count - 1, $"bid {taken.Count - 1} got number {number}");
            afterEach?.Invoke(played);
        }
        return played;
    }

    public static BigInteger Sum(IEnumerable<BigInteger> parts) => parts.Aggregate(BigInteger.Zero, BigInteger.Add);
}
