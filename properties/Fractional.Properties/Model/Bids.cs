using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Properties.Model;

/// <summary>What a wish means to somebody who bids, or who fetches what a bid came to.</summary>
internal static class Bids
{
    private static readonly int[] EdgeTicks = [0, 255, 256, 257, TickGrid.TopTick, TickGrid.TopTick + 1];

    public static PlaceBid Parts(Vault vault, Wish wish, AuctionId id) =>
        new(id, Tick(vault, wish, id), Quantity(vault, wish));

    /// <summary>Mostly for as many units as shares; never with more shares than the bidder holds.</summary>
    public static PlaceRollover Rollover(Vault vault, Wish wish, AuctionId id, Shares held)
    {
        var shares = new Shares(UInt128.Min(held.Value, wish.PartOf(held.Value)));
        var quantity = wish.Choose(4, 3) == 0 ? Quantity(vault, wish) : shares;
        var most = wish.Choose(8, 8) == 0 ? new Wei((UInt128)wish.Amount) : new Wei(UInt128.MaxValue);
        return new PlaceRollover(id, Tick(vault, wish, id), quantity, shares, most);
    }

    /// <summary>The least that is taken or a wei less, what makes a tie with the parts, or any amount.</summary>
    public static PlaceWholeBid Whole(Vault vault, Wish wish, AuctionId id)
    {
        if (vault.BatchOf(id) is not { } batch)
        {
            return new PlaceWholeBid(id, new Wei((UInt128)wish.Amount));
        }
        var clearing = batch.Book.Clear().ClearingPrice;
        var amount = wish.Choose(4, 8) switch
        {
            0 => batch.LeastWholeAmount - new Wei(1),
            1 => new Wei((UInt128)wish.Amount),
            2 => clearing,
            3 => clearing + new Wei(1),
            4 => clearing - new Wei(1),
            _ => batch.LeastWholeAmount,
        };
        return new PlaceWholeBid(id, amount);
    }

    public static ClaimBid Claim(Vault vault, Wish wish, AuctionId id, Account to)
    {
        if (vault.BatchOf(id) is not { } batch || batch.Bids.IsEmpty || wish.Blind)
        {
            return new ClaimBid(id, wish.Choose(4, 8), to);
        }
        var open = batch.Bids.Where(bid => !bid.Value.IsClaimed).Select(bid => bid.Key).ToArray();
        var bidId = open.Length == 0 ? batch.Bids.Count : open[wish.Choose(4, open.Length)];
        return new ClaimBid(id, bidId, wish.Choose(5, 8) == 0 ? to : batch.Bids[bidId].Owner);
    }

    public static Deliver Deliver(Vault vault, Wish wish, AuctionId id, int item, Account to)
    {
        var winner = vault.BatchOf(id) is { Status: BatchStatus.Whole } batch
            ? batch.Bids[batch.BestWholeBid].Owner
            : vault.BatchOf(id)?.Series ?? to;
        return new Deliver(id, item, wish.Blind || winner.IsZero ? to : winner);
    }

    public static ClaimSeries ClaimSeries(Vault vault, Wish wish, AuctionId id, Account to)
    {
        var loan = vault.AuctionOf(id) is { } auction ? vault.Loans[auction.LoanId.Number] : null;
        var open = loan?.Positions.Where(p => !p.Value.IsConverted).Select(p => p.Key).Order().ToArray() ?? [];
        var lender = open.Length == 0 || wish.Blind ? Cast.Actor(wish.Choose(6, Cast.Actors))
            : open[wish.Choose(6, open.Length)];
        return new ClaimSeries(id, lender, wish.Choose(5, 8) == 0 ? to : lender);
    }

    /// <summary>Near the margin, so that ticks meet; sometimes at the edges of the bitmap's words.</summary>
    private static int Tick(Vault vault, Wish wish, AuctionId id)
    {
        var margin = vault.BatchOf(id)?.Book.Margin ?? 0;
        return wish.Choose(2, 8) switch
        {
            0 => EdgeTicks[wish.Choose(3, EdgeTicks.Length)],
            1 => Math.Max(0, margin - 1),
            2 => margin,
            _ => margin + wish.Choose(3, 3),
        };
    }

    /// <summary>Half of the supply and less, to meet others; sometimes all, or a unit less than the least.</summary>
    private static Shares Quantity(Vault vault, Wish wish)
    {
        var (supply, least) = ((BigInteger)vault.TotalShares.Value, (vault.TotalShares.Value + 999) / 1_000);
        return wish.Choose(6, 8) switch
        {
            0 => new Shares(least - 1),
            1 => new Shares(least),
            2 => new Shares(wish.PartOf((UInt128)supply)),
            _ => new Shares((UInt128)(supply * Math.Min(wish.Part, Wish.AllParts) / (2 * Wish.AllParts)) + 1),
        };
    }
}
