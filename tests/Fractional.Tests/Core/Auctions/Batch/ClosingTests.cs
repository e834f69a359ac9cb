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

public sealed class ClosingTests
{
    private static readonly Wei Anything = new(UInt128.MaxValue);

    [Fact]
    public void A_batch_is_closed_at_its_end_and_once()
    {
        var story = new VaultStory().InBatch();
        story.WaitUntil(story.Batch.EndsAt.Seconds - 1);
        var close = new CloseBatch(story.AuctionId);
        story.Refuses(Bob, close, new Refusal.BiddingOpen(story.Now, story.Batch.EndsAt));
        story.Close();
        story.Refuses(Bob, close, new Refusal.BatchNotRunning(story.AuctionId));
    }

    [Fact]
    public void Parts_win_pay_one_price_and_share_the_margin_pro_rata()
    {
        var story = new VaultStory().InBatch();
        var above = story.Bid(Bob, 20, 300);
        var first = story.Bid(Carol, 10, 400);
        var second = story.Bid(Lender, 10, 500);
        var price = story.Batch.Terms.Grid.PriceOf(10);
        var events = story.Close();
        events[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Parts, price, Wei.Zero));
        events.OfType<DebtPaid>().Single().Payer.ShouldBe(Address);
        story.Vault.State.ShouldBe(VaultState.Settled);
        story.Auction.Raised.ShouldBe(price);

        story.Refuses(Keeper, new ClaimBid(story.AuctionId, above, Bob), new Refusal.SeriesNotFormed(story.AuctionId));
        story.Refuses(Bob, new Deliver(story.AuctionId, 0, Bob), new Refusal.NothingToDeliver(story.AuctionId, 0));
        story.Do(Bob, new FormSeries(story.AuctionId, Series)).ShouldBe([
            new SeriesFormed(story.AuctionId, Series), new ItemDelivered(0, Series),
        ]);
        story.Refuses(Bob, new FormSeries(story.AuctionId, Series),
            new Refusal.SeriesFormedAlready(story.AuctionId, Series));

        story.Refuses(Bob, new SweepSurplus(story.AuctionId), new Refusal.BidsUnclaimed(0, 3));
        BidClaimed[] claims = [story.ClaimBid(second), story.ClaimBid(above), story.ClaimBid(first)];
        claims[1].Units.ShouldBe(Thousandths(300));
        (claims[0].Units + claims[1].Units + claims[2].Units).ShouldBe(TotalShares);
        claims[2].Units.ShouldBe(new Shares(Rounding.MulDivDown(Thousandths(400).Value, 7, 9)));
        foreach (var claim in claims)
        {
            claim.Paid.ShouldBe(new Wei(Rounding.MulDivUp(claim.Units.Value, price.Value, TotalShares.Value)));
            (claim.Paid + claim.Refund).ShouldBe(story.Batch.Bids[claim.BidId].Escrow);
        }
        var surplus = claims[0].Paid + claims[1].Paid + claims[2].Paid - price;
        surplus.ShouldBeLessThan(new Wei(3));
        story.Do(Bob, new SweepSurplus(story.AuctionId)).ShouldBe([new SurplusSwept(story.AuctionId, Fund, surplus)]);
        story.Refuses(Bob, new SweepSurplus(story.AuctionId), new Refusal.NothingToSweep());
    }

    [Fact]
    public void The_whole_wins_a_tie_and_its_winner_fetches_the_items()
    {
        var story = new VaultStory(2).InBatch();
        var parts = story.Bid(Bob, 10, 1_000);
        var price = story.Batch.Terms.Grid.PriceOf(10);
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, price));
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Whole, price, Wei.Zero));
        story.ClaimBid(parts).Refund.ShouldBe(price);
        story.Refuses(Carol, new ClaimBid(story.AuctionId, 2, Carol), new Refusal.BidWonItems(story.AuctionId, 2));
        story.Refuses(Bob, new FormSeries(story.AuctionId, Series), new Refusal.NothingToForm(story.AuctionId));
        story.Refuses(Bob, new SweepSurplus(story.AuctionId), new Refusal.NothingToSweep());

        story.Refuses(Bob, new Deliver(story.AuctionId, 0, Bob), new Refusal.NotOwner(Bob, Carol));
        story.Refuses(Carol, new Deliver(story.AuctionId, 0, Account.Zero), new Refusal.ZeroAddress());
        story.Refuses(Carol, new Deliver(story.AuctionId, 2, Carol), new Refusal.ItemOutOfRange(2, 2));
        story.Do(Bob, new Deliver(story.AuctionId, 0, Carol)).ShouldBe([new ItemDelivered(0, Carol)]);
        story.Do(Carol, new Deliver(story.AuctionId, 1, Lender)).ShouldBe([new ItemDelivered(1, Lender)]);
        story.Refuses(Carol, new Deliver(story.AuctionId, 1, Carol), new Refusal.ItemAlreadyDelivered(1));
    }

    [Fact]
    public void A_whole_bid_a_wei_below_the_parts_loses()
    {
        var story = new VaultStory().InBatch();
        var price = story.Batch.Terms.Grid.PriceOf(10);
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, price - new Wei(1)));
        story.Bid(Bob, 10, 1_000);
        story.Close()[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Parts, price, Wei.Zero));
        story.ClaimBid(1).Refund.ShouldBe(price - new Wei(1));
    }

    [Fact]
    public void The_whole_wins_against_parts_that_do_not_take_everything()
    {
        var story = new VaultStory().InBatch();
        story.Bid(Bob, 60_000, 999);
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, story.Batch.Terms.Grid.ReservePrice));
        story.Close().OfType<BatchClosed>().Single().Status.ShouldBe(BatchStatus.Whole);
    }

    [Fact]
    public void Claims_are_refused_in_the_order_of_the_contract()
    {
        var story = new VaultStory().InBatch();
        var id = story.AuctionId;
        var outbid = story.Bid(Bob, 5, 10);
        var live = story.Bid(Carol, 6, 1_000);
        story.Refuses(Bob, new ClaimBid(id, 3, Account.Zero), new Refusal.NoSuchBid(id, 3));
        story.Refuses(Bob, new ClaimBid(id, 0, Bob), new Refusal.NoSuchBid(id, 0));
        story.Refuses(Bob, new ClaimBid(id, live, Account.Zero), new Refusal.ZeroAddress());
        story.Refuses(Bob, new ClaimBid(id, live, Bob), new Refusal.NotOwner(Bob, Carol));
        story.Refuses(Bob, new ClaimBid(id, live, Carol), new Refusal.BidStillLive(id, live));
        story.Do(Bob, new ClaimBid(id, outbid, Alice)).OfType<BidClaimed>().Single().To.ShouldBe(Alice);
        story.Refuses(Bob, new ClaimBid(id, outbid, Bob), new Refusal.BidClaimedAlready(id, outbid));
    }

    [Fact]
    public void Of_a_basket_with_a_sale_before_only_the_rest_is_priced_and_royalties_are_item_by_item()
    {
        var story = BiddingTests.SoldOne();
        var sold = story.Auction.Items[0].Price;
        var amount = story.Batch.LeastWholeAmount;
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, amount));
        story.Close();
        story.Auction.Items[0].Price.ShouldBe(sold);
        story.Auction.Items[1].Price.ShouldBe(amount);
        story.Do(Carol, new Deliver(story.AuctionId, 1, Carol));
        story.Vault.DeliveredMask.ShouldBe((ushort)3);
    }

    [Fact]
    public void A_price_is_spread_over_the_items_by_weight_and_sums_to_it()
    {
        var story = new VaultStory(3).Loaned();
        story.Wait(93 * Duration.Day);
        (uint, int)[] weights = [(100, 0), (7, 1), (23, 2)];
        foreach (var (ether, i) in weights)
        {
            story.Appraise(i, Ether(ether) + new Wei(1));
        }
        story.Do(Keeper, new Kick());
        story.ToBatch();
        var amount = Ether(31) + new Wei(1);
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, amount));
        story.Close();
        var total = Ether(130) + new Wei(3);
        var first = Rounding.MulDivDown(amount.Value, Ether(100).Value + 1, total.Value);
        var two = Rounding.MulDivDown(amount.Value, Ether(107).Value + 2, total.Value);
        story.Auction.Items.Select(item => item.Price.Value).ShouldBe([first, two - first, amount.Value - two]);
    }

    [Fact]
    public void An_item_lost_while_bids_came_in_refunds_them_all()
    {
        var story = new VaultStory(2).InBatch();
        var bid = story.Bid(Bob, 10, 1_000);
        story.SetFacts(1, story.Facts(1) with { IsInCustody = false });
        var events = story.Close();
        events[0].ShouldBe(new BatchClosed(story.AuctionId, BatchStatus.Failed, Wei.Zero, Wei.Zero));
        events[1].ShouldBe(new LotWrittenOff(story.AuctionId, 1));
        story.Vault.State.ShouldBe(VaultState.Converted);
        story.ClaimBid(bid).ShouldBe(new BidClaimed(
            story.AuctionId, bid, Bob, Bob, Shares.Zero, Wei.Zero, story.Batch.Bids[bid].Escrow, Shares.Zero));
    }

    [Fact]
    public void With_every_item_lost_the_vault_is_settled_and_there_is_no_series()
    {
        var story = new VaultStory().InBatch();
        story.SetFacts(0, story.Facts(0) with { IsInCustody = false });
        story.Close();
        story.Vault.State.ShouldBe(VaultState.Settled);
        story.Auction.Status.ShouldBe(AuctionStatus.Settled);
        story.Refuses(Bob, new FormSeries(story.AuctionId, Series), new Refusal.AuctionNotRunning(story.AuctionId));
    }

    [Fact]
    public void An_item_that_will_not_move_is_delivered_to_the_series_later()
    {
        var story = new VaultStory(2).InBatch();
        story.Bid(Bob, 0, 1_000);
        story.Close();
        story.SetFacts(0, story.Facts(0) with { IsMovable = false });
        story.Do(Keeper, new FormSeries(story.AuctionId, Series)).ShouldBe([
            new SeriesFormed(story.AuctionId, Series), new ItemStuck(story.AuctionId, 0), new ItemDelivered(1, Series),
        ]);
        story.Refuses(Bob, new Deliver(story.AuctionId, 0, Bob), new Refusal.NotOwner(Bob, Series));
        story.Do(Bob, new Deliver(story.AuctionId, 0, Series)).ShouldBe([new ItemDelivered(0, Series)]);
    }

    [Fact]
    public void A_rollover_pays_with_its_claim_and_gets_the_rest_of_its_cash()
    {
        var story = new VaultStory().InBatch();
        var half = Thousandths(500);
        story.Do(Alice, new PlaceRollover(story.AuctionId, 2_000, half, half, Anything));
        story.Bid(Bob, 2_000, 500);
        var escrow = story.Batch.Bids[1].Escrow;
        story.Close();
        story.Do(Keeper, new FormSeries(story.AuctionId, Series));
        var credit = new Wei(Rounding.MulDivDown(story.Vault.Cash.Value, half.Value, TotalShares.Value));
        credit.ShouldBeGreaterThan(Ether(1));
        var paid = story.Batch.OutcomeOf(1).Paid;
        story.Do(Keeper, new ClaimBid(story.AuctionId, 1, Alice)).ShouldBe([
            new Transfer(Address, Account.Zero, half),
            new SharesClaimed(Alice, Address, half, credit),
            new BidClaimed(
                story.AuctionId, 1, Alice, Alice, half, paid, escrow + credit - paid, Shares.Zero),
        ]);
        story.Do(Alice, new Claim(half, Alice)).OfType<SharesClaimed>().Single().AmountPaid
            .ShouldBe(story.Vault.Cash - credit);
    }

    [Fact]
    public void A_rollover_without_a_fill_gets_shares_and_cash_back()
    {
        var story = new VaultStory().InBatch();
        var half = Thousandths(500);
        story.Do(Alice, new PlaceRollover(story.AuctionId, 1, half, half, Anything));
        story.Bid(Bob, 2, 1_000);
        story.Vault.Shares.BalanceOf(Alice).ShouldBe(half);
        var escrow = story.Batch.Bids[1].Escrow;
        story.Do(Keeper, new ClaimBid(story.AuctionId, 1, Alice)).ShouldBe([
            new BidClaimed(story.AuctionId, 1, Alice, Alice, Shares.Zero, Wei.Zero, escrow, half),
            new Transfer(Address, Alice, half),
        ]);
        story.Vault.Shares.BalanceOf(Alice).ShouldBe(TotalShares);
    }
}
