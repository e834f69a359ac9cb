using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Api.Auctions;

/// <summary>Core's auctions as resources.</summary>
static class AuctionShown
{
    public static AuctionResource Of(Reading now, Vault vault, DutchAuction auction)
    {
        var batch = vault.BatchOf(auction.Id);
        return new AuctionResource(
            now.AsOf(vault.Address), auction.Id, vault.Address, KindOf(vault, auction), PhaseOf(auction),
            OutcomeOf(auction), Of(auction, now.Now), batch is null ? null : Of(auction, batch));
    }

    public static AuctionSummaryResource Summary(Vault vault, DutchAuction auction, Timestamp now)
    {
        var batch = vault.BatchOf(auction.Id);
        return new AuctionSummaryResource(
            auction.Id, vault.Address, vault.Name, vault.PaymentToken, KindOf(vault, auction), PhaseOf(auction),
            OutcomeOf(auction), Moment.Of(auction.FirstStartsAt), Moment.Of(batch?.EndsAt ?? auction.EndsAt),
            PriceNow(auction, batch, now), batch?.Terms.Grid.ReservePrice ?? auction.ReservePrice,
            auction.LiquidationValue, auction.Raised.IsZero ? null : auction.Raised);
    }

    public static AuctionKind KindOf(Vault vault, DutchAuction auction) =>
        vault.BatchOf(auction.Id) is null ? AuctionKind.Dutch : AuctionKind.Batch;

    public static AuctionPhase PhaseOf(DutchAuction auction) =>
        auction.Status is AuctionStatus.Running or AuctionStatus.Batch ? AuctionPhase.Running : AuctionPhase.Ended;

    /// <summary>A take can succeed at this moment.</summary>
    public static bool IsOpenAt(DutchAuction auction, Timestamp at) =>
        auction.Status == AuctionStatus.Running && auction.IsOpenAt(at);

    static AuctionOutcome? OutcomeOf(DutchAuction auction) => auction.Status switch
    {
        AuctionStatus.Settled => AuctionOutcome.Settled,
        AuctionStatus.Covered => AuctionOutcome.Covered,
        AuctionStatus.Cured => AuctionOutcome.Cured,
        AuctionStatus.Converted => AuctionOutcome.Converted,
        _ => null,
    };

    static Digits? PriceNow(DutchAuction auction, BatchAuction? batch, Timestamp now)
    {
        if (IsOpenAt(auction, now)) return auction.PriceAt(now);
        if (batch is not { IsRunning: true }) return null;
        var price = batch.End().Price;
        return price.IsZero ? null : price;
    }

    static DutchResource Of(DutchAuction auction, Timestamp now)
    {
        var openAt = IsOpenAt(auction, now) ? now : (Timestamp?)null;
        return new DutchResource(
            auction.Round, Moment.Of(auction.StartsAt), Moment.Of(auction.EndsAt), auction.LiquidationValue,
            auction.Debt, auction.KeeperReward, auction.Penalty, auction.Top, auction.ReservePrice, auction.Raised,
            openAt is { } at ? auction.PriceAt(at) : null, NextStepOf(auction, now),
            [.. auction.Items.Select((item, i) => ItemOf(auction, item, i, openAt))],
            SplitResource.Of(auction.Split()));
    }

    static PriceStepResource? NextStepOf(DutchAuction auction, Timestamp now) =>
        auction.Status == AuctionStatus.Running && auction.NextStepAt(now) is { } next
            ? new PriceStepResource(Moment.Of(next), auction.PriceAt(next))
            : null;

    static DutchItemResource ItemOf(DutchAuction auction, DutchItem item, int index, Timestamp? openAt)
    {
        var forSale = auction.Status == AuctionStatus.Running && !auction.IsSold(index);
        return new DutchItemResource(
            index, item.Weight, item.RoyaltyBps.Value, forSale, item.Price.IsZero ? null : item.Price,
            forSale && openAt is { } at ? auction.ItemPriceAt(index, at) : null);
    }

    static BatchResource Of(DutchAuction auction, BatchAuction batch)
    {
        var (terms, clearing) = (batch.Terms, batch.Book.Clear());
        return new BatchResource(
            batch.Status, Moment.Of(batch.EndsAt), batch.Extensions,
            batch.Status == BatchStatus.Sealed ? Moment.Of(batch.RevealsFrom) : null, terms.Supply,
            terms.LeastQuantityUp, terms.Grid.ReservePrice, terms.Grid.TickSizeUp, TickGrid.TopTick, clearing.Margin,
            clearing.ClearingPrice, clearing.Sold, batch.Bids.Count,
            batch.BestWholeBid == 0 ? null : batch.BestWholeAmount, batch.LeastWholeAmount, batch.MaxCredit,
            batch.Series.IsZero ? null : batch.Series, batch.Price.IsZero ? null : batch.Price,
            auction.Status == AuctionStatus.Converted ? Moment.Of(auction.RedeemableUntil) : null);
    }
}
