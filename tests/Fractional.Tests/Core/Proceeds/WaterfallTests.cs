using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Proceeds;

public sealed class WaterfallTests
{
    private static readonly Wei Debt = Wei.Parse("41242739726027397261");
    private static readonly Tab Tab = new(
        KeeperReward.OfKick(Debt, Ether(60), Rounding.BpsDown(Debt, new Bps(200))), Debt,
        Rounding.BpsDown(Debt, new Bps(200)));

    [Theory]
    [InlineData(80, "91242739726027397", "41242739726027397261", "824854794520547945", "400000000000000000",
        "4000000000000000000", "33441162739726027397")]
    [InlineData(60, "91242739726027397", "41242739726027397261", "824854794520547945", "300000000000000000",
        "3000000000000000000", "14541162739726027397")]
    [InlineData(45, "91242739726027397", "41242739726027397261", "824854794520547945", "225000000000000000",
        "2250000000000000000", "366162739726027397")]
    [InlineData(41, "91242739726027397", "40908757260273972603", "0", "0", "0", "0")]
    [InlineData(30, "91242739726027397", "29908757260273972603", "0", "0", "0", "0")]
    public void The_worked_example_is_split_to_the_wei(
        uint price, string keeper, string debt, string penalty, string fee, string royalty, string residual)
    {
        var split = Waterfall.Of(Tab, SoldAt(Ether(price)));
        split.ShouldBe(new Split(
            Ether(price), Wei.Parse(keeper), Wei.Parse(debt), Wei.Parse(penalty), Wei.Parse(fee), Wei.Parse(royalty),
            Wei.Parse(residual)));
        (split.Keeper + split.Debt + split.Penalty + split.Fee + split.Royalty + split.Residual)
            .ShouldBe(split.Proceeds);
    }

    [Fact]
    public void Nothing_raised_pays_nobody() => Waterfall.Of(Tab, []).ShouldBe(default);

    [Fact]
    public void The_residual_grows_by_nothing_or_one_wei_per_wei()
    {
        var tab = new Tab(new Wei(3), new Wei(40), new Wei(2));
        var before = Wei.Zero;
        for (uint price = 0; price < 3_000; price++)
        {
            var split = Waterfall.Of(tab, SoldAt(new Wei(price)));
            (split.Residual - before <= new Wei(1)).ShouldBeTrue($"at {price}");
            before = split.Residual;
        }
        before.ShouldBe(new Wei(2_999 - 45 - 2_999 * 550 / 10_000));
    }

    [Fact]
    public void The_equity_price_is_the_first_that_leaves_a_wei()
    {
        var price = Waterfall.EquityPrice(Tab, new Bps(550));
        Waterfall.Of(Tab, SoldAt(price)).Residual.ShouldBe(new Wei(1));
        Waterfall.Of(Tab, SoldAt(price - new Wei(1))).Residual.ShouldBe(Wei.Zero);
        Waterfall.DebtCoveredPrice(Tab).ShouldBe(Wei.Parse("41333982465753424658"));
    }

    [Fact]
    public void An_equity_price_with_everything_cut_away_is_a_fault() =>
        Should.Throw<DivideByZeroException>(() => Waterfall.EquityPrice(Tab, new Bps(10_000)));

    [Fact]
    public void A_basket_pays_cuts_in_the_order_of_its_items_until_the_money_ends()
    {
        var tab = new Tab(new Wei(1), new Wei(2_980), Wei.Zero);
        Sale[] sales = [new(new Wei(1_000), new Bps(50), new Bps(950)), new(new Wei(2_000), new Bps(50), Bps.Zero)];
        var cuts = new Cut[2];
        var split = Waterfall.Of(tab, sales, cuts);

        // 3 000 - 2 981 leaves 19 wei; the first item's nominal cut of 100 takes them all: floor(19 * 50 / 1 000) = 0.
        cuts.ShouldBe([new Cut(Wei.Zero, new Wei(19)), default]);
        split.ShouldBe(new Split(new Wei(3_000), new Wei(1), new Wei(2_980), default, default, new Wei(19), default));
    }

    [Fact]
    public void A_basket_is_covered_when_every_cut_is_paid_in_full_to_the_wei()
    {
        Sale[] sales = [new(new Wei(1_000), new Bps(50), new Bps(950)), new(new Wei(2_000), new Bps(50), Bps.Zero)];
        Waterfall.IsCovered(new Tab(new Wei(1), new Wei(2_889), Wei.Zero), sales).ShouldBeTrue();
        Waterfall.IsCovered(new Tab(new Wei(2), new Wei(2_889), Wei.Zero), sales).ShouldBeFalse();
    }

    [Fact]
    public void The_keeper_earns_no_more_than_the_penalty_nor_two_percent_of_the_reserve_price()
    {
        KeeperReward.OfKick(Ether(40), Ether(60), Ether(1)).ShouldBe(Wei.Parse("90000000000000000"));
        KeeperReward.OfKick(Ether(40), Ether(60), new Wei(7)).ShouldBe(new Wei(7));
        KeeperReward.OfKick(Ether(40), new Wei(5_000), Ether(1)).ShouldBe(new Wei(100));
        KeeperReward.OfKick(Ether(40_000), Ether(60_000), Ether(1_000)).ShouldBe(Ether(1));
    }

    [Fact]
    public void A_redo_earns_half_a_tip_as_far_as_the_caps_of_the_kick_leave_room()
    {
        var half = Wei.Parse("25000000000000000");
        KeeperReward.OfRedo(Wei.Parse("90000000000000000"), Ether(60), Ether(1)).ShouldBe(half);
        KeeperReward.OfRedo(new Wei(6), Ether(60), new Wei(7)).ShouldBe(new Wei(1));
        KeeperReward.OfRedo(new Wei(7), Ether(60), new Wei(7)).ShouldBe(Wei.Zero);
    }

    private static Wei Ether(uint whole) => new(whole * Wei.One.Value);

    private static Sale SoldAt(Wei price) => new(price, new Bps(50), new Bps(500));
}
