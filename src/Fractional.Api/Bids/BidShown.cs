using System.Globalization;
using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Engine.Bids;
using Fractional.Engine.Vaults;

namespace Fractional.Api.Bids;

/// <summary>One bid of a vault, signed for us or placed by anybody, as the API shows it.</summary>
/// <param name="Followed">Its vault.</param>
/// <param name="Auction">Where it is for.</param>
/// <param name="Known">The signature we were given; null when we know none.</param>
/// <param name="Number">In its auction, when it lies there.</param>
readonly record struct BidShown(FollowedVault Followed, AuctionId Auction, KnownBid? Known, int? Number)
{
    public string Id => Known?.Hash.ToString()
        ?? string.Create(CultureInfo.InvariantCulture, $"{Auction}-{Number}");

    public Account Owner => Known?.Bid.Owner ?? Placed!.Owner;

    /// <summary>When it was given to us, or placed.</summary>
    public Timestamp Since => Known?.Steps[0].At ?? Placed!.At;

    private PlacedRecord? Placed => Number is { } n
        ? Followed.Bids.In(Auction.Number).Placed.GetValueOrDefault(n)
        : null;

    private BatchAuction? Batch => Followed.Now.Vault.BatchOf(Auction);

    public static BidShown Of(FollowedVault followed, KnownBid known) =>
        new(followed, known.Bid.Auction, known, known.Outcome?.Number);

    /// <summary>A bid that lies in an auction, with its signature when we know it.</summary>
    public static BidShown? Of(FollowedVault followed, AuctionId auction, int number) =>
        followed.Bids.In(auction.Number).Placed.TryGetValue(number, out var placed)
            ? new BidShown(followed, auction, placed.Bid is { } hash ? followed.Bids.Known[hash] : null, number)
            : null;

    /// <summary>Whoever has the signature can still have it placed.</summary>
    public bool CanExecute(Reading now)
    {
        if (Known is not { IsPlaced: false, Bid: var bid } || bid.Deadline < now.Now || Batch is not { } batch
            || !batch.IsRunning || now.Now >= batch.EndsAt) return false;
        return Followed.Bids.Under(bid.Owner, bid.Nonce) is not { IsPlaced: true }
            && !now.Board.Protocol.IsCancelled(bid.Owner, bid.Nonce);
    }

    public BidResource Resource(Reading now)
    {
        var (kind, tick, quantity, escrow, shares) = Terms();
        var whole = kind == BidKind.Whole;
        var (standing, outcome) = Standing();
        var life = Life();
        var last = Known?.Steps[^1];
        return new BidResource(
            now.AsOf(Auction.Vault), Id, Auction, Auction.Vault, Owner, kind, whole ? null : tick,
            whole ? null : Batch?.Terms.Grid.PriceOf(tick), whole ? null : new Digits(quantity),
            kind == BidKind.Rollover ? shares : null, whole ? new Digits(quantity) : null, escrow, Known?.Bid.Nonce,
            Known is { } known ? Moment.Of(known.Bid.Deadline) : null, Number, life, standing, outcome.Units,
            outcome.Paid, outcome.Refund, Transaction(), life == BidLife.Refused ? last?.Reason : null,
            Known?.ReplacedBy, Known?.Replaces, History());
    }

    private (BidKind Kind, int Tick, UInt128 Quantity, Wei Escrow, Shares Shares) Terms()
    {
        if (Batch is { } at && Number is { } number && at.Bids.TryGetValue(number, out var lies))
            return lies.Kind == BidKind.Whole
                ? (lies.Kind, 0, lies.Escrow.Value, lies.Escrow, Shares.Zero)
                : (lies.Kind, lies.Units.Tick, lies.Units.Quantity.Value, lies.Escrow, lies.Shares);
        var bid = Known!.Bid;
        if (bid.IsWhole) return (BidKind.Whole, 0, bid.Quantity, new Wei(bid.Quantity), Shares.Zero);
        var escrow = Batch?.Terms.EscrowUp(bid.Tick, new Shares(bid.Quantity)) ?? Wei.Zero;
        return (BidKind.Parts, bid.Tick, bid.Quantity, escrow, Shares.Zero);
    }

    /// <summary>Provisional while the auction runs: as if it ended now.</summary>
    private (BidStanding, Outcome) Standing()
    {
        if (Batch is not { } batch || Number is not { } number || !batch.Bids.TryGetValue(number, out var lies))
            return (Known is { IsOpen: true } ? BidStanding.Live : BidStanding.Lost, default);
        var now = batch.IsRunning ? batch with { Status = batch.End().Status } : batch;
        var outcome = batch.IsRunning && batch.IsOutbid(number) ? batch.OutcomeOf(number) : now.OutcomeOf(number);
        var wins = !outcome.Units.IsZero || (lies.Kind == BidKind.Whole && !outcome.Paid.IsZero);
        var standing = batch.IsRunning
            ? lies.IsClaimed ? BidStanding.Refunded
                : batch.IsOutbid(number) ? BidStanding.Outbid
                : wins ? BidStanding.Winning : BidStanding.Live
            : wins ? BidStanding.Filled
                : lies.IsClaimed ? BidStanding.Refunded : BidStanding.Lost;
        return (standing, outcome);
    }

    private BidLife Life() => Known?.Life
        ?? (Placed!.Place.BlockNumber <= Followed.FinalBlock ? BidLife.Final : BidLife.Included);

    private HashText? Transaction() => (Known?.Outcome?.Transaction ?? Placed?.Transaction ?? UnderWay()) is { } hash
        ? hash
        : null;

    private Hash32? UnderWay() =>
        Known?.Sending is { } key && Followed.Bids.Sendings.TryGetValue(key, out var sending)
            ? sending.Transaction
            : null;

    private IReadOnlyList<BidStepResource> History() => Known is { } known
        ? [.. known.Steps.Select(s => new BidStepResource(s.Life, Moment.Of(s.At), s.Transaction, s.Reason))]
        : [new BidStepResource(Life(), Moment.Of(Placed!.At), Placed.Transaction, null)];
}
