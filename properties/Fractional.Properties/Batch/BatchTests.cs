using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws;
using Fractional.Laws.Batch;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Batch;

/// <summary>Laws 4, 26-44, 51-53 and 93-102 of the core's batch auction.</summary>
public sealed class BatchTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        ClearingLaws.All(ByBucket),
        TickBookLaws.All(Open),
        FillLaws.All(Open),
        PaymentLaws.All(Open),
        RolloverLaws.All(Escrow),
        BackstopLaws.All(Settle, PartsOfLenders, Escrow),
        SealedLaws.All((reservePrice, supply) => new SealedBook(reservePrice, supply), Open));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static Cleared<BigInteger> ByBucket(IReadOnlyList<Demand<BigInteger>> bids, BigInteger supply) =>
        Read(BucketClearing.Of(
            [.. bids.Select(bid => new Bid(bid.Tick, Units(bid.Quantity), Shares.Zero))], Terms(1, supply)));

    private static BigInteger Escrow(RolloverCase c) => Rollover.EscrowUp(
        AuctionOf(c), Terms(c.ReservePrice, c.Supply), c.Tick, Units(c.Quantity), Units(c.Shares)).Value;

    private static DutchAuction AuctionOf(RolloverCase c) => Rests.Auction(
        c.Terms.Keeper, c.Terms.Debt, c.Terms.Penalty, c.Terms.FeeBps,
        [.. c.Items.Select(item => (item.Weight, item.Price, (BigInteger)item.RoyaltyBps))]);

    /// <summary>Ends a batch in which all units sold are one bid, and folds what happens then.</summary>
    private static Backstopped? Settle(BackstopCase c)
    {
        var auction = AuctionOf(c.Auction);
        var batch = Undersubscribed(Terms(c.Auction.ReservePrice, c.Auction.Supply), c.Sold) with
        {
            MaxCredit = auction.Debt - auction.Split().Debt,
        };
        var ending = batch.End();
        if (ending.Status != BatchStatus.Parts)
        {
            return null;
        }
        var vault = Vault.Empty with
        {
            Auctions = Vault.Empty.Auctions.Add(1, auction),
            Batches = Vault.Empty.Batches.Add(1, batch),
        };
        var closed = new BatchClosed(batch.Id, ending.Status, ending.Price, ending.Credit);
        var split = Vault.Evolve(vault, closed, batch.EndsAt).Auctions[1].Split();
        return new Backstopped(ending.Price.Value, ending.Credit.Value, split.Debt.Value, split.Residual.Value);
    }

    private static BigInteger[] PartsOfLenders(
        BigInteger supply, BigInteger sold, IReadOnlyList<BigInteger> loanUnits)
    {
        var batch = Undersubscribed(Terms(1, supply), sold) with { Status = BatchStatus.Parts };
        var all = new Wei((UInt128)loanUnits.Aggregate(BigInteger.Zero, BigInteger.Add));
        var parts = new BigInteger[loanUnits.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var own = new Wei((UInt128)loanUnits[i]);
            parts[i] = batch.UnitsOfLender(own, all).Value;
            batch = batch with { ClaimedLoanUnits = batch.ClaimedLoanUnits + own };
        }
        return parts;
    }

    private static BatchAuction Undersubscribed(BatchTerms terms, BigInteger sold) => new()
    {
        Id = new AuctionId(Account.Zero, 1),
        Book = TickBook.Open(terms).Place(0, Units(sold), out _),
        EndsAt = new Timestamp(1),
    };

    private static Book Open(BigInteger reservePrice, BigInteger supply) => new(Terms(reservePrice, supply));

    private static BatchTerms Terms(BigInteger reservePrice, BigInteger supply) =>
        new(new TickGrid(new Wei((UInt128)reservePrice)), Units(supply));

    private static Shares Units(BigInteger units) => new((UInt128)units);

    private static Cleared<BigInteger> Read(Clearing clearing) =>
        new(clearing.Margin, clearing.Above.Value, clearing.AtMargin.Value);

    private sealed class Book(BatchTerms terms) : IBatchBook
    {
        private readonly List<Bid> bids = [];
        private TickBook book = TickBook.Open(terms);

        public Cleared<BigInteger> Cleared => Read(book.Clear());

        public BigInteger Proceeds => book.Clear().ProceedsDown.Value;

        public int? Place(Demand<BigInteger> bid)
        {
            if (book.WhyRefused(bid.Tick, Units(bid.Quantity)) is not null)
            {
                return null;
            }
            book = book.Place(bid.Tick, Units(bid.Quantity), out var placed);
            bids.Add(placed);
            return bids.Count - 1;
        }

        public BidOutcome OutcomeOf(int bid)
        {
            var (clearing, placed) = (book.Clear(), bids[bid]);
            return new BidOutcome(
                terms.EscrowUp(placed.Tick, placed.Quantity).Value, clearing.Fill(placed).Value,
                clearing.PaymentUp(placed).Value, clearing.Refund(placed).Value);
        }

        public bool IsOutbid(int bid) => book.IsOutbid(bids[bid]);
    }
}
