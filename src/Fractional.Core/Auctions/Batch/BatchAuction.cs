using System.Collections.Immutable;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

public enum BatchStatus : byte
{
    None,
    Bidding,

    /// <summary>One bidder bought the items.</summary>
    Whole,

    /// <summary>The crowd bought units of a new series: all, or lenders take the rest as payment of debt.</summary>
    Parts,

    /// <summary>No sale: every bid is refunded.</summary>
    Failed,

    /// <summary>The debt was repaid before the first bid.</summary>
    Cured,

    /// <summary>It runs, and bids come as commitments first.</summary>
    Sealed,
}

public enum BidKind : byte
{
    /// <summary>Units of the new series, for cash.</summary>
    Parts,

    /// <summary>Units of the new series, for old shares and cash.</summary>
    Rollover,

    /// <summary>The items themselves.</summary>
    Whole,
}

/// <summary>One bid as it lies in the list; only <paramref name="IsClaimed"/> ever changes.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Units">Its place in the book; nothing for the whole.</param>
/// <param name="Shares">Old shares in escrow, of a rollover.</param>
/// <param name="Escrow">Wei in escrow; the bid itself for the whole.</param>
/// <param name="IsClaimed">Paid out.</param>
public readonly record struct PlacedBid(
    Account Owner, BidKind Kind, Bid Units, Shares Shares, Wei Escrow, bool IsClaimed);

/// <summary>What a bid comes to.</summary>
/// <param name="Units">Of the new series.</param>
/// <param name="Paid">Wei for them, or for the items.</param>
/// <param name="Refund">Wei back; of a rollover with units without the credit for its old shares.</param>
/// <param name="Shares">Old shares back.</param>
public readonly record struct Outcome(Shares Units, Wei Paid, Wei Refund, Shares Shares);

/// <summary>Whose commitment it is: the same hash of somebody else is another one, and worth nothing.</summary>
public readonly record struct Sealing(Account Bidder, Commitment Commitment);

/// <summary>How a batch ends.</summary>
/// <param name="Status">Who won.</param>
/// <param name="Price">Wei that the lot raises in cash.</param>
/// <param name="Credit">Wei of debt that lenders take in unsold units.</param>
public readonly record struct Ending(BatchStatus Status, Wei Price, Wei Credit);

/// <summary>
/// A batch auction of what a Dutch auction left unsold, under the same id: one bidder for the items competes with a
/// crowd buying all units of a new series at one price.
/// </summary>
public sealed record BatchAuction
{
    /// <summary>From opening to end, without extensions.</summary>
    public const uint BiddingSeconds = 2 * Duration.Day;

    /// <summary>From opening to end of an auction whose bids are sealed; nothing moves it.</summary>
    public const uint SealedSeconds = 36 * 3_600;

    /// <summary>As long before that end commitments stop and reveals begin.</summary>
    public const uint RevealSeconds = 12 * 3_600;

    /// <summary>A bid for the whole so late moves the end by as much.</summary>
    public const uint ClosingSeconds = 15 * 60;

    public const int ExtensionLimit = 8;

    /// <summary>A raise is at least this part of the best bid for the whole.</summary>
    public const uint RaiseParts = 20;

    /// <summary>2^121 wei: the top of the price grid, 66.5 times as much, stays below 2^128.</summary>
    public static readonly Wei LargestReservePrice = new(UInt128.One << 121);

    public required AuctionId Id { get; init; }

    public required TickBook Book { get; init; }

    public required Timestamp EndsAt { get; init; }

    public BatchStatus Status { get; init; } = BatchStatus.Bidding;

    public byte Extensions { get; init; }

    /// <summary>By id, from 1.</summary>
    public ImmutableSortedDictionary<int, PlacedBid> Bids { get; init; } =
        ImmutableSortedDictionary<int, PlacedBid>.Empty;

    /// <summary>The id of the best bid for the whole; 0 for none.</summary>
    public int BestWholeBid { get; init; }

    /// <summary>The vault whose shares are the units, once formed.</summary>
    public Account Series { get; init; }

    /// <summary>Loan units whose part of the series is claimed.</summary>
    public Wei ClaimedLoanUnits { get; init; }

    /// <summary>Wei paid by the bids claimed so far.</summary>
    public Wei Paid { get; init; }

    public int ClaimedBids { get; init; }

    public bool IsSwept { get; init; }

    /// <summary>Most wei of the debt that unsold units may pay; 0 when lenders take none in kind.</summary>
    public Wei MaxCredit { get; init; }

    /// <summary>What bids not yet revealed have deposited, in front of the vault; taken out when it leaves.</summary>
    public ImmutableDictionary<Sealing, Wei> Deposits { get; init; } = ImmutableDictionary<Sealing, Wei>.Empty;

    public BatchTerms Terms => Book.Terms;

    /// <summary>Not closed and not cured.</summary>
    public bool IsRunning => Status is BatchStatus.Bidding or BatchStatus.Sealed;

    /// <summary>When commitments stop and reveals begin, of an auction whose bids are sealed.</summary>
    public Timestamp RevealsFrom => new(EndsAt.Seconds - RevealSeconds);

    /// <summary>The best bid for the whole, wei; 0 without one.</summary>
    public Wei BestWholeAmount => BestWholeBid == 0 ? Wei.Zero : Bids[BestWholeBid].Escrow;

    /// <summary>The least a bid for the whole must be now, wei: sealed ones did not know what to raise.</summary>
    public Wei LeastWholeAmount
    {
        get
        {
            var best = BestWholeAmount;
            var raise = Status == BatchStatus.Sealed ? Wei.Zero : new Wei(best.Value / RaiseParts);
            return best.IsZero ? Terms.Grid.ReservePrice : best + Wei.Max(new Wei(1), raise);
        }
    }

    /// <summary>Units of the new series for the lenders: all after a conversion, the unsold ones behind a
    /// crowd.</summary>
    public Shares UnitsOfLenders => Status switch
    {
        BatchStatus.Failed => Terms.Supply,
        BatchStatus.Parts => Book.Clear().Unsold,
        _ => Shares.Zero,
    };

    /// <summary>What the lot raised in cash, wei; 0 before the end and without a sale.</summary>
    public Wei Price => Status switch
    {
        BatchStatus.Whole => BestWholeAmount,
        BatchStatus.Parts => Book.Clear().ProceedsDown,
        _ => Wei.Zero,
    };

    /// <summary>Wei of debt paid by the lenders' units; 0 after a conversion, where they have no price.</summary>
    public Wei Credit => Status == BatchStatus.Parts ? Book.Clear().CreditDown : Wei.Zero;

    /// <summary>The loan ended in units for its lenders. A conversion does so once its series is formed.</summary>
    public bool IsInKind => !UnitsOfLenders.IsZero && (Status == BatchStatus.Parts || !Series.IsZero);

    /// <summary>What would come of it if it ended now. The whole wins ties, and against any crowd that leaves
    /// units.</summary>
    public Ending End()
    {
        var clearing = Book.Clear();
        var parts = clearing.Margin is null ? Wei.Zero : clearing.ProceedsDown;
        var whole = BestWholeAmount;
        if (!whole.IsZero && whole >= parts)
        {
            return new Ending(BatchStatus.Whole, whole, Wei.Zero);
        }
        return clearing.Margin is not null || IsBackedBy(clearing)
            ? new Ending(BatchStatus.Parts, clearing.ProceedsDown, clearing.CreditDown)
            : new Ending(BatchStatus.Failed, Wei.Zero, Wei.Zero);
    }

    /// <summary>What a bid comes to after the end, or once it is outbid.</summary>
    public Outcome OutcomeOf(int bidId)
    {
        var bid = Bids[bidId];
        if (bid.Kind == BidKind.Whole)
        {
            var paid = Status == BatchStatus.Whole && bidId == BestWholeBid ? bid.Escrow : Wei.Zero;
            return new Outcome(Shares.Zero, paid, bid.Escrow - paid, Shares.Zero);
        }
        if (Status != BatchStatus.Parts)
        {
            return new Outcome(Shares.Zero, Wei.Zero, bid.Escrow, bid.Shares);
        }
        var clearing = Book.Clear();
        var units = clearing.Fill(bid.Units);
        var cost = clearing.PaymentUp(bid.Units);
        return bid.Kind == BidKind.Rollover && !units.IsZero
            ? new Outcome(units, cost, Wei.Zero, Shares.Zero)
            : new Outcome(units, cost, bid.Escrow - cost, bid.Shares);
    }

    /// <summary>
    /// Units of the new series that a lender gets who claims next: floors of running sums, so that the parts of all
    /// lenders sum to what is theirs.
    /// </summary>
    public Shares UnitsOfLender(Wei loanUnits, Wei allLoanUnits)
    {
        return UpTo(ClaimedLoanUnits + loanUnits) - UpTo(ClaimedLoanUnits);

        Shares UpTo(Wei units) => new(Rounding.MulDivDown(UnitsOfLenders.Value, units.Value, allLoanUnits.Value));
    }

    /// <summary>What silence costs of a deposit that goes back now: nothing when there was nothing to reveal
    /// for.</summary>
    public Wei ForfeitOf(Wei deposit) =>
        Status == BatchStatus.Cured ? Wei.Zero : SealedBidding.ForfeitDown(deposit);

    /// <summary>Whether a bid can leave with all it escrowed while the auction runs.</summary>
    public bool IsOutbid(int bidId) => Bids[bidId] is { Kind: BidKind.Whole }
        ? bidId != BestWholeBid
        : Book.IsOutbid(Bids[bidId].Units);

    /// <summary>Lenders stand behind a crowd that is too small, never behind nobody; and not for less than a
    /// wei.</summary>
    private bool IsBackedBy(Clearing clearing) =>
        !clearing.Sold.IsZero && !clearing.CreditDown.IsZero && clearing.CreditDown <= MaxCredit;
}
