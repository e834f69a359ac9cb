using System.Collections.Immutable;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Settlements;

/// <summary>The batch auction of a settlement: its price and what every bid comes to.</summary>
public sealed record SettledBatch(BatchAuction Batch, Clearing Clearing, ImmutableArray<SettledBid> Bids)
{
    /// <summary>What the lot raised, wei; 0 without a sale.</summary>
    public Wei Price => Batch.Status switch
    {
        BatchStatus.Whole => Batch.BestWholeAmount,
        BatchStatus.Parts => Clearing.ClearingPrice,
        _ => Wei.Zero,
    };

    /// <summary>What the payments' rounding up raised beyond the price, wei.</summary>
    public Wei Surplus
    {
        get
        {
            var paid = Wei.Zero;
            foreach (var bid in Bids)
            {
                paid += bid.Outcome.Paid;
            }
            return paid - Price;
        }
    }

    internal static SettledBatch Of(Vault vault, BatchAuction batch) =>
        new(batch, batch.Book.Clear(), [.. batch.Bids.Keys.Select(id => SettledBid.Of(vault, batch, id))]);

    /// <summary>Fills at the margin as differences of two floors, payments rounded up.</summary>
    internal IEnumerable<Division> Divisions()
    {
        if (Batch.Status != BatchStatus.Parts)
        {
            yield break;
        }
        var supply = Batch.Terms.Supply;
        var left = supply - Clearing.Above;
        foreach (var (id, bid, outcome, _) in Bids.Where(bid => bid.Bid.Kind != BidKind.Whole))
        {
            if (bid.Units.Tick == Clearing.Margin)
            {
                var (before, after) = (bid.Units.Before, bid.Units.Before + bid.Units.Quantity);
                yield return new Division($"fills up to bid {id}", after.Value, left.Value, Clearing.AtMargin.Value);
                yield return new Division($"fills before bid {id}", before.Value, left.Value, Clearing.AtMargin.Value);
            }
            if (!outcome.Units.IsZero)
            {
                yield return new Division(
                    $"payment of bid {id}", outcome.Units.Value, Price.Value, supply.Value, IsUp: true);
            }
        }
    }
}
