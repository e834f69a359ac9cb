using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Vaults;

public sealed class CreationTests
{
    private static readonly Shares Least = new(Wei.One.Value);
    private static readonly Shares Most = new(UInt128.One << 112);
    private static readonly Account Token = VaultStory.Named(0x99);

    [Fact]
    public void A_vault_of_no_item_or_of_seventeen_is_refused()
    {
        Refused(Create(0, Least)).ShouldBe(new Refusal.ItemCountOutOfRange(0, 16));
        Refused(Create(17, Least)).ShouldBe(new Refusal.ItemCountOutOfRange(17, 16));
    }

    [Fact]
    public void Shares_below_one_or_above_two_to_the_112_are_refused()
    {
        var tooFew = Least - new Shares(1);
        var tooMany = Most + new Shares(1);
        Refused(Create(1, tooFew)).ShouldBe(new Refusal.SharesOutOfRange(tooFew, Least, Most));
        Refused(Create(1, tooMany)).ShouldBe(new Refusal.SharesOutOfRange(tooMany, Least, Most));
    }

    [Fact]
    public void Texts_are_measured_in_bytes()
    {
        Refused(Create(1, Least) with { Name = new string('n', 65) }).ShouldBe(new Refusal.TextTooLong(65, 64));
        Refused(Create(1, Least) with { Symbol = "ℕℕℕℕℕℕ" }).ShouldBe(new Refusal.TextTooLong(18, 16));
    }

    [Fact]
    public void The_depositor_gets_every_share()
    {
        var story = new VaultStory(16);
        story.Vault.Items.Length.ShouldBe(16);
        story.Vault.State.ShouldBe(VaultState.Open);
        story.Vault.Shares.BalanceOf(VaultStory.Alice).ShouldBe(VaultStory.TotalShares);
        story.Vault.Shares.Outstanding.ShouldBe(VaultStory.TotalShares);
    }

    private static CreateVault Create(int itemCount, Shares totalShares) =>
        new(VaultStory.Address, [.. VaultStory.Items(itemCount)], totalShares, Token, "Vault", "V");

    private static Refusal? Refused(CreateVault command)
    {
        var protocol = new Protocol(VaultStory.Fund, VaultStory.FeeRecipient, VaultStory.SealedBids, 1);
        var context = new VaultContext(VaultStory.Alice, new Timestamp(1), protocol, []);
        return Vault.Decide(Vault.Empty, command, context).Refusal;
    }
}
