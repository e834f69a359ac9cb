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

public sealed class TakingTests
{
    [Fact]
    public void A_take_after_its_own_deadline_or_for_nobody_is_refused()
    {
        var story = new VaultStory().OnSale(24);
        var late = story.TakeNow() with { Deadline = new Timestamp(story.Now.Seconds - 1) };
        story.Refuses(Carol, late, new Refusal.DeadlinePassed(late.Deadline, story.Now));
        story.Refuses(Carol, story.TakeNow() with { Receiver = Account.Zero }, new Refusal.ZeroAddress());
    }

    [Fact]
    public void An_auction_that_is_not_there_or_over_sells_nothing()
    {
        var story = new VaultStory().OnSale(24);
        var other = new AuctionId(Address, 2);
        story.Refuses(Carol, story.TakeNow() with { Id = other }, new Refusal.AuctionNotRunning(other));
        var foreign = new AuctionId(Bob, 1);
        story.Refuses(Carol, story.TakeNow() with { Id = foreign }, new Refusal.AuctionNotRunning(foreign));
        story.TakeItem(Carol);
        story.Refuses(Carol, story.TakeNow(), new Refusal.AuctionNotRunning(story.AuctionId));
    }

    [Fact]
    public void An_item_that_is_not_there_is_not_for_sale()
    {
        var story = new VaultStory().OnSale(24);
        story.Refuses(Carol, story.TakeNow(1), new Refusal.ItemNotForSale(1));
    }

    [Fact]
    public void A_round_sells_from_its_start_until_before_its_end()
    {
        var story = new VaultStory().Kicked();
        var auction = story.Auction;
        var closed = new Refusal.AuctionNotOpen(story.Now, auction.StartsAt, auction.EndsAt);
        story.Refuses(Carol, story.TakeNow(), closed);
        story.WaitUntil(auction.StartsAt.Seconds);
        story.Try(Carol, story.TakeNow()).IsRefused.ShouldBeFalse();
        story.WaitUntil(auction.EndsAt.Seconds - 1);
        story.Try(Carol, story.TakeNow()).IsRefused.ShouldBeFalse();
        story.Wait(1);
        story.Refuses(Carol, story.TakeNow(), closed with { Timestamp = story.Now });
    }

    [Fact]
    public void The_taker_pays_the_price_and_not_the_maximum()
    {
        var story = new VaultStory().OnSale(24);
        var price = story.Auction.PriceAt(story.Now);
        var cheap = story.TakeNow() with { MaxPrice = price - new Wei(1) };
        story.Refuses(Carol, cheap, new Refusal.PriceAboveMax(price, price - new Wei(1)));
        story.Do(Carol, story.TakeNow() with { MaxPrice = price }).OfType<LotTaken>().Single().Price.ShouldBe(price);
    }

    [Fact]
    public void The_last_item_settles_the_vault_in_one_take()
    {
        var story = new VaultStory().OnSale(24);
        var (id, loanId) = (story.AuctionId, story.LoanId);
        var price = story.Auction.PriceAt(story.Now);
        var split = story.Auction.SplitWith(0, price);
        story.TakeItem(Carol).ShouldBe([
            new LotTaken(id, 0, Carol, Bob, price, price),
            new DebtPaid(loanId, Carol, split.Debt, split.Debt, 0, split.Debt),
            new LoanClosed(loanId, Wei.Zero),
            new StateMoved(VaultState.Dutch, VaultState.Settled),
            new ResidualFixed(split.Residual, TotalShares),
            new AuctionSettled(
                id, AuctionStatus.Settled, price, split.Keeper, split.Debt, split.Penalty, split.Fee, split.Royalty,
                split.Residual),
            new ItemDelivered(0, Bob),
        ]);
        story.Vault.Loans[1].Withdrawable(Lender).ShouldBe(story.Auction.Debt);
    }

    [Fact]
    public void Under_water_the_lenders_get_what_the_keeper_leaves_and_the_rest_is_bad_debt()
    {
        var story = new VaultStory().Loaned();
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(20));
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.EndsAt.Seconds - 1);
        var price = story.Auction.ReservePrice;
        var events = story.TakeItem(Carol);
        var settled = events.OfType<AuctionSettled>().Single();
        settled.Debt.ShouldBe(price - settled.Keeper);
        settled.Residual.ShouldBe(Wei.Zero);
        events.OfType<LoanClosed>().Single().BadDebt.ShouldBe(story.Auction.Debt - settled.Debt);
    }

    [Fact]
    public void A_basket_books_the_lenders_part_at_every_take_and_frees_what_is_left_once_covered()
    {
        var story = new VaultStory(3).OnSale(60);
        var first = story.TakeItem(Carol, 2);
        first.OfType<DebtPaid>().ShouldHaveSingleItem();
        story.Vault.State.ShouldBe(VaultState.Open);
        var settled = first.OfType<AuctionSettled>().Single();
        settled.Status.ShouldBe(AuctionStatus.Covered);
        first.OfType<ResidualFixed>().ShouldBeEmpty();
        story.Vault.Cash.ShouldBe(settled.Residual);
        story.Vault.DeliveredMask.ShouldBe((ushort)0b100);
        story.Refuses(Carol, story.TakeNow(1), new Refusal.AuctionNotRunning(story.AuctionId));
        story.Do(Alice, new Redeem(Alice, 0)).OfType<VaultRedeemed>().Single().CashPaid.ShouldBe(settled.Residual);
    }

    [Fact]
    public void Items_of_a_basket_that_covers_nothing_are_sold_one_by_one()
    {
        var story = Poor(3);
        story.TakeItem(Carol, 1).OfType<DebtPaid>().Single().Amount
            .ShouldBe(story.Auction.Raised - story.Auction.KeeperReward, "the keeper's part comes first, once");
        story.Vault.CurrentLoan!.OpenDebtAt(story.Now)
            .ShouldBe(story.Auction.Debt - (story.Auction.Raised - story.Auction.KeeperReward));
        story.Vault.State.ShouldBe(VaultState.Dutch);
        story.Refuses(Carol, story.TakeNow(1), new Refusal.ItemNotForSale(1));
        var raised = story.Auction.Raised;
        var second = story.TakeItem(Carol, 0);
        second.OfType<DebtPaid>().Single().Amount.ShouldBe(story.Auction.Raised - raised);
        story.TakeItem(Carol, 2).OfType<AuctionSettled>().Single().Proceeds.ShouldBe(story.Auction.Raised);
        story.Vault.State.ShouldBe(VaultState.Settled);
    }

    [Fact]
    public void Cash_of_an_earlier_auction_joins_the_residual_of_a_later_one()
    {
        var story = new VaultStory(2).OnSale(60);
        story.TakeItem(Carol, 0);
        var cash = story.Vault.Cash;
        cash.IsZero.ShouldBeFalse();
        story.Appraise(1, Ether(100));
        story.Do(Alice, new OpenLoan([story.Offer(story.Terms, Ether(40))], Alice));
        story.Wait(93 * Duration.Day);
        story.Appraise(1, Ether(100));
        story.Do(Keeper, new Kick()).OfType<AuctionKicked>().Single().SoldMask.ShouldBe((ushort)1);
        story.WaitUntil(story.Auction.StartsAt.Seconds + 86_400);
        story.Refuses(Carol, story.TakeNow(0), new Refusal.ItemNotForSale(0));
        var events = story.TakeItem(Carol, 1);
        events.OfType<ResidualFixed>().Single().Residual
            .ShouldBe(cash + events.OfType<AuctionSettled>().Single().Residual);
    }

    [Fact]
    public void Only_a_lost_item_is_written_off()
    {
        var story = new VaultStory(2).Kicked();
        story.Refuses(Bob, new WriteOff(story.AuctionId, 0), new Refusal.ItemNotLost(0));
        story.Refuses(Bob, new WriteOff(story.AuctionId, 2), new Refusal.ItemNotForSale(2));
        var other = new AuctionId(Address, 7);
        story.Refuses(Bob, new WriteOff(other, 0), new Refusal.AuctionNotRunning(other));
        story.SetFacts(0, story.Facts(0) with { IsInCustody = false });
        story.Do(Bob, new WriteOff(story.AuctionId, 0)).ShouldBe([new LotWrittenOff(story.AuctionId, 0)]);
        story.Refuses(Bob, new WriteOff(story.AuctionId, 0), new Refusal.ItemNotForSale(0));
    }

    [Fact]
    public void A_vault_whose_every_item_is_lost_settles_at_nothing()
    {
        var story = new VaultStory().Kicked();
        story.SetFacts(0, story.Facts(0) with { IsInCustody = false });
        story.Do(Bob, new WriteOff(story.AuctionId, 0)).ShouldBe([
            new LotWrittenOff(story.AuctionId, 0),
            new LoanClosed(story.LoanId, story.Auction.Debt),
            new StateMoved(VaultState.Dutch, VaultState.Settled),
            new ResidualFixed(Wei.Zero, TotalShares),
            new AuctionSettled(
                story.AuctionId, AuctionStatus.Settled, default, default, default, default, default, default, default),
        ]);
    }

    /// <summary>Three items worth 10 each against a debt of 41: under water whatever they fetch.</summary>
    private static VaultStory Poor(int itemCount)
    {
        var story = new VaultStory(itemCount).Loaned(terms => terms with { ConversionBps = Bps.Zero });
        story.Wait(93 * Duration.Day);
        for (var i = 0; i < itemCount; i++)
        {
            story.Appraise(i, Ether(10));
        }
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 24 * 3_600);
        return story;
    }
}
