using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Auctions.Batch;

public sealed class ConversionTests
{
    [Fact]
    public void Without_a_sale_the_debt_waits_seven_days_for_the_owner()
    {
        var story = new VaultStory().InBatch();
        var debt = story.Auction.Debt;
        story.Close().ShouldBe([
            new BatchClosed(story.AuctionId, BatchStatus.Failed, Wei.Zero, Wei.Zero),
            new AuctionConverted(story.AuctionId, debt, story.Now + 7 * Duration.Day),
            new StateMoved(VaultState.Batch, VaultState.Converted),
        ]);
        story.Refuses(Bob, new ClaimSeries(story.AuctionId, Lender, Lender),
            new Refusal.SeriesNotFormed(story.AuctionId));
    }

    [Fact]
    public void Redeemed_in_the_last_second_everything_is_as_before_but_for_the_money()
    {
        var story = Converted(out var until);
        var before = story.Vault;
        story.WaitUntil(until.Seconds - 1);
        story.Refuses(Bob, new FormSeries(story.AuctionId, Series), new Refusal.RedemptionOpen(story.Now, until));
        var (debt, keeper) = (story.Auction.Debt, story.Auction.KeeperReward);
        var premium = Rounding.BpsUp(debt + keeper, new Bps(100));
        story.Do(Bob, new RedeemEquity(story.AuctionId))[0]
            .ShouldBe(new EquityRedeemed(story.AuctionId, Bob, debt, premium, keeper));
        story.Vault.State.ShouldBe(VaultState.Open);
        story.Vault.Shares.ShouldBe(before.Shares);
        story.Vault.DeliveredMask.ShouldBe(before.DeliveredMask);
        story.Vault.CurrentLoan.ShouldBeNull();
        story.Do(Bob, new Withdraw(story.LoanId, Lender, Lender)).OfType<LenderWithdrawn>()
            .Single().Amount.ShouldBe(debt + premium);
        story.Do(Bob, new Collect(story.AuctionId, Line.Keeper, Keeper));
        story.Do(Bob, new Collect(story.AuctionId, Line.RedoKeeper, Bob));
        story.Vault.Held.ShouldBe(Wei.Zero);
        story.Refuses(Bob, new FormSeries(story.AuctionId, Series), new Refusal.AuctionNotRunning(story.AuctionId));
        story.Do(Alice, new Redeem(Alice, 0));
    }

    [Fact]
    public void At_the_last_moment_the_lenders_own_it_and_nobody_can_redeem()
    {
        var story = Converted(out var until);
        story.WaitUntil(until.Seconds);
        story.Refuses(Bob, new RedeemEquity(story.AuctionId), new Refusal.RedemptionOver(story.Now, until));
        story.Refuses(Bob, new RedeemEquity(new AuctionId(Address, 9)),
            new Refusal.AuctionNotRunning(new AuctionId(Address, 9)));
        var debt = story.Auction.Debt;
        var events = story.Do(Bob, new FormSeries(story.AuctionId, Series));
        events[0].ShouldBe(new LoanClosed(story.LoanId, debt));
        events[^2..].ShouldBe([new SeriesFormed(story.AuctionId, Series), new ItemDelivered(0, Series)]);
        story.Vault.State.ShouldBe(VaultState.Settled);
        story.Refuses(Bob, new RedeemEquity(story.AuctionId), new Refusal.AuctionNotRunning(story.AuctionId));
    }

    [Fact]
    public void Lenders_get_the_series_by_their_units_and_it_sums_to_the_supply()
    {
        var story = new VaultStory();
        var terms = story.Terms;
        Wei[] lent = [new(7_777_777_777), new(1), Ether(20)];
        Account[] lenders = [Lender, Carol, OtherLender];
        story.Do(Alice, new OpenLoan(
            [.. lent.Zip(lenders, (amount, lender) => story.Offer(terms, amount, lender))], Alice));
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(100));
        story.Do(Keeper, new Kick());
        story.ToBatch();
        story.Close();
        story.WaitUntil(story.Auction.RedeemableUntil.Seconds);
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));

        var (id, loan) = (story.AuctionId, story.LoanId);
        story.Refuses(Bob, new ClaimSeries(id, Lender, Account.Zero), new Refusal.ZeroAddress());
        story.Refuses(Bob, new ClaimSeries(id, Lender, Bob), new Refusal.NotOwner(Bob, Lender));
        story.Refuses(Bob, new ClaimSeries(id, Alice, Alice), new Refusal.NotPositionOwner(loan, Alice));
        story.Refuses(Bob, new SweepLoan(loan, [.. lenders]), new Refusal.PositionUnconverted(loan, Lender));
        var units = lenders.Select(lender =>
            story.Do(Bob, new ClaimSeries(id, lender, lender)).OfType<SeriesClaimed>().Single().Units).ToArray();
        (units[0] + units[1] + units[2]).ShouldBe(TotalShares);
        var all = Ether(20).Value + 7_777_777_778;
        units[0].ShouldBe(new Shares(Rounding.MulDivDown(TotalShares.Value, lent[0].Value, all)));
        story.Refuses(Bob, new ClaimSeries(id, Carol, Carol), new Refusal.PositionConverted(loan, Carol));
        story.Refuses(Carol, new MovePosition(loan, Bob), new Refusal.PositionConverted(loan, Carol));
    }

    [Fact]
    public void Items_sold_before_are_paid_to_the_lenders_and_only_the_rest_is_converted()
    {
        var story = BiddingTests.SoldOne();
        var paid = story.Auction.Split();
        story.Close();
        var redemption = Fractional.Core.Auctions.Batch.Redemption.Of(story.Auction);
        redemption.Keeper.ShouldBe(Wei.Zero);
        redemption.Debt.ShouldBe(story.Auction.Debt - paid.Debt);
        story.Do(Alice, new RedeemEquity(story.AuctionId));
        story.Vault.State.ShouldBe(VaultState.Open);
        story.Vault.DeliveredMask.ShouldBe((ushort)1);
    }

    [Fact]
    public void After_a_redemption_the_next_debt_has_its_own_auction()
    {
        var story = Converted(out _);
        story.Do(Alice, new RedeemEquity(story.AuctionId));
        story.Appraise(0, Ether(100));
        story.Loaned();
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(100));
        story.Do(Keeper, new Kick());
        story.AuctionId.Number.ShouldBe(2u);
        story.ToBatch().Batch.Id.ShouldBe(story.AuctionId);
    }

    private static VaultStory Converted(out Timestamp until)
    {
        var story = new VaultStory().InBatch();
        story.Close();
        until = story.Now + 7 * Duration.Day;
        return story;
    }
}
