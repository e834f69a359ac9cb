using Fractional.Laws.Exact;

namespace Fractional.Laws.Batch;

/// <summary>Laws 4, 36-39 and 44: what bids deposit, pay and get back, and what the sale raises.</summary>
public static class PaymentLaws
{
    public static IEnumerable<Law> All(OpenBook open)
    {
        yield return Law.ForAll(4, "every escrow, fill, payment and refund equals the specified one",
            Books.Placeable, book =>
            {
                var played = PlayedBook.Of(open, book);
                var (outcomes, proceeds) = BatchReference.Settle(book.ReservePrice, book.Supply, played.Taken);
                Holds.Equal(proceeds, played.Book.Proceeds, "proceeds");
                for (var i = 0; i < outcomes.Length; i++)
                {
                    Holds.Equal(outcomes[i], played.Book.OutcomeOf(i), $"outcome of bid {i}");
                }
            }, cost: 5);
        yield return Law.ForAll(36, "payment and refund make the escrow", Books.Placeable, book =>
        {
            foreach (var outcome in PlayedBook.Of(open, book).Outcomes)
            {
                Holds.Within(0, outcome.Escrow, outcome.Payment, "payment");
                Holds.Equal(outcome.Escrow, outcome.Payment + outcome.Refund, "payment and refund");
            }
        }, cost: 5);
        yield return Law.ForAll(37, "bidders pay what the sale raises and at most a wei each above it",
            Books.Placeable, book =>
            {
                var played = PlayedBook.Of(open, book);
                var paid = PlayedBook.Sum(played.Outcomes.Select(outcome => outcome.Payment));
                var filled = played.Outcomes.Count(outcome => outcome.Fill > 0);
                // A full sale raises the clearing price exactly; a part of the lot is floored once more.
                var most = played.Book.Cleared.Margin is null ? filled : filled - 1;
                Holds.Within(0, most, paid - played.Book.Proceeds, "rounding surplus");
            }, cost: 5);
        yield return Law.ForAll(38, "after every bid the escrows kept cover all refunds and the proceeds",
            Books.Placeable, book => PlayedBook.Of(open, book, now =>
            {
                var staying = now.Outcomes.Where((_, i) => !now.Book.IsOutbid(i)).ToArray();
                var held = PlayedBook.Sum(staying.Select(outcome => outcome.Escrow));
                var owed = PlayedBook.Sum(staying.Select(outcome => outcome.Refund)) + now.Book.Proceeds;
                Holds.AtMost(held, owed, "refunds and proceeds");
            }), cost: 20);
        yield return Law.ForAll(39, "nobody pays more than the own limit for the own fill", Books.Placeable, book =>
        {
            var played = PlayedBook.Of(open, book);
            foreach (var (bid, outcome) in played.Taken.Zip(played.Outcomes))
            {
                var limit = BatchReference.PriceOf(book.ReservePrice, bid.Tick);
                Holds.AtMost(Fraction.Ceiling(outcome.Fill * limit, book.Supply), outcome.Payment, $"paid for {bid}");
            }
        }, cost: 5);
        yield return Law.ForAll(44, "an undersubscribed book fills every bid at the reserve price",
            Books.Placeable, book =>
            {
                var played = PlayedBook.Of(open, Thinned(book));
                Holds.Equal(null, played.Book.Cleared.Margin, "margin");
                foreach (var (bid, outcome) in played.Taken.Zip(played.Outcomes))
                {
                    Holds.Equal(bid.Quantity, outcome.Fill, "fill");
                    var atReservePrice = Fraction.Ceiling(bid.Quantity * book.ReservePrice, book.Supply);
                    Holds.Equal(atReservePrice, outcome.Payment, "payment");
                }
            }, cost: 5);
    }

    /// <summary>As many of the first bids as leave a unit unsold.</summary>
    private static BookCase Thinned(BookCase book)
    {
        var left = book.Supply;
        return book with { Bids = [.. book.Bids.TakeWhile(bid => (left -= bid.Quantity) > 0)] };
    }
}
