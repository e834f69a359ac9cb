using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Batch;

/// <summary>Laws 26-28 and 40: clearing a list of bids.</summary>
public static class ClearingLaws
{
    public static IEnumerable<Law> All(Clear clear)
    {
        yield return Law.ForAll(26, "the clearing is the defined one, and sorting and selection find it too",
            Books.Placeable, book =>
            {
                var defined = ReferenceClearings.ByDefinition(book.Bids, book.Supply);
                Holds.Equal(defined, clear(book.Bids, book.Supply), "clearing");
                Holds.Equal(defined, ReferenceClearings.BySort(book.Bids, book.Supply), "by sorting");
                Holds.Equal(defined, ReferenceClearings.BySelection(book.Bids, book.Supply), "by selection");
            }, cost: 5);
        yield return Law.ForAll(27, "the order of bids does not change the clearing",
            Any.Of(Books.Placeable, Scales.Time), (book, order) => Holds.Equal(
                clear(book.Bids, book.Supply), clear(Shuffle.Of(book.Bids, order), book.Supply), "clearing"),
            cost: 5);
        yield return Law.ForAll(28, "one more bid never lowers the margin", Books.Placeable, book =>
        {
            var before = clear(book.Bids[..^Math.Min(1, book.Bids.Length)], book.Supply);
            Holds.AtLeast(before.Margin ?? -1, clear(book.Bids, book.Supply).Margin ?? -1, "margin");
        }, cost: 5);
        yield return Law.ForAll(40, "multiplying all quantities and the supply multiplies the clearing",
            Any.Of(Books.Placeable, Amounts.Pos), (book, factor) =>
            {
                factor = BigInteger.Min(factor, Books.LargestSupply / book.Supply);
                var plain = clear(book.Bids, book.Supply);
                var scaled = clear(
                    [.. book.Bids.Select(bid => bid with { Quantity = bid.Quantity * factor })], book.Supply * factor);
                Holds.Equal(plain.Margin, scaled.Margin, "margin");
                Holds.Equal(plain.Above * factor, scaled.Above, "above");
                Holds.Equal(plain.AtMargin * factor, scaled.AtMargin, "at the margin");
            }, cost: 5);
    }
}
