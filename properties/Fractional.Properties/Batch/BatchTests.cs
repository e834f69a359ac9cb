using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Laws;
using Fractional.Laws.Batch;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Batch;

/// <summary>Laws 4, 26-44, 51-53 and 97-102 of the core's batch auction.</summary>
public sealed class BatchTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        ClearingLaws.All(ByBucket),
        TickBookLaws.All(Open),
        FillLaws.All(Open),
        PaymentLaws.All(Open),
        RolloverLaws.All(Escrow),
        SealedLaws.All((reservePrice, supply) => new SealedBook(reservePrice, supply), Open));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static Cleared<BigInteger> ByBucket(IReadOnlyList<Demand<BigInteger>> bids, BigInteger supply) =>
        Read(BucketClearing.Of(
            [.. bids.Select(bid => new Bid(bid.Tick, Units(bid.Quantity), Shares.Zero))], Terms(1, supply)));

    private static BigInteger Escrow(RolloverCase c) => Rollover.EscrowUp(
        Rests.Auction(
            c.Terms.Keeper, c.Terms.Debt, c.Terms.Penalty, c.Terms.FeeBps,
            [.. c.Items.Select(item => (item.Weight, item.Price, (BigInteger)item.RoyaltyBps))]),
        Terms(c.ReservePrice, c.Supply), c.Tick, Units(c.Quantity), Units(c.Shares)).Value;

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
