using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>All bids of one tick.</summary>
/// <param name="Quantity">Units bid at it.</param>
/// <param name="Cumulative">Units bid at it and above.</param>
public readonly record struct BookStep(int Tick, Shares Quantity, BigInteger Cumulative);

/// <summary>
/// The book as the contract keeps it: bids come one by one and the margin only rises, so a bid below it can never be
/// filled again and may leave with its whole escrow at once. Immutable: placing gives the next book.
/// </summary>
/// <remarks>
/// Between bids one of two things is true. There is no margin, and all units bid are less than the supply; or the
/// margin is the highest tick at and above which the bids take the whole supply, and those above it take less.
/// </remarks>
public sealed class TickBook
{
    /// <summary>Units bid at each tick from the margin up. Ticks below it are dropped: nothing asks for them.</summary>
    private readonly ImmutableSortedDictionary<int, Shares> atTick;

    private readonly Shares above;

    private TickBook(BatchTerms terms, ImmutableSortedDictionary<int, Shares> atTick, int? margin, Shares above)
    {
        Terms = terms;
        this.atTick = atTick;
        Margin = margin;
        this.above = above;
    }

    public BatchTerms Terms { get; }

    /// <summary>Null while the units bid are less than the supply.</summary>
    public int? Margin { get; }

    /// <summary>Ticks with a bid above the margin; the smallest bid keeps them below 1,000.</summary>
    public int TicksAboveMargin => Margin is null ? atTick.Count : atTick.Count - 1;

    public static TickBook Open(BatchTerms terms) =>
        new(terms, ImmutableSortedDictionary<int, Shares>.Empty, null, Shares.Zero);

    /// <summary>Why the book would not take a bid, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tick is negative: no contract could be told so.</exception>
    public Refusal? WhyRefused(int tick, Shares quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        if (tick > TickGrid.TopTick)
        {
            return new Refusal.TickAboveTop(tick, TickGrid.TopTick);
        }
        if (quantity < Terms.LeastQuantityUp)
        {
            return new Refusal.BidTooSmall(quantity, Terms.LeastQuantityUp);
        }
        if (quantity > Terms.Supply)
        {
            return new Refusal.BidAboveSupply(quantity, Terms.Supply);
        }
        if (tick < Margin)
        {
            return new Refusal.BidBelowMargin(tick, Margin.Value);
        }
        var room = new Shares(UInt128.MaxValue) - UnitsAt(tick);
        return quantity > room ? new Refusal.TickFull(quantity, room) : null;
    }

    /// <summary>The book with one more bid.</summary>
    /// <exception cref="InvalidOperationException">The book refuses it: ask <see cref="WhyRefused"/> first.</exception>
    public TickBook Place(int tick, Shares quantity, out Bid bid)
    {
        if (WhyRefused(tick, quantity) is { } refusal)
        {
            throw new InvalidOperationException($"the book refuses the bid: {refusal}");
        }
        bid = new Bid(tick, quantity, UnitsAt(tick));
        var ticks = atTick.SetItem(tick, bid.Before + quantity);
        return tick == Margin
            ? new TickBook(Terms, ticks, Margin, above)
            : Raise(Terms, ticks, Margin, above + quantity);
    }

    /// <summary>What the book comes to if no bid follows. O(1) but for the margin's units.</summary>
    public Clearing Clear() =>
        new(Terms, Margin, above, Margin is { } margin ? UnitsAt(margin) : Shares.Zero);

    /// <summary>The ticks with bids, from the highest down to the margin; those below it are out.</summary>
    public IEnumerable<BookStep> Steps()
    {
        // The margin's own units may exceed 2^128-1 together with what lies above it.
        BigInteger cumulative = 0;
        foreach (var (tick, quantity) in atTick.Reverse())
        {
            cumulative += quantity.Value;
            yield return new BookStep(tick, quantity, cumulative);
        }
    }

    /// <summary>Whether a bid can leave with its whole escrow before the end.</summary>
    public bool IsOutbid(Bid bid) => bid.Tick < Margin;

    /// <summary>Moves the margin up while the bids above it take the whole supply without it.</summary>
    private static TickBook Raise(
        BatchTerms terms, ImmutableSortedDictionary<int, Shares> atTick, int? margin, Shares above)
    {
        while (above >= terms.Supply)
        {
            if (margin is { } passed)
            {
                atTick = atTick.Remove(passed);
            }
            var lowest = atTick.First();
            margin = lowest.Key;
            above -= lowest.Value;
        }
        return new TickBook(terms, atTick, margin, above);
    }

    private Shares UnitsAt(int tick) => atTick.GetValueOrDefault(tick);
}
