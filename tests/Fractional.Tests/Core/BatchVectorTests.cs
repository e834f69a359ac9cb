using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core;

/// <summary>The shared vectors of batch auctions; Solidity reads them too.</summary>
public sealed class BatchVectorTests
{
    [Fact]
    public void Books()
    {
        var bidRows = new List<VectorRow>();
        VectorTable.Load("batch.json", "book").ForEach("bidTick", bidRows.Add);
        var next = 0;
        VectorTable.Load("batch.json", "book").ForEach("margin", row =>
        {
            var terms = new BatchTerms(new TickGrid(row.Wei("reservePrice")), Units(row, "supply"));
            terms.LeastQuantityUp.ShouldBe(Units(row, "leastQuantity"), row.ToString());
            var (book, bids) = (TickBook.Open(terms), new List<(VectorRow Row, Bid Placed)>());
            foreach (var bid in bidRows.Skip(next).Take((int)row.Seconds("bidCount")))
            {
                var (tick, quantity) = ((int)bid.Seconds("bidTick"), Units(bid, "bidQuantity"));
                (book.WhyRefused(tick, quantity) is not null).ShouldBe(bid.Flag("bidIsOutbid"), bid.ToString());
                if (!bid.Flag("bidIsOutbid"))
                {
                    book = book.Place(tick, quantity, out var placed);
                    bids.Add((bid, placed));
                }
                next++;
            }
            var clearing = book.Clear();
            (clearing.Margin is not null).ShouldBe(row.Flag("isSubscribed"), row.ToString());
            ((ulong)(clearing.Margin ?? 0)).ShouldBe(row.Seconds("margin"), row.ToString());
            clearing.Above.ShouldBe(Units(row, "above"), row.ToString());
            clearing.AtMargin.ShouldBe(Units(row, "atMargin"), row.ToString());
            clearing.ClearingPrice.ShouldBe(row.Wei("clearingPrice"), row.ToString());
            foreach (var (bid, placed) in bids)
            {
                terms.EscrowUp(placed.Tick, placed.Quantity).ShouldBe(bid.Wei("bidEscrow"), bid.ToString());
                clearing.Fill(placed).ShouldBe(Units(bid, "bidFill"), bid.ToString());
                clearing.PaymentUp(placed).ShouldBe(bid.Wei("bidPayment"), bid.ToString());
            }
        });
        next.ShouldBe(bidRows.Count);
    }

    [Fact]
    public void Prices_spread_over_items()
    {
        var items = new List<VectorRow>();
        VectorTable.Load("batch.json", "spread").ForEach("itemWeight", items.Add);
        var next = 0;
        VectorTable.Load("batch.json", "spread").ForEach("price", row =>
        {
            var own = items.Skip(next).Take((int)row.Seconds("itemCount")).ToArray();
            next += own.Length;
            Unsold([.. own.Select(item => item.Wei("itemWeight"))]).WithRestSoldFor(row.Wei("price"))
                .Items.Select(item => item.Price).ShouldBe(own.Select(item => item.Wei("itemPrice")), row.ToString());
        });
        next.ShouldBe(items.Count);
    }

    /// <summary>An item of weight 0 was sold before.</summary>
    private static DutchAuction Unsold(Wei[] weights) => new()
    {
        Id = new AuctionId(Account.Zero, 1),
        LoanId = new LoanId(Account.Zero, 1),
        Keeper = Account.Zero,
        StartsAt = new Timestamp(1),
        FirstStartsAt = new Timestamp(1),
        DurationSeconds = 1,
        LiquidationValue = new Wei(1),
        Debt = Wei.Zero,
        KeeperReward = Wei.Zero,
        KickReward = Wei.Zero,
        Penalty = Wei.Zero,
        Top = new Wei(1),
        ReservePrice = new Wei(1),
        FeeBps = Bps.Zero,
        SoldMask = (ushort)weights.Select((weight, i) => weight.IsZero ? 1 << i : 0).Sum(),
        Items = [.. weights.Select(weight => new DutchItem(weight, Account.Zero, Bps.Zero, Wei.Zero, false))],
    };

    private static Shares Units(VectorRow row, string column) => new((UInt128)row.Number(column));
}
