using System.Numerics;
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

public sealed class RiskBookTests
{
    [Fact]
    public void A_vault_that_owes_nothing_is_no_risk()
    {
        var story = new VaultStory();
        OwedLoan.Of(story.Vault, Context(story)).ShouldBeNull();
        RiskBook.ByLtv([]).Length.ShouldBe(11);
        RiskBook.ByLtv([]).ShouldAllBe(bucket => bucket.Loans == 0 && bucket.Debt.IsZero);
        Recovery.Of([]).RecoveredBpsDown.ShouldBeNull();
    }

    [Theory]
    [InlineData("100000000000000000000", 3)] // 4,000 bps: the upper end of its bucket is in it
    [InlineData("99999999999999999999", 4)] // a hair above, rounded up
    [InlineData("40000000000000000000", 9)] // 10,000
    [InlineData("39999999999999999999", 10)]
    [InlineData("0", 10)]
    public void A_loan_is_in_the_bucket_of_its_ltv(string worth, int index)
    {
        var story = new VaultStory().Loaned();
        story.Appraise(0, Wei.Parse(worth));
        var buckets = RiskBook.ByLtv([OwedLoan.Of(story.Vault, Context(story))!]);
        buckets.Select(bucket => bucket.Loans).ShouldBe(Enumerable.Range(0, 11).Select(i => i == index ? 1 : 0));
        buckets[index].Debt.ShouldBe((BigInteger)Ether(40).Value);
        buckets[^1].ToLtvBps.ShouldBeNull();
    }

    [Fact]
    public void Without_an_appraisal_a_loan_is_in_no_bucket_and_stale()
    {
        var story = new VaultStory().Loaned();
        story.SetFacts(0, new ItemFacts());
        var loan = OwedLoan.Of(story.Vault, Context(story))!;
        RiskBook.ByLtv([loan]).Sum(bucket => bucket.Loans).ShouldBe(0);
        RiskBook.Stale([loan], story.Now, 6 * 3_600).ShouldBe(1);
        RiskBook.ByDrop([loan]).Sum(drop => drop.LoansFlaggable).ShouldBe(0);
    }

    [Fact]
    public void A_round_is_stale_one_second_after_its_age_as_the_contract_says()
    {
        var story = new VaultStory().Loaned();
        story.Appraise(0, Ether(50));
        story.Wait(6 * 3_600);
        RiskBook.Stale([OwedLoan.Of(story.Vault, Context(story))!], story.Now, 6 * 3_600).ShouldBe(0);
        story.Try(Bob, new Flag()).IsRefused.ShouldBeFalse();
        story.Wait(1);
        RiskBook.Stale([OwedLoan.Of(story.Vault, Context(story))!], story.Now, 6 * 3_600).ShouldBe(1);
        story.Try(Bob, new Flag()).Refusal.ShouldBeOfType<Fractional.Core.Refusal.AppraisalStale>();
    }

    [Fact]
    public void A_drop_counts_what_could_then_be_flagged_and_what_the_reserve_price_would_not_pay()
    {
        var story = new VaultStory().Loaned(terms => terms with { ConversionBps = Bps.Zero });
        var loan = OwedLoan.Of(story.Vault, Context(story))!;
        var drops = RiskBook.ByDrop([loan, loan]);
        drops.Select(drop => (int)drop.Drop.Value).ShouldBe(Enumerable.Range(1, 10).Select(i => 500 * i));
        // Flaggable above 55 %: 40 of 72.73, a fall of 27.3 %.
        drops.Select(drop => drop.LoansFlaggable).ShouldBe([0, 0, 0, 0, 0, 2, 2, 2, 2, 2]);
        drops[4].ShouldBe(new FloorDrop(new Bps(2_500), 0, 0, 0));
        drops[5].DebtAtRisk.ShouldBe((BigInteger)Ether(80).Value);
        // V' = 70, the last round's reserve price 28; the keeper of such a kick comes before the lenders.
        var kick = KickTerms.Of(loan.Loan.Terms, Ether(40), Ether(70));
        drops[5].Shortfall.ShouldBe(2 * (BigInteger)(Ether(40) - (Ether(28) - kick.KeeperReward)).Value);
        story.Appraise(0, Ether(70));
        story.Try(Bob, new Flag()).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public void A_conversion_price_bounds_the_shortfall_and_margin_calls_may_be_excluded()
    {
        var safe = new VaultStory().Loaned(terms => terms with { ConversionBps = new Bps(10_000) });
        var loan = OwedLoan.Of(safe.Vault, Context(safe))!;
        var kick = KickTerms.Of(loan.Loan.Terms, Ether(40), Ether(50));
        loan.Shortfall(Ether(50)).ShouldBe(kick.KeeperReward, "the reserve price is the debt");
        var only = new VaultStory().Loaned(terms => terms with { Options = LoanOptions.MaturityOnly });
        RiskBook.ByDrop([OwedLoan.Of(only.Vault, Context(only))!]).Sum(drop => drop.LoansFlaggable).ShouldBe(0);
        var kicked = new VaultStory().Kicked();
        kicked.Appraise(0, Ether(10));
        RiskBook.ByDrop([OwedLoan.Of(kicked.Vault, Context(kicked))!]).Sum(drop => drop.LoansFlaggable).ShouldBe(0);
    }

    [Fact]
    public void A_value_after_a_drop_is_floored()
    {
        var story = new VaultStory().Loaned();
        story.Appraise(0, new Wei(Ether(100).Value + 1));
        OwedLoan.Of(story.Vault, Context(story))!.CollateralAfterDown(new Bps(5_000)).ShouldBe(Ether(50));
    }

    [Fact]
    public void Debt_by_collection_sums_to_the_debt_and_follows_the_values()
    {
        var story = new VaultStory(3).Loaned();
        var loan = OwedLoan.Of(story.Vault, Context(story))!;
        RiskBook.ByCollection([loan]).ShouldBe([(Collection, (BigInteger)Ether(40).Value)]);
        var other = Named(0xc1);
        var mixed = story.Vault with
        {
            Items = [story.Vault.Items[0], new Item(other, 1), new Item(other, 2)],
        };
        story.Appraise(0, Ether(1));
        story.Appraise(1, Ether(2));
        story.Appraise(2, Ether(3));
        var parts = OwedLoan.Of(mixed, Context(story))!.Collections;
        parts.Aggregate(Wei.Zero, (sum, part) => sum + part.Debt).ShouldBe(Ether(40));
        parts.Single(part => part.Collection == Collection).Debt
            .ShouldBe(new Wei(Rounding.MulDivDown(Ether(40).Value, 1, 6)));
        RiskBook.ByCollection([OwedLoan.Of(mixed, Context(story))!]).First().Collection.ShouldBe(other);
    }

    [Fact]
    public void Recovery_counts_sales_only_and_floors()
    {
        var cured = new VaultStory().Kicked();
        cured.Do(Alice, new Cure(cured.AuctionId));
        Recovery.Of(cured.Vault.Auctions.Values).ShouldBe(default);
        var sold = new VaultStory().OnSale(60);
        sold.TakeItem(Carol);
        var recovery = Recovery.Of(sold.Vault.Auctions.Values);
        recovery.Auctions.ShouldBe(1);
        recovery.RecoveredBpsDown.ShouldBe(10_000);
        new Recovery(1, 3, 2).RecoveredBpsDown.ShouldBe(6_666);
    }

    private static VaultContext Context(VaultStory story) => new(
        Account.Zero, story.Now, story.Protocol,
        [.. Enumerable.Range(0, story.Vault.Items.Length).Select(story.Facts)]);
}
