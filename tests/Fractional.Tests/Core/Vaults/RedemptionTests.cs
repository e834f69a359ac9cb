using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Vaults;

public sealed class RedemptionTests
{
    [Fact]
    public void Shares_go_neither_to_nobody_nor_beyond_what_is_held()
    {
        var story = new VaultStory();
        story.Refuses(Alice, new TransferShares(Alice, Account.Zero, new Shares(1)), new Refusal.ZeroAddress());
        story.Refuses(Bob, new TransferShares(Bob, Carol, new Shares(1)), new Refusal.InsufficientBalance());
    }

    [Fact]
    public void Whoever_lacks_one_share_unit_cannot_redeem()
    {
        var story = new VaultStory();
        story.Do(Alice, new TransferShares(Alice, Bob, new Shares(1)));
        story.Refuses(
            Alice, new Redeem(Alice, 0), new Refusal.NotSoleHolder(TotalShares - new Shares(1), TotalShares));
    }

    [Fact]
    public void A_vault_with_debt_or_redeemed_before_cannot_be_redeemed()
    {
        new VaultStory().Loaned().Refuses(Alice, new Redeem(Alice, 0), new Refusal.StateForbids(VaultState.Loaned));
        var story = new VaultStory();
        story.Do(Alice, new Redeem(Alice, 0));
        story.Refuses(Alice, new Redeem(Alice, 0), new Refusal.StateForbids(VaultState.Redeemed));
    }

    [Fact]
    public void Nobody_is_no_receiver() =>
        new VaultStory().Refuses(Alice, new Redeem(Account.Zero, 0), new Refusal.ZeroAddress());

    [Fact]
    public void Shares_gathered_again_redeem_every_item()
    {
        var story = new VaultStory(2);
        story.Do(Alice, new TransferShares(Alice, Bob, TotalShares));
        story.Do(Bob, new Redeem(Carol, 0)).ShouldBe([
            new Transfer(Bob, Account.Zero, TotalShares),
            new StateMoved(VaultState.Open, VaultState.Redeemed),
            new VaultRedeemed(Bob, Carol, 0, Wei.Zero),
            new ItemDelivered(0, Carol),
            new ItemDelivered(1, Carol),
        ]);
        story.Vault.Shares.Balances.ShouldBeEmpty();
        story.Vault.DeliveredMask.ShouldBe((ushort)0b11);
    }

    [Fact]
    public void An_item_that_cannot_move_is_left_behind()
    {
        var story = new VaultStory(3);
        var events = story.Do(Alice, new Redeem(Alice, 0b010));
        events.OfType<ItemDelivered>().Select(e => e.ItemIndex).ShouldBe([0, 2]);
        story.Vault.DeliveredMask.ShouldBe((ushort)0b101);
    }
}
