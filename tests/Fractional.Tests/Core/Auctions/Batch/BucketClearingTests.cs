using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Auctions.Batch;

public sealed class BucketClearingTests
{
    private static readonly BatchTerms Ten = new(new TickGrid(new Wei(1_000)), new Shares(10));

    [Fact]
    public void A_bid_without_a_tick_of_the_grid_is_a_fault() =>
        Should.Throw<IndexOutOfRangeException>(() => BucketClearing.Of([Bid(65_536, 1)], Ten));

    [Fact]
    public void Bids_of_one_tick_above_128_bits_are_a_fault()
    {
        var half = new Bid(5, new Shares(UInt128.One << 127), Shares.Zero);
        Should.Throw<OverflowException>(() => BucketClearing.Of([half, half], Ten));
    }

    [Fact]
    public void Ticks_that_pass_128_bits_only_together_clear()
    {
        var most = new Shares(UInt128.MaxValue);
        BucketClearing.Of([Bid(6, 9), new Bid(5, most, Shares.Zero)], Ten)
            .ShouldBe(new Clearing(Ten, 5, new Shares(9), most));
    }

    [Fact]
    public void No_bids_sell_nothing()
    {
        var clearing = BucketClearing.Of([], Ten);
        clearing.ShouldBe(new Clearing(Ten, null, Shares.Zero, Shares.Zero));
        clearing.ProceedsDown.ShouldBe(Wei.Zero);
    }

    [Fact]
    public void The_margin_is_the_tick_that_completes_the_supply()
    {
        BucketClearing.Of([Bid(0, 10)], Ten).Margin.ShouldBe(0);
        BucketClearing.Of([Bid(65_535, 9), Bid(0, 1)], Ten).Margin.ShouldBe(0);
        BucketClearing.Of([Bid(3, 4), Bid(65_535, 9), Bid(3, 4), Bid(2, 9)], Ten)
            .ShouldBe(new Clearing(Ten, 3, new Shares(9), new Shares(8)));
    }

    private static Bid Bid(int tick, int units) => new(tick, new Shares((UInt128)units), Shares.Zero);
}
