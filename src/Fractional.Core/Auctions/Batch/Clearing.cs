using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>What a book of bids comes to: one price for all, and what each bid gets and pays.</summary>
/// <param name="Terms">What is sold.</param>
/// <param name="Margin">The highest tick at which all units sell; null when the book is undersubscribed.</param>
/// <param name="Above">Units bid above the margin, less than the supply; all units bid when undersubscribed.</param>
/// <param name="AtMargin">Units bid at the margin; 0 when undersubscribed.</param>
public readonly record struct Clearing(BatchTerms Terms, int? Margin, Shares Above, Shares AtMargin)
{
    public Shares Sold => Margin is null ? Above : Terms.Supply;

    /// <summary>Units that nobody bid for.</summary>
    public Shares Unsold => Terms.Supply - Sold;

    /// <summary>Wei for the whole lot: the lowest accepted limit, or the reserve price when undersubscribed.</summary>
    public Wei ClearingPrice => Terms.Grid.PriceOf(Margin ?? 0);

    public Wei ProceedsDown => Terms.ProceedsDown(Sold, ClearingPrice);

    /// <summary>What the unsold units are worth, rounded down: at most a wei is lost between it and the
    /// proceeds.</summary>
    public Wei CreditDown => Terms.ProceedsDown(Unsold, ClearingPrice);

    /// <summary>Units left for the margin: its bids share them by quantity.</summary>
    private Shares LeftForMargin => Terms.Supply - Above;

    /// <summary>
    /// Units a bid gets: all above the margin, none below. At the margin it is the difference of two floors, so that
    /// fills sum to the supply exactly and each is within 1 unit of its exact part.
    /// </summary>
    public Shares Fill(Bid bid)
    {
        if (Margin is not { } margin || bid.Tick > margin)
        {
            return bid.Quantity;
        }
        return bid.Tick < margin
            ? Shares.Zero
            : QueueFillDown(bid.Before + bid.Quantity) - QueueFillDown(bid.Before);
    }

    /// <summary>Wei a bid pays for its fill, rounded up; never more than its escrow.</summary>
    public Wei PaymentUp(Bid bid) => Terms.PaymentUp(Fill(bid), ClearingPrice);

    /// <summary>Wei a bid gets back of its escrow.</summary>
    public Wei Refund(Bid bid) => Terms.EscrowUp(bid.Tick, bid.Quantity) - PaymentUp(bid);

    /// <summary>What the first units of the margin's queue get together, floored.</summary>
    private Shares QueueFillDown(Shares units) =>
        new(Rounding.MulDivDown(units.Value, LeftForMargin.Value, AtMargin.Value));
}
