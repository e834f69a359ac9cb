using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Batch;

/// <summary>What a bid comes to, with the credit for old shares that are given for new units.</summary>
/// <param name="Id">From 1.</param>
/// <param name="Bid">As placed.</param>
/// <param name="Outcome">Units, payment, refund and shares back.</param>
/// <param name="Credit">Wei the old shares are worth; 0 unless they roll over.</param>
public readonly record struct SettledBid(int Id, PlacedBid Bid, Outcome Outcome, Wei Credit)
{
    /// <summary>The old shares are given for new units: burned, and their claim pays.</summary>
    public bool IsRolledOver => Bid.Kind == BidKind.Rollover && !Outcome.Units.IsZero;

    /// <summary>Wei back in cash.</summary>
    public Wei Refund => IsRolledOver ? Bid.Escrow + Credit - Outcome.Paid : Outcome.Refund;

    /// <summary>A bid of an ended auction, or one that is outbid, if it were claimed next.</summary>
    public static SettledBid Of(Vault vault, BatchAuction batch, int bidId)
    {
        var settled = new SettledBid(bidId, batch.Bids[bidId], batch.OutcomeOf(bidId), Wei.Zero);
        if (!settled.IsRolledOver)
        {
            return settled;
        }
        var burned = vault.Shares.BurnedOf(settled.Bid.Owner);
        return settled with
        {
            Credit = ShareClaims.Due(vault.Cash, burned, settled.Bid.Shares, vault.TotalShares),
        };
    }
}
