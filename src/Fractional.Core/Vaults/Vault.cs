using System.Collections.Immutable;
using System.Diagnostics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>
/// One vault with everything that happens around it: custody, shares, loans, auctions, claims. The reference model of
/// the contracts: the same command in the same context gives the same events or the same refusal, to the wei.
/// </summary>
public sealed record Vault
{
    public const int ItemLimit = 16;

    /// <summary>Nothing is known yet: the first event is <see cref="VaultCreated"/>.</summary>
    public static readonly Vault Empty = new();

    private Vault()
    {
    }

    public Account Address { get; init; }

    public VaultState State { get; init; }

    public ImmutableArray<Item> Items { get; init; } = [];

    public Account PaymentToken { get; init; }

    public string Name { get; init; } = "";

    public string Symbol { get; init; } = "";

    /// <summary>S0: the supply at creation; claims divide by it for ever.</summary>
    public Shares TotalShares { get; init; }

    public ShareLedger Shares { get; init; } = ShareLedger.Empty;

    /// <summary>Bit mask of items that left custody or were written off.</summary>
    public ushort DeliveredMask { get; init; }

    /// <summary>Wei of the vault's owner: auction surplus while open, the fixed residual once settled.</summary>
    public Wei Cash { get; init; }

    /// <summary>Wei paid by claims and by the sweep.</summary>
    public Wei TotalClaimed { get; init; }

    /// <summary>Wei that came in less wei that went out, by the events: what the vault must hold at least.</summary>
    public Wei Held { get; init; }

    /// <summary>All loans by number, from 1; lenders of a closed one may still withdraw.</summary>
    public ImmutableSortedDictionary<uint, Loan> Loans { get; init; } = ImmutableSortedDictionary<uint, Loan>.Empty;

    /// <summary>The number of the loan owed now; 0 for none.</summary>
    public uint CurrentLoanNumber { get; init; }

    /// <summary>All auctions by number, from 1; lines of an ended one may still be collected.</summary>
    public ImmutableSortedDictionary<uint, DutchAuction> Auctions { get; init; } =
        ImmutableSortedDictionary<uint, DutchAuction>.Empty;

    /// <summary>The batch auctions that followed, by the same numbers.</summary>
    public ImmutableSortedDictionary<uint, BatchAuction> Batches { get; init; } =
        ImmutableSortedDictionary<uint, BatchAuction>.Empty;

    /// <summary>How often the vault was auctioned.</summary>
    public uint AuctionCount => (uint)Auctions.Count;

    /// <summary>The loan owed now.</summary>
    public Loan? CurrentLoan => CurrentLoanNumber == 0 ? null : Loans[CurrentLoanNumber];

    public Loan? LoanOf(LoanId id) => id.Vault == Address ? Loans.GetValueOrDefault(id.Number) : null;

    public DutchAuction? AuctionOf(AuctionId id) => id.Vault == Address ? Auctions.GetValueOrDefault(id.Number) : null;

    public BatchAuction? BatchOf(AuctionId id) => id.Vault == Address ? Batches.GetValueOrDefault(id.Number) : null;

    public bool IsDelivered(int itemIndex) => (DeliveredMask >> itemIndex & 1) != 0;

    /// <summary>What the contracts would do with this command now: their events in order, or their error.</summary>
    /// <exception cref="ArgumentException">The context lacks the facts of an item.</exception>
    public static Decision<VaultEvent> Decide(Vault vault, VaultCommand command, VaultContext context)
    {
        var turn = new Turn(vault, context);
        return turn.End(command switch
        {
            CreateVault create => Creation.Decide(turn, create),
            TransferShares transfer => Holding.Decide(turn, transfer),
            Redeem redeem => Redemption.Decide(turn, redeem),
            Claim claim => Claiming.Decide(turn, claim),
            Sweep => Claiming.DecideSweep(turn),
            OpenLoan open => Origination.Decide(turn, open),
            Refinance refinance => Origination.Decide(turn, refinance),
            Repay repay => Repayment.Decide(turn, repay),
            RepayAndRedeem redeem => Repayment.Decide(turn, redeem),
            Flag => MarginCall.DecideFlag(turn),
            Unflag => MarginCall.DecideUnflag(turn),
            Withdraw withdraw => Lending.Decide(turn, withdraw),
            MovePosition move => Lending.Decide(turn, move),
            SweepLoan sweep => Lending.Decide(turn, sweep),
            Kick => Kicking.Decide(turn),
            Take take => Taking.Decide(turn, take),
            TakeNet take => Taking.Decide(turn, take),
            WriteOff writeOff => Taking.Decide(turn, writeOff),
            Redo redo => Redoing.Decide(turn, redo),
            Cure cure => Curing.Decide(turn, cure),
            Collect collect => Collecting.Decide(turn, collect),
            CollectRoyalty collect => Collecting.Decide(turn, collect),
            ToBatch toBatch => Bidding.Decide(turn, toBatch),
            PlaceBid bid => Bidding.Decide(turn, bid),
            PlaceRollover bid => Bidding.Decide(turn, bid),
            PlaceWholeBid bid => Bidding.Decide(turn, bid),
            CommitBid commit => SealedBidding.Decide(turn, commit),
            RevealBid reveal => SealedBidding.Decide(turn, reveal),
            ReturnDeposit deposit => SealedBidding.Decide(turn, deposit),
            CloseBatch close => Closing.Decide(turn, close),
            RedeemEquity redeem => Closing.Decide(turn, redeem),
            ClaimBid claim => ClaimingBids.Decide(turn, claim),
            FormSeries form => ClaimingBids.Decide(turn, form),
            Deliver deliver => ClaimingBids.Decide(turn, deliver),
            ClaimSeries claim => ClaimingBids.Decide(turn, claim),
            SweepSurplus sweep => ClaimingBids.Decide(turn, sweep),
            CollectTip collect => Covering.Decide(turn, collect),
            _ => throw new UnreachableException($"no rule for {command.GetType().Name}"),
        });
    }

    /// <summary>The vault after one event of the log.</summary>
    /// <param name="vault">Before it.</param>
    /// <param name="happened">The event; it is a fact and never refused.</param>
    /// <param name="at">Its block's time: interest and margin calls run from it.</param>
    public static Vault Evolve(Vault vault, VaultEvent happened, Timestamp at) => happened switch
    {
        VaultCreated e => Creation.Evolve(e),
        StateMoved e => vault with { State = e.To },
        Transfer e => vault with { Shares = vault.Shares.Move(e.From, e.To, e.Amount) },
        ItemDelivered e => vault with { DeliveredMask = (ushort)(vault.DeliveredMask | 1 << e.ItemIndex) },
        VaultRedeemed e => Redemption.Evolve(vault, e),
        ResidualFixed e => vault with { Cash = e.Residual },
        SharesClaimed e => Claiming.Evolve(vault, e),
        DustSwept e => vault.Paid(e.AmountPaid) with { TotalClaimed = vault.TotalClaimed + e.AmountPaid },
        LoanOpened or OfferFunded or LoanRefinanced => Origination.Evolve(vault, happened, at),
        DebtPaid e => Repayment.Evolve(vault, e, at),
        LoanFlagged or LoanUnflagged or DebtFrozen => MarginCall.Evolve(vault, happened, at),
        LoanClosed => vault with { CurrentLoanNumber = 0 },
        LenderWithdrawn or PositionMoved or LoanSwept => Lending.Evolve(vault, happened),
        AuctionKicked or ItemSampled => Kicking.Evolve(vault, happened),
        LotTaken or LotWrittenOff => Taking.Evolve(vault, happened),
        AuctionRedone e => Redoing.Evolve(vault, e),
        AuctionCured e => Curing.Evolve(vault, e),
        AuctionSettled e => Settling.Evolve(vault, e),
        LineCollected or RoyaltyCollected => Collecting.Evolve(vault, happened),
        BatchOpened or BidPlaced or WholeBidPlaced => Bidding.Evolve(vault, happened),
        SignedBidRefused => vault,
        BidCommitted or BidRevealed or DepositReturned => SealedBidding.Evolve(vault, happened),
        BatchClosed or AuctionConverted or EquityRedeemed => Closing.Evolve(vault, happened),
        BidClaimed or SeriesFormed or ItemStuck or SeriesClaimed or SurplusSwept =>
            ClaimingBids.Evolve(vault, happened),
        LoanCovered or CoverFailed or TipCollected => Covering.Evolve(vault, happened),
        _ => throw new UnreachableException($"no fold for {happened.GetType().Name}"),
    };

    /// <summary>The vault with one of its loans changed.</summary>
    internal Vault With(Loan loan) => this with { Loans = Loans.SetItem(loan.Id.Number, loan) };

    /// <summary>The vault with one of its auctions changed.</summary>
    internal Vault With(DutchAuction auction) =>
        this with { Auctions = Auctions.SetItem(auction.Id.Number, auction) };

    /// <summary>The vault with one of its batch auctions changed.</summary>
    internal Vault With(BatchAuction batch) => this with { Batches = Batches.SetItem(batch.Id.Number, batch) };

    internal Vault Received(Wei amount) => this with { Held = Held + amount };

    internal Vault Paid(Wei amount) => this with { Held = Held - amount };
}
