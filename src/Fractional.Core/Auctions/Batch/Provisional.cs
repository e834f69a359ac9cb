using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Who gets the items of a batch auction.</summary>
public enum BatchWinner : byte
{
    /// <summary>Nobody: the debt was paid without a sale.</summary>
    None,

    /// <summary>The crowd, perhaps with lenders behind it.</summary>
    Parts,

    /// <summary>One bidder.</summary>
    Whole,

    /// <summary>The lenders, unless somebody redeems the items in time.</summary>
    Lenders,
}

/// <summary>What would come of a batch if it ended now with every item still there; once ended, what came of
/// it.</summary>
/// <param name="Proceeds">Wei raised in cash, rounded down as the auction rounds it.</param>
/// <param name="Credit">Wei of debt that lenders take in unsold units.</param>
public readonly record struct Provisional(BatchWinner Winner, Wei Proceeds, Wei Credit)
{
    public static Provisional Of(DutchAuction auction, BatchAuction batch)
    {
        var ending = batch.IsRunning ? batch.End() : new Ending(batch.Status, batch.Price, batch.Credit);
        return new Provisional(WinnerOf(ending.Status, auction), ending.Price, ending.Credit);
    }

    private static BatchWinner WinnerOf(BatchStatus status, DutchAuction auction) => status switch
    {
        BatchStatus.Parts => BatchWinner.Parts,
        BatchStatus.Whole => BatchWinner.Whole,
        BatchStatus.Failed when auction.Split().Debt < auction.Debt => BatchWinner.Lenders,
        _ => BatchWinner.None,
    };
}
