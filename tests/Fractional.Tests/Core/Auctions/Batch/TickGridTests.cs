using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Auctions.Batch;

public sealed class TickGridTests
{
    [Fact]
    public void A_reserve_price_of_nothing_has_no_grid() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TickGrid(Wei.Zero));

    [Fact]
    public void A_reserve_price_whose_top_tick_is_above_128_bits_has_no_grid()
    {
        var largest = Wei.Parse("5114411637421255951954747");
        Should.Throw<OverflowException>(() => new TickGrid(new Wei(UInt128.MaxValue / 66)));
        Should.NotThrow(() => new TickGrid(new Wei(UInt128.MaxValue / 67)));
        new TickGrid(largest).TopPrice.ShouldBeLessThan(new Wei(UInt128.MaxValue));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void A_tick_outside_the_grid_has_no_price(int tick) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TickGrid(Wei.One).PriceOf(tick));

    [Fact]
    public void A_step_is_10_bps_of_the_reserve_price_rounded_up()
    {
        new TickGrid(new Wei(1)).TickSizeUp.ShouldBe(new Wei(1));
        new TickGrid(new Wei(1_000)).TickSizeUp.ShouldBe(new Wei(1));
        new TickGrid(new Wei(1_001)).TickSizeUp.ShouldBe(new Wei(2));
        new TickGrid(Wei.One).TickSizeUp.ShouldBe(Wei.Parse("1000000000000000"));
    }

    [Fact]
    public void Prices_rise_from_the_reserve_price_by_equal_steps()
    {
        var grid = new TickGrid(new Wei(1_001));
        grid.PriceOf(0).ShouldBe(new Wei(1_001));
        grid.PriceOf(1).ShouldBe(new Wei(1_003));
        grid.TopPrice.ShouldBe(new Wei(1_001 + 2 * 65_535));
    }

    [Fact]
    public void A_supply_of_nothing_or_above_2_to_the_112_is_no_batch()
    {
        var grid = new TickGrid(Wei.One);
        Should.Throw<ArgumentOutOfRangeException>(() => new BatchTerms(grid, Shares.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new BatchTerms(grid, BatchTerms.LargestSupply + new Shares(1)));
        new BatchTerms(grid, BatchTerms.LargestSupply).Supply.ShouldBe(BatchTerms.LargestSupply);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(2_000, 2)]
    public void The_least_quantity_is_a_thousandth_rounded_up(int supply, int least) =>
        new BatchTerms(new TickGrid(Wei.One), new Shares((UInt128)supply))
            .LeastQuantityUp.ShouldBe(new Shares((UInt128)least));

    [Fact]
    public void Escrow_and_payment_go_up_and_proceeds_go_down()
    {
        var terms = new BatchTerms(new TickGrid(new Wei(10)), new Shares(3));
        terms.EscrowUp(0, new Shares(1)).ShouldBe(new Wei(4));
        terms.EscrowUp(1, new Shares(2)).ShouldBe(new Wei(8));
        terms.PaymentUp(new Shares(2), new Wei(10)).ShouldBe(new Wei(7));
        terms.ProceedsDown(new Shares(2), new Wei(10)).ShouldBe(new Wei(6));
        terms.ProceedsDown(new Shares(3), new Wei(10)).ShouldBe(new Wei(10));
    }

    [Theory]
    [InlineData(1_000, null)]
    [InlineData(1_001, 0)]
    [InlineData(1_002, 0)]
    [InlineData(1_003, 1)]
    [InlineData(132_070, 65_534)]
    [InlineData(132_071, 65_535)]
    [InlineData(999_999, 65_535)]
    public void A_limit_price_means_the_highest_tick_that_costs_no_more(uint limit, int? tick) =>
        new TickGrid(new Wei(1_001)).TickDown(new Wei(limit)).ShouldBe(tick);

    [Fact]
    public void The_price_of_the_tick_of_a_price_is_that_price()
    {
        var grid = new TickGrid(Wei.Parse("82534246575342465753"));
        for (var tick = 0; tick < TickGrid.TickCount; tick += 97)
        {
            grid.TickDown(grid.PriceOf(tick)).ShouldBe(tick);
            grid.TickDown(grid.PriceOf(tick) + (grid.TickSizeUp - new Wei(1))).ShouldBe(tick);
        }
        grid.TickDown(new Wei(UInt128.MaxValue)).ShouldBe(TickGrid.TopTick);
    }
}
