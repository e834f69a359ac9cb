using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Vaults;

public sealed class ClaimingTests
{
    [Fact]
    public void There_is_nothing_to_claim_or_sweep_before_everything_is_sold()
    {
        var story = new VaultStory();
        story.Refuses(Alice, new Claim(new Shares(1), Alice), new Refusal.StateForbids(VaultState.Open));
        story.Refuses(Alice, new Sweep(), new Refusal.StateForbids(VaultState.Open));
    }

    [Fact]
    public void No_share_no_receiver_or_too_many_shares_are_refused()
    {
        var story = Settled();
        story.Refuses(Alice, new Claim(Shares.Zero, Alice), new Refusal.ZeroShares());
        story.Refuses(Alice, new Claim(new Shares(1), Account.Zero), new Refusal.ZeroAddress());
        story.Refuses(Alice, new Claim(TotalShares, Alice), new Refusal.InsufficientBalance());
    }

    [Fact]
    public void Dust_stays_while_a_share_is_out()
    {
        var story = Settled();
        story.Do(Alice, new Claim(story.Vault.Shares.BalanceOf(Alice), Alice));
        story.Refuses(Carol, new Sweep(), new Refusal.SharesOutstanding(story.Vault.Shares.BalanceOf(Bob)));
    }

    [Fact]
    public void Claims_pay_the_floored_part_and_the_dust_goes_to_the_insurance_fund()
    {
        var story = Settled();
        var residual = story.Vault.Cash;
        var bob = story.Vault.Shares.BalanceOf(Bob);
        var due = new Wei(Rounding.MulDivDown(residual.Value, bob.Value, TotalShares.Value));
        story.Do(Bob, new Claim(bob, Carol)).ShouldBe([
            new Transfer(Bob, Account.Zero, bob),
            new SharesClaimed(Bob, Carol, bob, due),
        ]);
        var alice = story.Vault.Shares.BalanceOf(Alice);
        story.Do(Alice, new Claim(alice - new Shares(1), Alice));
        story.Do(Alice, new Claim(new Shares(1), Alice));
        story.Do(Carol, new Sweep()).ShouldBe([new DustSwept(Fund, new Wei(1))]);
        story.Vault.TotalClaimed.ShouldBe(residual);
        story.Refuses(Carol, new Sweep(), new Refusal.NothingToSweep());
    }

    [Fact]
    public void A_buyer_of_shares_claims_for_them_whoever_held_them_before()
    {
        var story = Settled();
        story.Do(Alice, new Claim(new Shares(Wei.One.Value), Alice));
        story.Do(Alice, new TransferShares(Alice, Carol, new Shares(Wei.One.Value)));
        story.Do(Carol, new Claim(new Shares(Wei.One.Value), Carol));
        story.Vault.Shares.BurnedOf(Carol).ShouldBe(story.Vault.Shares.BurnedOf(Alice));
    }

    private static VaultStory Settled()
    {
        var story = new VaultStory();
        story.Loaned();
        story.Do(Alice, new TransferShares(Alice, Bob, new Shares(TotalShares.Value / 3)));
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(100));
        story.Do(Keeper, new Fractional.Core.Auctions.Dutch.Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 24 * 3_600);
        story.TakeItem(Carol);
        return story;
    }
}
