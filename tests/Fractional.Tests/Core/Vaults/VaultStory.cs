using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Core.Vaults;
using Shouldly;

namespace Fractional.Tests.Core.Vaults;

/// <summary>
/// A vault on a clock that only the test moves. Every accepted command is folded, and every wei the vault holds must
/// then belong to somebody.
/// </summary>
internal sealed class VaultStory
{
    public static readonly Account Alice = Named(0xa1);
    public static readonly Account Bob = Named(0xb0);
    public static readonly Account Carol = Named(0xca);
    public static readonly Account Lender = Named(0x1e);
    public static readonly Account OtherLender = Named(0x2e);
    public static readonly Account Keeper = Named(0x3e);
    public static readonly Account Artist = Named(0xa7);
    public static readonly Account Fund = Named(0xf0);
    public static readonly Account FeeRecipient = Named(0xfe);
    public static readonly Account SealedBids = Named(0x5b);
    public static readonly Account Collection = Named(0xc0);
    public static readonly Account Address = Named(0x7a);
    public static readonly Account Series = Named(0x5e);
    public static readonly Account Token = Named(0x99);
    public static readonly Shares TotalShares = new(1_000_000 * Wei.One.Value);

    private readonly ItemFacts[] facts;
    private ulong salt;

    public VaultStory(int itemCount = 1)
    {
        facts = [.. Enumerable.Range(0, itemCount).Select(_ => new ItemFacts())];
        for (var i = 0; i < itemCount; i++)
        {
            Appraise(i, Ether(100));
        }
        Do(Alice, new CreateVault(Address, [.. Items(itemCount)], TotalShares, Token, "Vault", "V"));
    }

    public Vault Vault { get; private set; } = Vault.Empty;

    /// <summary>Everything that happened, a block for each command.</summary>
    public List<Recorded<VaultEvent>> Log { get; } = [];

    /// <summary>What the insurance fund booked, in the same blocks.</summary>
    public List<Recorded<FundBooking>> FundLog { get; } = [];

    public InsuranceFund Insurance { get; private set; } = InsuranceFund.Empty;

    /// <summary>False: asking the fund fails.</summary>
    public bool IsFundAsked { get; set; } = true;

    public Wei FundCash => Insurance[Token].Cash;

    public Timestamp Now { get; private set; } = new(1_000_000);

    public Protocol Protocol { get; } = new(Fund, FeeRecipient, SealedBids, 6 * 3_600);

    public DutchAuction Auction => Vault.Auctions[Vault.AuctionCount];

    public BatchAuction Batch => Vault.Batches[Vault.AuctionCount];

    public AuctionId AuctionId => new(Address, Vault.AuctionCount);

    public LoanId LoanId => new(Address, (uint)Vault.Loans.Count);

    public LoanTerms Terms => new(
        RateBps: new Bps(1_200),
        LateRateBps: new Bps(600),
        DueAt: Now + 90 * Duration.Day,
        GraceSeconds: 3 * Duration.Day,
        CureSeconds: Duration.Day,
        ConfirmSeconds: 6 * 3_600,
        MaxLtvBps: new Bps(4_000),
        CureLtvBps: new Bps(5_200),
        LiquidationLtvBps: new Bps(5_500),
        PenaltyBps: new Bps(200),
        ConversionBps: new Bps(7_000),
        AuctionSeconds: 3 * Duration.Day,
        LoanOptions.None);

    public static Wei Ether(uint whole) => new(whole * Wei.One.Value);

    public static Account Named(byte name)
    {
        var bytes = new byte[Account.Length];
        bytes[^1] = name;
        return new Account(bytes);
    }

    public static IEnumerable<Item> Items(int count) =>
        Enumerable.Range(0, count).Select(i => new Item(Collection, i));

    public void Wait(ulong seconds) => Now += seconds;

    public void WaitUntil(ulong seconds) => Now = new Timestamp(seconds);

    /// <summary>A fresh round for an item, in which every value is the same.</summary>
    public void Appraise(int itemIndex, Wei value, bool tripped = false) =>
        SetFacts(itemIndex, facts[itemIndex] with
        {
            Valuation = new ItemValuation(value, value, value, value, value, Bps.Zero, Now, tripped),
        });

    public ItemFacts Facts(int itemIndex) => facts[itemIndex];

    public void SetFacts(int itemIndex, ItemFacts changed) => facts[itemIndex] = changed;

    public PresentedOffer Offer(LoanTerms terms, Wei principal, Account? lender = null)
    {
        var offer = new LoanOffer(lender ?? Lender, Address, principal, terms, 0, ++salt, Now + Duration.Day);
        return new PresentedOffer(offer, new OfferHash(new BigInteger(salt)), 0, IsUsed: false, IsSigned: true);
    }

    public Decision<VaultEvent> Try(Account sender, VaultCommand command) =>
        Vault.Decide(Vault, command, new VaultContext(sender, Now, Protocol, [.. facts])
        {
            FundCash = IsFundAsked ? FundCash : null,
        });

    public void Refuses(Account sender, VaultCommand command, Refusal expected) =>
        Try(sender, command).Refusal.ShouldBe(expected);

    public ImmutableArray<VaultEvent> Do(Account sender, VaultCommand command)
    {
        var decision = Try(sender, command);
        decision.Refusal.ShouldBeNull();
        var block = NextBlock;
        foreach (var (happened, index) in decision.Events.Select((happened, index) => (happened, (uint)index)))
        {
            Vault = Vault.Evolve(Vault, happened, Now);
            Log.Add(new Recorded<VaultEvent>(happened, Now, block, index));
            if (BookingOf(happened) is { } booking) Book(booking, block, index);
        }
        EveryWeiHasAnOwner();
        return decision.Events;
    }

    /// <summary>Income of the fund.</summary>
    public void Absorb(Wei amount) =>
        Book(new FundBooking(Token, FundEntry.Absorbed, amount, FundCash + amount), NextBlock, 0);

    private ulong NextBlock => Log.Count == 0 ? 1_000 : Log[^1].Block + 1;

    private void Book(FundBooking booking, ulong block, uint index)
    {
        Insurance = Insurance.Book(booking.Token, booking.Entry, booking.Amount);
        FundLog.Add(new Recorded<FundBooking>(booking, Now, block, index));
    }

    private static FundBooking? BookingOf(VaultEvent happened) => happened switch
    {
        LoanCovered e => new(e.Token, FundEntry.Covered, e.Amount, e.Cash),
        TipCollected e => new(Token, FundEntry.Tipped, e.Amount, e.Cash),
        _ => null,
    };

    /// <summary>A loan over the whole vault, at 40 % of one item's hundred.</summary>
    public VaultStory Loaned(Func<LoanTerms, LoanTerms>? change = null)
    {
        var terms = change is null ? Terms : change(Terms);
        Do(Alice, new OpenLoan([Offer(terms, Ether(40))], Alice));
        return this;
    }

    /// <summary>A loan in default by rule M, kicked by the keeper, waiting for its start.</summary>
    public VaultStory Kicked(Func<LoanTerms, LoanTerms>? change = null)
    {
        Loaned(change);
        Wait(93 * Duration.Day);
        for (var i = 0; i < facts.Length; i++)
        {
            Appraise(i, Ether(100));
        }
        Do(Keeper, new Kick());
        return this;
    }

    /// <summary>The sale phase: <paramref name="hours"/> after the start.</summary>
    public VaultStory OnSale(uint hours)
    {
        Kicked();
        WaitUntil(Auction.StartsAt.Seconds + hours * 3_600);
        return this;
    }

    /// <summary>Both rounds ran out; bidding is open.</summary>
    public VaultStory InBatch(Func<LoanTerms, LoanTerms>? change = null)
    {
        Kicked(change);
        return ToBatch();
    }

    /// <summary>As <see cref="InBatch"/>, after the kick.</summary>
    public VaultStory ToBatch()
    {
        WaitUntil(Auction.EndsAt.Seconds);
        Do(Bob, new Redo(AuctionId));
        WaitUntil(Auction.EndsAt.Seconds);
        Do(Bob, new ToBatch(AuctionId));
        return this;
    }

    /// <summary>Bids a part of the supply in thousandths; the id of the bid.</summary>
    public int Bid(Account owner, int tick, uint thousandths)
    {
        Do(owner, new PlaceBid(AuctionId, tick, Thousandths(thousandths)));
        return Batch.Bids.Count;
    }

    public static Shares Thousandths(uint part) => new(TotalShares.Value / 1_000 * part);

    public ImmutableArray<VaultEvent> Close()
    {
        WaitUntil(Batch.EndsAt.Seconds);
        return Do(Keeper, new CloseBatch(AuctionId));
    }

    public BidClaimed ClaimBid(int bidId) =>
        Do(Keeper, new ClaimBid(AuctionId, bidId, Batch.Bids[bidId].Owner)).OfType<BidClaimed>().Single();

    public ImmutableArray<VaultEvent> TakeItem(Account taker, int itemIndex = 0) =>
        Do(taker, TakeNow(itemIndex));

    public Take TakeNow(int itemIndex = 0) => new(AuctionId, itemIndex, new Wei(UInt128.MaxValue), Bob, Now);

    private void EveryWeiHasAnOwner()
    {
        var owed = Vault.Cash - Vault.TotalClaimed;
        foreach (var loan in Vault.Loans.Values.Where(loan => !loan.Positions.IsEmpty)) // else it was swept
        {
            owed += loan.Balance.Repaid;
            foreach (var position in loan.Positions.Values)
            {
                owed -= position.Withdrawn;
            }
        }
        foreach (var auction in Vault.Auctions.Values)
        {
            owed += !auction.IsEnded
                ? auction.Raised - auction.Split().Debt
                : Uncollected(auction);
        }
        foreach (var batch in Vault.Batches.Values)
        {
            var (kept, raised) = Deposits(batch);
            owed = owed + kept - raised;
        }
        Vault.Held.ShouldBe(owed);
    }

    /// <summary>Escrows of open bids and payments of the others; and the price that they made up.</summary>
    private static (Wei Kept, Wei Raised) Deposits(BatchAuction batch)
    {
        var kept = batch.Bids.Values.Where(bid => !bid.IsClaimed)
            .Aggregate(Wei.Zero, (sum, bid) => sum + bid.Escrow);
        return batch.Status switch
        {
            _ when batch.IsSwept => (kept, Wei.Zero),
            BatchStatus.Whole => (kept, batch.BestWholeAmount),
            BatchStatus.Parts => (kept + batch.Paid, batch.Book.Clear().ProceedsDown),
            _ => (kept, Wei.Zero),
        };
    }

    private static Wei Uncollected(DutchAuction auction)
    {
        var open = Wei.Zero;
        foreach (var line in new[] { Line.Keeper, Line.RedoKeeper, Line.Insurance, Line.Fee })
        {
            open += (auction.CollectedMask >> (int)line & 1) == 0 ? Lines.AmountOf(auction, line) : Wei.Zero;
        }
        for (var i = 0; i < auction.Items.Length; i++)
        {
            open += auction.Items[i].IsRoyaltyCollected ? Wei.Zero : Lines.RoyaltyOf(auction, i);
        }
        return open;
    }
}
