using Fractional.Core.Insurance;
using Fractional.Core.Units;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Insurance;

public sealed class FundCapsTests
{
    [Theory]
    [InlineData(0, 1_000, 100_000, 0)]
    [InlineData(7, 1_000, 100_000, 7)] // the shortfall
    [InlineData(10_000, 1_000, 100_000, 200)] // 20 % of the principal
    [InlineData(10_000, 1_004, 100_000, 200)] // floored
    [InlineData(10_000, 1_005, 100_000, 201)]
    [InlineData(10_000, 1_000_000, 100, 5)] // 5 % of the cash
    [InlineData(10_000, 1_000_000, 119, 5)] // floored
    [InlineData(10_000, 1_000_000, 19, 0)]
    [InlineData(10_000, 4, 1_000_000, 0)]
    public void A_cover_is_the_least_of_shortfall_and_both_caps(int shortfall, int principal, int cash, int cover) =>
        FundCaps.CoverDown(Of(shortfall), Of(principal), Of(cash)).ShouldBe(Of(cover));

    [Fact]
    public void The_caps_hold_over_the_whole_width()
    {
        var most = new Wei(UInt128.MaxValue);
        FundCaps.CoverDown(most, most, most).ShouldBe(new Wei(UInt128.MaxValue / 20));
    }

    [Theory]
    [InlineData(0, 0, 1_000, 0, 0)]
    [InlineData(3, 1, 1_000, 3, 1)]
    [InlineData(4, 9, 1_000, 4, 1)] // the premium is 5: the kicker first
    [InlineData(9, 9, 1_000, 5, 0)]
    [InlineData(9, 9, 1_001, 6, 0)] // rounded up like the premium itself
    [InlineData(9, 9, 0, 0, 0)]
    public void Both_tips_together_are_at_most_the_premium_the_kicker_first(
        int keeperOpen, int redoOpen, int principal, int keeper, int redoKeeper) =>
        FundCaps.Tips(Of(keeperOpen), Of(redoOpen), Of(principal)).ShouldBe(new Tips(Of(keeper), Of(redoKeeper)));

    [Fact]
    public void A_tip_never_pays_back_more_than_the_premium_of_the_same_loan()
    {
        var story = new Vaults.VaultStory().Loaned();
        var tips = FundCaps.Tips(Ether(1_000), Ether(1_000), story.Vault.CurrentLoan!.Units);
        (tips.Keeper + tips.RedoKeeper).ShouldBe(new Wei(Wei.One.Value / 5)); // 50 bps of 40
    }

    private static Wei Of(int amount) => new((UInt128)amount);
}
