using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Auctions.Dutch;

/// <summary>Cure, and the lines of ended auctions.</summary>
public sealed class EndingTests
{
    [Fact]
    public void A_cure_after_the_first_take_or_after_the_end_is_refused()
    {
        var story = new VaultStory(2).Loaned(terms => terms with { ConversionBps = Bps.Zero });
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(1));
        story.Appraise(1, Ether(1));
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds);
        story.TakeItem(Carol);
        story.Refuses(Alice, new Cure(story.AuctionId), new Refusal.TakenAlready(story.Auction.Raised));
        story.TakeItem(Carol, 1);
        story.Refuses(Alice, new Cure(story.AuctionId), new Refusal.AuctionNotRunning(story.AuctionId));
    }

    [Fact]
    public void A_cure_pays_debt_and_keeper_and_opens_the_vault()
    {
        var story = new VaultStory().Kicked();
        var (debt, reward) = (story.Auction.Debt, story.Auction.KeeperReward);
        story.Do(Bob, new Cure(story.AuctionId)).ShouldBe([
            new AuctionCured(story.AuctionId, Bob, debt, reward),
            new DebtPaid(story.LoanId, Bob, debt, debt, 0, debt),
            new LoanClosed(story.LoanId, Wei.Zero),
            new StateMoved(VaultState.Dutch, VaultState.Open),
        ]);
        story.Vault.CurrentLoan.ShouldBeNull();
        story.Auction.Split().Proceeds.ShouldBe(debt + reward);
        story.Do(Keeper, new Collect(story.AuctionId, Line.Keeper, Keeper)).OfType<LineCollected>().Single().Amount
            .ShouldBe(reward);
        story.Refuses(Fund, new Collect(story.AuctionId, Line.Insurance, Fund), Nothing(story));
        story.Refuses(Artist, new CollectRoyalty(story.AuctionId, 0, Artist), Nothing(story));
    }

    [Fact]
    public void A_cured_vault_can_be_lent_on_and_kicked_again()
    {
        var story = new VaultStory().Kicked();
        story.Do(Alice, new Cure(story.AuctionId));
        story.Loaned();
        story.Wait(93 * Duration.Day);
        story.Do(Keeper, new Kick());
        story.AuctionId.Number.ShouldBe(2U);
        story.LoanId.Number.ShouldBe(2U);
    }

    [Fact]
    public void Nothing_is_collected_before_the_end()
    {
        var story = new VaultStory().Kicked();
        story.Refuses(Keeper, new Collect(story.AuctionId, Line.Keeper, Keeper), new Refusal.NotEnded(story.AuctionId));
        story.Refuses(
            Artist, new CollectRoyalty(story.AuctionId, 0, Artist), new Refusal.NotEnded(story.AuctionId));
    }

    [Fact]
    public void A_line_that_is_zero_paid_or_no_line_is_refused()
    {
        var story = Sold();
        story.Refuses(Keeper, new Collect(story.AuctionId, Line.RedoKeeper, Keeper), Nothing(story));
        story.Refuses(Artist, new Collect(story.AuctionId, Line.Royalty, Artist), Nothing(story));
        story.Refuses(Artist, new CollectRoyalty(story.AuctionId, 1, Artist), Nothing(story));
        story.Do(Keeper, new Collect(story.AuctionId, Line.Keeper, Keeper));
        story.Refuses(Keeper, new Collect(story.AuctionId, Line.Keeper, Keeper), Nothing(story));
        story.Do(Artist, new CollectRoyalty(story.AuctionId, 0, Artist));
        story.Refuses(Artist, new CollectRoyalty(story.AuctionId, 0, Artist), Nothing(story));
    }

    [Fact]
    public void Anybody_may_send_a_line_to_its_payee_and_only_the_payee_elsewhere()
    {
        var story = Sold();
        story.Refuses(Bob, new Collect(story.AuctionId, Line.Fee, Bob), new Refusal.NotPayee(Bob, FeeRecipient));
        story.Refuses(Bob, new CollectRoyalty(story.AuctionId, 0, Bob), new Refusal.NotPayee(Bob, Artist));
        story.Refuses(Bob, new Collect(story.AuctionId, Line.Fee, Account.Zero), new Refusal.ZeroAddress());
        story.Do(Bob, new Collect(story.AuctionId, Line.Fee, FeeRecipient));
        story.Do(Artist, new CollectRoyalty(story.AuctionId, 0, Carol));
    }

    [Fact]
    public void When_everybody_has_collected_nothing_is_left()
    {
        var story = Sold();
        story.Do(Bob, new Collect(story.AuctionId, Line.Keeper, Keeper));
        story.Do(Bob, new Collect(story.AuctionId, Line.Insurance, Fund));
        story.Do(Bob, new Collect(story.AuctionId, Line.Fee, FeeRecipient));
        story.Do(Bob, new CollectRoyalty(story.AuctionId, 0, Artist));
        story.Do(Bob, new Withdraw(story.LoanId, Lender, Lender));
        story.Do(Alice, new Claim(TotalShares, Alice));
        story.Vault.Held.ShouldBe(Wei.Zero);
    }

    [Fact]
    public void The_keepers_share_the_reward_as_they_earned_it()
    {
        var story = new VaultStory().Kicked();
        story.WaitUntil(story.Auction.EndsAt.Seconds);
        story.Do(Bob, new Redo(story.AuctionId));
        story.WaitUntil(story.Auction.StartsAt.Seconds);
        story.TakeItem(Carol);
        Lines.AmountOf(story.Auction, Line.Keeper).ShouldBe(story.Auction.KickReward);
        story.Do(Carol, new Collect(story.AuctionId, Line.RedoKeeper, Bob)).OfType<LineCollected>().Single().Amount
            .ShouldBe(Wei.Parse("25000000000000000"));
    }

    private static Refusal.NothingToCollect Nothing(VaultStory story) => new(story.AuctionId);

    private static VaultStory Sold()
    {
        var story = new VaultStory();
        story.SetFacts(0, story.Facts(0) with { RoyaltyAnswer = new RoyaltyAnswer(Artist, Ether(1).Value / 20) });
        story.OnSale(24);
        story.TakeItem(Carol);
        return story;
    }
}
