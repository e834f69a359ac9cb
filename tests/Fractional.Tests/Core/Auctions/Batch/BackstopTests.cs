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

/// <summary>Lenders who take what a crowd leaves, at the reserve price, as payment of debt.</summary>
public sealed class BackstopTests
{
    private static readonly Wei Anything = new(UInt128.MaxValue);

    [Fact]
    public void Lenders_who_did_not_sign_for_units_stand_behind_nobody()
    {
        var story = new VaultStory().InBatch();
        story.Batch.MaxCredit.ShouldBe(Wei.Zero);
        story.Bid(Bob, 60_000, 999);
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Failed, Wei.Zero, Wei.Zero));
        story.Vault.State.ShouldBe(VaultState.Converted);
    }

    [Fact]
    public void Without_a_bid_for_units_the_owner_keeps_the_seven_days()
    {
        var story = new VaultStory().InBatch(Backed);
        story.Batch.MaxCredit.ShouldBe(story.Auction.Debt);
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Failed, Wei.Zero, Wei.Zero));
        story.Vault.State.ShouldBe(VaultState.Converted);
    }

    [Fact]
    public void A_bid_for_the_whole_wins_against_any_crowd_that_leaves_units()
    {
        var story = new VaultStory().InBatch(Backed);
        story.Bid(Bob, 60_000, 999);
        var reserve = story.Batch.Terms.Grid.ReservePrice;
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, reserve));
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Whole, reserve, Wei.Zero));
    }

    [Fact]
    public void An_item_lost_while_bids_came_in_refunds_them_here_too()
    {
        var story = new VaultStory(2).InBatch(Backed);
        story.Bid(Bob, 0, 400);
        story.SetFacts(1, story.Facts(1) with { IsInCustody = false });
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Failed, Wei.Zero, Wei.Zero));
    }

    [Fact]
    public void Units_worth_more_than_the_open_debt_are_not_taken_and_units_worth_all_of_it_are()
    {
        // The first item pays so much that what is open is less than the reserve price of the second.
        var story = SoldOne();
        var (supply, reserve) = (TotalShares.Value, story.Batch.Terms.Grid.ReservePrice.Value);
        var open = story.Auction.Debt - story.Auction.Split().Debt;
        story.Batch.MaxCredit.ShouldBe(open);
        open.Value.ShouldBeLessThan(reserve);
        var most = Rounding.MulDivUp(open.Value + 1, supply, reserve) - 1; // units worth the open debt, at most
        Rounding.MulDivDown(most, reserve, supply).ShouldBe(open.Value);

        Closed(most + 1).ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Failed, Wei.Zero, Wei.Zero));
        Closed(most).Credit.ShouldBe(open);

        BatchClosed Closed(UInt128 unsold)
        {
            var trial = SoldOne();
            trial.Do(Bob, new PlaceBid(trial.AuctionId, 0, new Shares(supply - unsold)));
            return (BatchClosed)trial.Close()[0];
        }
    }

    [Fact]
    public void Units_worth_less_than_a_wei_pay_nothing_so_lenders_take_the_whole()
    {
        var story = new VaultStory().InBatch(terms => Backed(terms) with { ConversionBps = Bps.Zero });
        story.Batch.Terms.Grid.ReservePrice.ShouldBe(new Wei(1));
        story.Bid(Bob, 0, 999);
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Failed, Wei.Zero, Wei.Zero));
        story.Vault.State.ShouldBe(VaultState.Converted);
    }

    [Fact]
    public void A_crowd_that_takes_all_units_needs_nobody_behind_it()
    {
        var story = new VaultStory().InBatch(Backed);
        story.Bid(Bob, 10, 1_000);
        var price = story.Batch.Terms.Grid.PriceOf(10);
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Parts, price, Wei.Zero));
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        story.Refuses(Keeper, new ClaimSeries(story.AuctionId, Lender, Lender),
            new Refusal.SeriesNotFormed(story.AuctionId));
    }

    [Fact]
    public void Every_bid_pays_the_reserve_price_and_the_debt_is_less_by_what_lenders_take()
    {
        var story = Sold(out var before);
        var (debt, reserve) = (before.Debt.Value, story.Batch.Terms.Grid.ReservePrice.Value);
        var credit = new Wei(Rounding.MulDivDown(reserve, 6, 10));
        var raised = new Wei(Rounding.MulDivDown(reserve, 4, 10));
        story.Batch.Credit.ShouldBe(credit);
        story.Batch.UnitsOfLenders.ShouldBe(Thousandths(600));
        story.Auction.Raised.ShouldBe(raised);
        story.Auction.Debt.ShouldBe(before.Debt - credit);
        story.Auction.Penalty.ShouldBe(Rounding.BpsDown(before.Debt, new Bps(200))); // of the whole debt
        story.Auction.KeeperReward.ShouldBe(before.KeeperReward);
        var split = story.Auction.Split();
        split.Debt.ShouldBe(raised - split.Keeper); // 40 % of 70 % of it: lenders stay short
        story.Log.Select(e => e.Event).OfType<LoanClosed>().Single().BadDebt
            .ShouldBe(before.Debt - credit - split.Debt);
        story.Vault.LoanOf(story.LoanId)!.Balance.Repaid.ShouldBe(split.Debt);
        story.Vault.State.ShouldBe(VaultState.Settled);
        foreach (var bidId in new[] { 1, 2 })
        {
            var paid = story.Batch.OutcomeOf(bidId).Paid;
            paid.Value.ShouldBe(Rounding.MulDivUp(
                story.Batch.Bids[bidId].Units.Quantity.Value, reserve, TotalShares.Value));
        }
        debt.ShouldBeGreaterThan(reserve);
    }

    [Fact]
    public void There_is_nothing_to_redeem_and_nothing_to_wait_for()
    {
        var story = Sold(out _);
        story.Refuses(Alice, new RedeemEquity(story.AuctionId), new Refusal.AuctionNotRunning(story.AuctionId));
        story.Do(Keeper, new FormSeries(story.AuctionId, Series)).ShouldBe([
            new SeriesFormed(story.AuctionId, Series), new ItemDelivered(0, Series),
        ]);
    }

    [Fact]
    public void Units_are_claimed_once_each_and_bidders_and_lenders_have_all_of_them()
    {
        var story = Sold(out _);
        var (id, loan) = (story.AuctionId, story.LoanId);
        story.Refuses(Bob, new ClaimSeries(id, Lender, Lender), new Refusal.SeriesNotFormed(id));
        story.Do(Keeper, new FormSeries(id, Series));
        story.Refuses(Bob, new ClaimSeries(id, Lender, Account.Zero), new Refusal.ZeroAddress());
        story.Refuses(Bob, new ClaimSeries(id, Lender, Bob), new Refusal.NotOwner(Bob, Lender));
        story.Refuses(Bob, new ClaimSeries(id, Alice, Alice), new Refusal.NotPositionOwner(loan, Alice));

        var first = story.Do(Lender, new ClaimSeries(id, Lender, Carol)).OfType<SeriesClaimed>().Single();
        first.Units.ShouldBe(new Shares(Rounding.MulDivDown(Thousandths(600).Value, 7, 30)));
        story.Refuses(Bob, new ClaimSeries(id, Lender, Lender), new Refusal.PositionConverted(loan, Lender));
        story.Refuses(Lender, new MovePosition(loan, Bob), new Refusal.PositionConverted(loan, Lender));
        var second = story.Do(Bob, new ClaimSeries(id, OtherLender, OtherLender)).OfType<SeriesClaimed>().Single();
        (story.ClaimBid(1).Units + story.ClaimBid(2).Units + first.Units + second.Units).ShouldBe(TotalShares);

        var surplus = story.Batch.Paid - story.Auction.Raised;
        surplus.ShouldBeLessThan(new Wei(3));
        story.Do(Bob, new SweepSurplus(id)).ShouldBe([new SurplusSwept(id, Fund, surplus)]);
    }

    [Fact]
    public void A_position_moves_until_its_units_are_claimed_and_draws_its_cash_before_or_after()
    {
        var story = Sold(out _);
        var (id, loan) = (story.AuctionId, story.LoanId);
        story.Do(Lender, new MovePosition(loan, Bob));
        story.Do(Keeper, new FormSeries(id, Series));
        story.Do(Keeper, new ClaimSeries(id, Bob, Bob));
        story.Do(Keeper, new Withdraw(loan, Bob, Bob)).OfType<LenderWithdrawn>().Single().Amount
            .ShouldBe(new Wei(Rounding.MulDivDown(story.Auction.Split().Debt.Value, 7, 30)));
        story.Do(Keeper, new Withdraw(loan, OtherLender, OtherLender));
        story.Do(Keeper, new ClaimSeries(id, OtherLender, OtherLender)).OfType<SeriesClaimed>().Single()
            .Units.ShouldBeGreaterThan(Thousandths(400));
    }

    [Fact]
    public void Lenders_dust_waits_until_every_lender_has_its_units_even_before_there_is_a_series()
    {
        var story = Sold(out _);
        var (id, loan) = (story.AuctionId, story.LoanId);
        Account[] lenders = [Lender, OtherLender];
        foreach (var lender in lenders)
        {
            story.Do(Keeper, new Withdraw(loan, lender, lender));
        }
        var sweep = new SweepLoan(loan, [.. lenders]);
        story.Refuses(Bob, sweep, new Refusal.PositionUnconverted(loan, Lender));
        story.Do(Keeper, new FormSeries(id, Series));
        story.Refuses(Bob, sweep, new Refusal.PositionUnconverted(loan, Lender));
        story.Do(Keeper, new ClaimSeries(id, Lender, Lender));
        story.Refuses(Bob, sweep, new Refusal.PositionUnconverted(loan, OtherLender));
        story.Do(Keeper, new ClaimSeries(id, OtherLender, OtherLender));
        story.Do(Bob, sweep).OfType<LoanSwept>().Single().AmountPaid.ShouldBe(new Wei(1));
    }

    [Fact]
    public void A_rollover_keeps_its_part_and_its_credit_is_of_what_is_left()
    {
        // The first item paid so much that the reserve price of the second leaves something for the shares.
        var story = SoldOne();
        var tenth = Thousandths(100);
        story.Do(Alice, new PlaceRollover(story.AuctionId, 0, tenth, tenth, Anything));
        story.Bid(Bob, 0, 500);
        var escrow = story.Batch.Bids[1].Escrow;
        story.Close().OfType<BatchClosed>().Single().Status.ShouldBe(BatchStatus.Parts);
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        var credit = new Wei(Rounding.MulDivDown(story.Vault.Cash.Value, 1, 10));
        credit.ShouldBeGreaterThan(Wei.Zero);
        var claim = story.ClaimBid(1);
        claim.Units.ShouldBe(tenth);
        claim.Refund.ShouldBe(escrow + credit - claim.Paid);
    }

    private static LoanTerms Backed(LoanTerms terms) => terms with { Options = LoanOptions.Backstop };

    /// <summary>Two lenders of 7 and 23 ether; Bob buys 300 and Carol 100 of 1,000 parts.</summary>
    private static VaultStory Sold(out DutchAuction before)
    {
        var story = new VaultStory();
        var terms = Backed(story.Terms);
        story.Do(Alice, new OpenLoan(
            [story.Offer(terms, Ether(7)), story.Offer(terms, Ether(23), OtherLender)], Alice));
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(100));
        story.Do(Keeper, new Kick());
        story.ToBatch();
        story.Bid(Bob, 0, 300);
        story.Bid(Carol, 7, 100);
        before = story.Auction;
        story.Close();
        return story;
    }

    /// <summary>Two items; the first was sold for half of the debt, the second goes to a batch.</summary>
    private static VaultStory SoldOne()
    {
        var story = new VaultStory(2).Loaned(Backed);
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(20));
        story.Appraise(1, Ether(20));
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 60 * 3_600);
        story.TakeItem(Carol);
        return story.ToBatch();
    }
}
