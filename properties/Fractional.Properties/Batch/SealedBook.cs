using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws.Batch;
using Fractional.Properties.Model;

namespace Fractional.Properties.Batch;

/// <summary>The core's sealed batch auction, as the laws ask for it: a vault of which only that matters.</summary>
internal sealed class SealedBook : ISealedBook
{
    private static readonly AuctionId Id = new(Places.Imagined.Vault, 1);
    private static readonly Timestamp Opened = new(VaultStory.Beginning);

    private Vault vault;
    private Timestamp now = Opened;

    public SealedBook(BigInteger reservePrice, BigInteger supply)
    {
        var terms = new BatchTerms(new TickGrid(new Wei((UInt128)reservePrice)), new Shares((UInt128)supply));
        var batch = new BatchAuction
        {
            Id = Id,
            Book = TickBook.Open(terms),
            EndsAt = Opened + BatchAuction.SealedSeconds,
            Status = BatchStatus.Sealed,
        };
        var created = new VaultCreated(
            Places.Imagined.Vault, Cast.Actor(0), Places.Imagined.PaymentToken, terms.Supply, "", "",
            [new Item(Places.Imagined.Collections[0], BigInteger.Zero)]);
        vault = Vault.Evolve(Vault.Empty, created, Opened) with
        {
            State = VaultState.Batch,
            Batches = ImmutableSortedDictionary<uint, BatchAuction>.Empty.Add(1, batch),
        };
    }

    public Cleared<BigInteger> Cleared
    {
        get
        {
            var clearing = Batch.Book.Clear();
            return new(clearing.Margin, clearing.Above.Value, clearing.AtMargin.Value);
        }
    }

    private BatchAuction Batch => vault.Batches[1];

    public BigInteger HashOf(Secret bid) => Secrets.HashOf(
        new SealedBid(
            Id, BidderOf(bid.Bidder), (BidKind)bid.Kind, bid.Tick, (UInt128)bid.Quantity,
            new Shares((UInt128)bid.Shares), bid.Salt),
        Places.Imagined).Value;

    public bool Commit(int bidder, BigInteger commitment, BigInteger deposit) => Do(
        bidder, new CommitBid(Id, new Commitment(commitment), new Wei((UInt128)deposit))) is not null;

    public void Open() => now = Batch.RevealsFrom;

    public Told? Reveal(Secret bid)
    {
        var reveal = new RevealBid(
            Id, (BidKind)bid.Kind, bid.Tick, (UInt128)bid.Quantity, new Shares((UInt128)bid.Shares),
            new Commitment(HashOf(bid)));
        return Do(bid.Bidder, reveal)?.OfType<BidRevealed>().Single() is { } told
            ? new Told(told.BidId == 0 ? null : told.BidId - 1, told.Refund.Value)
            : null;
    }

    /// <summary>As the events of the end leave the auction: who won is no matter here.</summary>
    public void End(bool isCured)
    {
        var status = isCured ? BatchStatus.Cured
            : Batch.Book.Margin is null ? BatchStatus.Failed : BatchStatus.Parts;
        vault = vault with { Batches = vault.Batches.SetItem(1, Batch with { Status = status }) };
    }

    public Returned? Return(int bidder, BigInteger commitment) =>
        Do(0, new ReturnDeposit(Id, BidderOf(bidder), new Commitment(commitment)))
            ?.OfType<DepositReturned>().Single() is { } returned
            ? new Returned(returned.Amount.Value, returned.Forfeit.Value)
            : null;

    public BidOutcome OutcomeOf(int bid)
    {
        var (clearing, placed) = (Batch.Book.Clear(), Batch.Bids[bid + 1]);
        return new BidOutcome(
            placed.Escrow.Value, clearing.Fill(placed.Units).Value, clearing.PaymentUp(placed.Units).Value,
            clearing.Refund(placed.Units).Value);
    }

    private static Account BidderOf(int number)
    {
        var bytes = new byte[Account.Length];
        bytes[0] = 0xb1;
        bytes[^1] = (byte)number;
        return new Account(bytes);
    }

    private ImmutableArray<VaultEvent>? Do(int bidder, VaultCommand command)
    {
        var decision = Vault.Decide(vault, command, new VaultContext(BidderOf(bidder), now, Cast.Protocol, []));
        if (decision.IsRefused)
        {
            return null;
        }
        vault = decision.Events.Aggregate(vault, (v, e) => Vault.Evolve(v, e, now));
        return decision.Events;
    }
}
