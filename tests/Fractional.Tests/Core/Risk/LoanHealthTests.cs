using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Risk;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Risk;

public sealed class LoanHealthTests
{
    [Fact]
    public void Without_an_appraisal_nobody_knows_the_ltv_and_the_loan_is_watched()
    {
        var story = new VaultStory().Loaned();
        var health = LoanHealth.Of(story.Vault.CurrentLoan!, null, story.Now);
        health.ShouldBe(new LoanHealth(Ether(40), null, null, HealthWord.Watch));
    }

    [Theory]
    [InlineData(100_000, 4_000, HealthWord.Healthy)]
    [InlineData(76_923, 5_201, HealthWord.Watch)]
    [InlineData(72_728, 5_500, HealthWord.Watch)]
    [InlineData(72_727, 5_501, HealthWord.Flaggable)]
    [InlineData(40_000, 10_000, HealthWord.Flaggable)]
    [InlineData(1, 10_000_000, HealthWord.Flaggable)]
    public void The_word_follows_exact_products_and_the_number_is_rounded_up(
        uint milliether, int ltvBps, HealthWord word)
    {
        var loan = new VaultStory().Loaned().Vault.CurrentLoan!;
        var worth = new Wei(milliether * (Wei.One.Value / 1_000));
        var health = LoanHealth.Of(loan, worth, loan.Balance.AccruedAt);
        health.LtvBps.ShouldBe(ltvBps);
        health.Word.ShouldBe(word);
    }

    [Fact]
    public void What_is_worth_nothing_has_no_ltv_and_can_be_flagged()
    {
        var loan = new VaultStory().Loaned().Vault.CurrentLoan!;
        LoanHealth.Of(loan, Wei.Zero, loan.Balance.AccruedAt)
            .ShouldBe(new LoanHealth(Ether(40), Wei.Zero, null, HealthWord.Flaggable));
    }

    [Fact]
    public void Lenders_who_excluded_margin_calls_are_never_told_flaggable()
    {
        var loan = new VaultStory().Loaned(terms => terms with { Options = LoanOptions.MaturityOnly })
            .Vault.CurrentLoan!;
        LoanHealth.Of(loan, Ether(41), loan.Balance.AccruedAt).Word.ShouldBe(HealthWord.Watch);
    }

    [Fact]
    public void Flaggable_is_when_the_contract_takes_the_flag()
    {
        var story = new VaultStory().Loaned();
        foreach (var worth in new[] { "72727272727272727273", "72727272727272727272" }.Select(Wei.Parse))
        {
            story.Appraise(0, worth);
            var word = LoanHealth.Of(story.Vault.CurrentLoan!, worth, story.Now).Word;
            (word == HealthWord.Flaggable).ShouldBe(!story.Try(Bob, new Flag()).IsRefused);
        }
    }

    [Fact]
    public void Past_due_and_in_auction_come_before_any_value()
    {
        var story = new VaultStory().Loaned();
        var loan = story.Vault.CurrentLoan!;
        LoanHealth.Of(loan, Ether(1_000), new Timestamp(loan.Terms.DueAt.Seconds - 1)).Word
            .ShouldBe(HealthWord.Healthy);
        LoanHealth.Of(loan, Ether(1_000), loan.Terms.DueAt).Word.ShouldBe(HealthWord.Due);
        var kicked = new VaultStory().Kicked();
        LoanHealth.Of(kicked.Vault.CurrentLoan!, Ether(1_000), kicked.Now).Word.ShouldBe(HealthWord.Liquidating);
    }

    [Fact]
    public void What_an_auction_paid_is_owed_no_more()
    {
        var story = new VaultStory(3).Loaned();
        story.Wait(93 * Duration.Day);
        for (var i = 0; i < 3; i++) story.Appraise(i, Ether(20));
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 60 * 3_600);
        story.TakeItem(Carol);
        var loan = story.Vault.CurrentLoan!;
        loan.Booked.IsZero.ShouldBeFalse();
        LoanHealth.Of(loan, Ether(100), story.Now).Debt.ShouldBe(loan.DebtAt(story.Now) - loan.Booked);
    }

    [Fact]
    public void Time_makes_a_loan_overdue_until_somebody_kicks()
    {
        var story = new VaultStory().Loaned();
        var maturesAt = story.Vault.CurrentLoan!.Terms.MaturesAtSeconds;
        Overdue.Since(story.Vault.CurrentLoan!, new Timestamp(maturesAt - 1)).ShouldBeNull();
        Overdue.Since(story.Vault.CurrentLoan!, new Timestamp(maturesAt)).ShouldBe(new Timestamp(maturesAt));
        story.WaitUntil(maturesAt);
        story.Try(Keeper, new Kick()).IsRefused.ShouldBeFalse();
        story.Do(Keeper, new Kick());
        Overdue.Since(story.Vault.CurrentLoan!, story.Now).ShouldBeNull();
    }

    [Fact]
    public void A_flag_makes_it_overdue_when_its_cure_window_is_over()
    {
        var story = new VaultStory().Loaned();
        story.Appraise(0, Ether(50));
        story.Do(Bob, new Flag());
        var until = story.Now + story.Vault.CurrentLoan!.Terms.CureSeconds;
        Overdue.Since(story.Vault.CurrentLoan!, new Timestamp(until.Seconds - 1)).ShouldBeNull();
        Overdue.Since(story.Vault.CurrentLoan!, until).ShouldBe(until);
    }

    [Fact]
    public void Shares_are_worth_their_part_of_what_is_left_and_after_the_sale_exactly_their_claim()
    {
        var story = new VaultStory();
        Equity.OfSharesDown(story.Vault, Alice, TotalShares, Ether(100), story.Now).ShouldBe(Ether(100));
        story.Loaned();
        Equity.OfSharesDown(story.Vault, Alice, TotalShares, Ether(100), story.Now).ShouldBe(Ether(60));
        Equity.OfSharesDown(story.Vault, Alice, Thousandths(1), new Wei(Ether(40).Value + 999), story.Now)
            .ShouldBe(new Wei(0), "floored");
        Equity.OfSharesDown(story.Vault, Alice, TotalShares, Ether(39), story.Now).ShouldBe(Wei.Zero);
        Equity.OfSharesDown(story.Vault, Alice, TotalShares, null, story.Now).ShouldBeNull();
        var sold = new VaultStory().OnSale(20);
        sold.TakeItem(Carol);
        sold.Do(Alice, new Claim(Thousandths(100) + new Shares(7), Alice)); // it moves the rounding of later claims
        var worth = Equity.OfSharesDown(sold.Vault, Alice, Thousandths(333), Ether(1), sold.Now);
        sold.Do(Alice, new Claim(Thousandths(333), Alice)).OfType<SharesClaimed>().Single().AmountPaid
            .ShouldBe(worth!.Value);
    }
}
