using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Batch;

/// <summary>A bid for units that is hashed before it is told.</summary>
/// <param name="Bidder">0, 1, ...</param>
/// <param name="Kind">0 for units against cash.</param>
/// <param name="Tick">Its limit.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Shares">0: nothing but cash.</param>
/// <param name="Salt">256 bits.</param>
public readonly record struct Secret(
    int Bidder, int Kind, int Tick, BigInteger Quantity, BigInteger Shares, BigInteger Salt);

/// <summary>What telling a bid came to.</summary>
/// <param name="Bid">Its number, 0, 1, ... over the bids placed; null when it was outbid.</param>
/// <param name="Refund">Wei that went back at once.</param>
public readonly record struct Told(int? Bid, BigInteger Refund);

/// <summary>A deposit that lay until the end.</summary>
public readonly record struct Returned(BigInteger Amount, BigInteger Forfeit);

/// <summary>A batch whose bids are committed and told. Null and false are refusals and change nothing.</summary>
public interface ISealedBook
{
    BigInteger HashOf(Secret bid);

    bool Commit(int bidder, BigInteger commitment, BigInteger deposit);

    /// <summary>From now on bids are told.</summary>
    void Open();

    /// <summary>As its bidder.</summary>
    Told? Reveal(Secret bid);

    /// <summary>The end, or the debt is repaid before a bid was told.</summary>
    void End(bool isCured);

    Returned? Return(int bidder, BigInteger commitment);

    Cleared<BigInteger> Cleared { get; }

    BidOutcome OutcomeOf(int bid);
}

/// <summary>Opens a batch of sealed bids.</summary>
public delegate ISealedBook OpenSealed(BigInteger reservePrice, BigInteger supply);

/// <summary>A book whose bids are sealed, each by a bidder of its own.</summary>
/// <param name="Book">The bids.</param>
/// <param name="Extras">Wei beyond the escrow, in turn.</param>
/// <param name="Order">In which they are told.</param>
/// <param name="Silence">Bits: whose bids are never told, in turn.</param>
public sealed record SealedCase(BookCase Book, BigInteger[] Extras, long Order, long Silence)
{
    public Secret[] Bids =>
        [.. Book.Bids.Select((bid, i) => new Secret(i, 0, bid.Tick, bid.Quantity, 0, (BigInteger.One << 255) + i))];

    public BigInteger DepositOf(Secret bid) =>
        BatchReference.Settle(Book.ReservePrice, Book.Supply, [new(bid.Tick, bid.Quantity)]).Outcomes[0].Escrow
        + (Extras.Length == 0 ? 0 : Extras[bid.Bidder % Extras.Length]);

    public bool IsSilent(Secret bid) => (Silence >> (bid.Bidder % 48) & 1) != 0;

    public override string ToString() =>
        $"{Book}, extras {string.Join(" ", Extras)}, order {Order}, silence {Silence:x}";
}

/// <summary>Laws 97-102: commit, reveal, and a price for silence.</summary>
public static class SealedLaws
{
    private const int SilencePart = 20;
    private const int Fields = 5;

    /// <summary>A thousand escrows at the top tick, 66.5 times as much, are less than 2^128, as all money is.</summary>
    private static readonly BigInteger LargestReservePrice = Amounts.Power(110);

    /// <summary>Sealed books with any order of reveals, and with some who are silent.</summary>
    public static Arbitrary<SealedCase> Books { get; } = Any.Of(
            Batch.Books.Placeable, Any.ListOf(Amounts.UpTo(Amounts.Power(100)), 0, 5), Scales.Time,
            Scales.Seconds(0, (1L << 48) - 1))
        .Convert(
            c => new SealedCase(
                c.Item1 with { ReservePrice = BigInteger.Min(c.Item1.ReservePrice, LargestReservePrice) }, c.Item2,
                c.Item3, c.Item4),
            c => (c.Book, c.Extras, c.Order, c.Silence));

    /// <param name="openSealed">The subject.</param>
    /// <param name="open">The same book with open bids.</param>
    public static IEnumerable<Law> All(OpenSealed openSealed, OpenBook open)
    {
        yield return Law.ForAll(97, "a deposit is escrow, refund and forfeit, to the wei", Books,
            c => DepositsAddUp(openSealed, c), cost: 10);
        yield return Law.ForAll(98, "a sealed book clears as the open one with the same bids", Books,
            c => ClearsAsOpen(openSealed, open, c), cost: 10);
        yield return Law.ForAll(99, "the order of reveals moves nothing but a unit at the margin", Books,
            c => OrderIsNothing(openSealed, c), cost: 20);
        yield return Law.ForAll(100, "silence costs a twentieth, floored; in a cured auction nothing", Amounts.Pos,
            deposit => SilenceCosts(openSealed, deposit));
        yield return Law.ForAll(101, "a copied commitment is worth nothing and hurts nobody", Books,
            c => CopiesAreUseless(openSealed, c), cost: 10);
        yield return Law.ForAll(102, "one changed bit of a bid is another bid", Any.Of(
            Scales.Seconds(0, Fields - 1), Scales.Seconds(0, 255)), (field, bit) =>
                ABitIsRefused(openSealed, (int)field, (int)bit));
    }

    private static void DepositsAddUp(OpenSealed open, SealedCase c)
    {
        var (book, told) = Play(open, c, c.Order);
        book.End(isCured: false);
        foreach (var bid in c.Bids)
        {
            var deposit = c.DepositOf(bid);
            if (told.TryGetValue(bid.Bidder, out var reveal))
            {
                var escrow = reveal.Bid is { } number ? book.OutcomeOf(number).Escrow : 0;
                Holds.Equal(deposit, escrow + reveal.Refund, $"deposit of {bid}");
                Holds.Equal(null, book.Return(bid.Bidder, book.HashOf(bid)), "a deposit that was used");
                continue;
            }
            var returned = book.Return(bid.Bidder, book.HashOf(bid));
            Holds.True(returned is not null, $"the deposit of {bid} stays for ever");
            Holds.Equal(deposit, returned!.Value.Amount + returned.Value.Forfeit, $"deposit of {bid}");
            Holds.Equal(deposit / SilencePart, returned.Value.Forfeit, $"silence of {bid}");
            Holds.Equal(null, book.Return(bid.Bidder, book.HashOf(bid)), "a deposit that was returned");
        }
    }

    private static void ClearsAsOpen(OpenSealed openSealed, OpenBook open, SealedCase c)
    {
        var (sealedBook, told) = Play(openSealed, c, c.Order);
        var openBook = open(c.Book.ReservePrice, c.Book.Supply);
        var placed = 0;
        foreach (var bid in Shuffle.Of(c.Bids, c.Order).Where(bid => !c.IsSilent(bid)))
        {
            var number = openBook.Place(new(bid.Tick, bid.Quantity));
            Holds.Equal(number, told[bid.Bidder].Bid, $"number of {bid}");
            placed += number is null ? 0 : 1;
        }
        Holds.Equal(openBook.Cleared, sealedBook.Cleared, "clearing");
        sealedBook.End(isCured: false);
        for (var number = 0; number < placed; number++)
        {
            Holds.Equal(openBook.OutcomeOf(number), sealedBook.OutcomeOf(number), $"outcome of bid {number}");
        }
    }

    private static void OrderIsNothing(OpenSealed open, SealedCase c)
    {
        var (first, toldFirst) = Play(open, c, 0);
        var (second, toldSecond) = Play(open, c, c.Order);
        Holds.Equal(first.Cleared, second.Cleared, "clearing");
        foreach (var bid in c.Bids.Where(bid => !c.IsSilent(bid)))
        {
            var difference = FillOf(first, toldFirst[bid.Bidder]) - FillOf(second, toldSecond[bid.Bidder]);
            var most = bid.Tick == first.Cleared.Margin ? 1 : 0;
            Holds.AtMost(most, BigInteger.Abs(difference), $"units that the order moves from or to {bid}");
        }
    }

    private static BigInteger FillOf(ISealedBook book, Told told) =>
        told.Bid is { } number ? book.OutcomeOf(number).Fill : 0;

    private static void SilenceCosts(OpenSealed open, BigInteger deposit)
    {
        foreach (var isCured in new[] { false, true })
        {
            var book = open(1_000, 1_000);
            Holds.True(book.Commit(0, 7, deposit), "a commitment is refused");
            Holds.Equal(null, book.Return(0, 7), "a deposit while the auction runs");
            book.End(isCured);
            var forfeit = isCured ? 0 : deposit / SilencePart;
            Holds.Equal<Returned?>(new Returned(deposit - forfeit, forfeit), book.Return(0, 7), "what goes back");
        }
    }

    private static void CopiesAreUseless(OpenSealed open, SealedCase c)
    {
        var copies = c.Bids.Length;
        var book = open(c.Book.ReservePrice, c.Book.Supply);
        foreach (var bid in c.Bids)
        {
            var (hash, deposit) = (book.HashOf(bid), c.DepositOf(bid));
            Holds.True(book.Commit(bid.Bidder + copies, hash, deposit), "a copy is a commitment like any other");
            Holds.True(book.Commit(bid.Bidder, hash, deposit), "the copy stands in the way");
            Holds.True(!book.Commit(bid.Bidder, hash, deposit), "committed twice");
        }
        book.Open();
        foreach (var bid in Shuffle.Of(c.Bids, c.Order))
        {
            var copy = bid with { Bidder = bid.Bidder + copies };
            Holds.Equal(null, book.Reveal(copy), $"the copy of {bid}");
            Holds.True(book.Reveal(bid) is not null, $"{bid} cannot be told");
            Holds.Equal(null, book.Reveal(copy), $"the copy of {bid} once it is known");
        }
    }

    private static void ABitIsRefused(OpenSealed open, int field, int bit)
    {
        var bid = new Secret(0, 0, 77, 500, 0, (BigInteger.One << 255) + 12_345);
        var book = open(1_000, 1_000);
        Holds.True(book.Commit(0, book.HashOf(bid), Amounts.Power(127)), "a commitment is refused");
        book.Open();
        var changed = field switch
        {
            0 => bid with { Kind = 1 },
            1 => bid with { Tick = bid.Tick ^ (1 << (bit % 16)) },
            2 => bid with { Quantity = bid.Quantity ^ (BigInteger.One << (bit % 112)) },
            3 => bid with { Shares = bid.Shares ^ (BigInteger.One << (bit % 112)) },
            _ => bid with { Salt = bid.Salt ^ (BigInteger.One << bit) },
        };
        Holds.Equal(null, book.Reveal(changed), $"{changed} for {bid}");
        Holds.True(book.Reveal(bid) is not null, "the true bid is refused");
    }

    /// <summary>All commit, the loud ones tell; every bid is one that a book takes unless it is outbid.</summary>
    private static (ISealedBook Book, Dictionary<int, Told> Told) Play(OpenSealed open, SealedCase c, long order)
    {
        var (book, told) = (open(c.Book.ReservePrice, c.Book.Supply), new Dictionary<int, Told>());
        foreach (var bid in c.Bids)
        {
            Holds.True(book.Commit(bid.Bidder, book.HashOf(bid), c.DepositOf(bid)), $"{bid} cannot be committed");
        }
        book.Open();
        foreach (var bid in Shuffle.Of(c.Bids, order).Where(bid => !c.IsSilent(bid)))
        {
            var reveal = book.Reveal(bid);
            Holds.True(reveal is not null, $"{bid} cannot be told");
            told[bid.Bidder] = reveal!.Value;
        }
        return (book, told);
    }
}
