using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Insurance;

/// <summary>What the insurance fund owes to the keepers of conversions that nobody redeemed in time.</summary>
public static class OpenTips
{
    /// <summary>Every tip of a vault that is not paid in full; the fund pays no more than it has.</summary>
    public static IEnumerable<(DutchAuction Auction, Line Line, Wei Amount)> Of(Vault vault) =>
        from batch in vault.Batches.Values
        where IsConverted(batch)
        let auction = vault.Auctions[batch.Id.Number]
        from line in new[] { Line.Keeper, Line.RedoKeeper }
        let amount = Of(vault, auction, line)
        where !amount.IsZero
        select (auction, line, amount);

    /// <summary>What is open of one tip, wei.</summary>
    public static Wei Of(Vault vault, DutchAuction auction, Line line)
    {
        var tips = FundCaps.Tips(auction, vault.Loans[auction.LoanId.Number].Units);
        return line switch
        {
            Line.Keeper => tips.Keeper - auction.TipPaid,
            Line.RedoKeeper => tips.RedoKeeper - auction.RedoTipPaid,
            _ => Wei.Zero,
        };
    }

    /// <summary>The time to redeem is over. Only then is there a new series where nothing was sold.</summary>
    public static bool IsConverted(BatchAuction? batch) =>
        batch is { Status: BatchStatus.Failed, Series.IsZero: false };
}
