using Fractional.Core;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Loans;

public sealed class RepaymentTests
{
    [Fact]
    public void There_is_nothing_to_repay_without_a_loan_nor_with_nothing()
    {
        new VaultStory().Refuses(Alice, new Repay(new Wei(1)), new Refusal.NoLoan(Address));
        new VaultStory().Loaned().Refuses(Alice, new Repay(Wei.Zero), new Refusal.ZeroAmount());
    }

    [Fact]
    public void A_frozen_debt_is_cured_and_not_repaid() =>
        new VaultStory().Kicked()
            .Refuses(Alice, new Repay(new Wei(1)), new Refusal.StateForbids(VaultState.Dutch));

    [Fact]
    public void Only_the_holder_of_every_share_repays_and_redeems_at_once()
    {
        var story = new VaultStory().Loaned();
        story.Refuses(Bob, new RepayAndRedeem(Bob, 0), new Refusal.NotSoleHolder(Shares.Zero, TotalShares));
        story.Refuses(Alice, new RepayAndRedeem(Account.Zero, 0), new Refusal.ZeroAddress());
    }

    [Fact]
    public void A_part_pays_interest_first()
    {
        var story = new VaultStory().Loaned();
        story.Wait(90 * Duration.Day);
        var loan = story.Vault.CurrentLoan!;
        var interest = Wei.Parse("1183561643835616439");
        story.Do(Bob, new Repay(interest)).ShouldBe([
            new DebtPaid(loan.Id, Bob, interest, Ether(40), 0, interest),
        ]);
        story.Vault.State.ShouldBe(VaultState.Loaned);
        story.Vault.CurrentLoan!.DebtAt(story.Now).ShouldBe(Ether(40));
    }

    [Fact]
    public void More_than_the_debt_pays_the_debt_and_opens_the_vault()
    {
        var story = new VaultStory().Loaned();
        story.Wait(90 * Duration.Day);
        var loan = story.Vault.CurrentLoan!;
        var debt = Wei.Parse("41183561643835616439");
        story.Do(Bob, new Repay(new Wei(UInt128.MaxValue))).ShouldBe([
            new DebtPaid(loan.Id, Bob, debt, Wei.Zero, 0, debt),
            new StateMoved(VaultState.Loaned, VaultState.Open),
        ]);
        story.Vault.CurrentLoan.ShouldBeNull();
        story.Vault.Held.ShouldBe(debt);
    }

    [Fact]
    public void The_whole_debt_in_a_margin_call_opens_the_vault_too()
    {
        var story = new VaultStory().Loaned();
        story.Appraise(0, Ether(50));
        story.Do(Keeper, new Flag());
        story.Do(Alice, new Repay(Ether(100))).Last()
            .ShouldBe(new StateMoved(VaultState.MarginCall, VaultState.Open));
        story.Do(Alice, new OpenLoan([story.Offer(story.Terms, Ether(20))], Alice));
        story.Vault.CurrentLoan!.FlaggedAt.ShouldBeNull();
    }

    [Fact]
    public void Repaying_and_redeeming_leaves_only_the_lenders_money()
    {
        var story = new VaultStory().Loaned();
        story.Do(Alice, new RepayAndRedeem(Carol, 0)).Length.ShouldBe(6);
        story.Vault.State.ShouldBe(VaultState.Redeemed);
        story.Vault.Held.ShouldBe(Ether(40));
        story.Do(Lender, new Withdraw(story.LoanId, Lender, Lender));
        story.Vault.Held.ShouldBe(Wei.Zero);
    }
}
