using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Auctions.Batch;

public sealed class BiddingTests
{
    private static readonly Wei Anything = new(UInt128.MaxValue);

    [Fact]
    public void A_batch_follows_only_the_last_round_and_only_when_it_ran_out()
    {
        var story = new VaultStory().Kicked();
        var toBatch = new ToBatch(story.AuctionId);
        var other = new AuctionId(Address, 2);
        story.Refuses(Bob, new ToBatch(other), new Refusal.AuctionNotRunning(other));
        story.WaitUntil(story.Auction.EndsAt.Seconds);
        story.Refuses(Bob, toBatch, new Refusal.RoundsLeft(0, 1));
        story.Do(Bob, new Redo(story.AuctionId));
        story.WaitUntil(story.Auction.EndsAt.Seconds - 1);
        story.Refuses(Bob, toBatch, new Refusal.AuctionStillOpen(story.Now, story.Auction.EndsAt));
        story.Wait(1);
        var reserve = Rounding.BpsDown(story.Auction.Debt, new Bps(7_000));
        story.Do(Bob, toBatch).ShouldBe([
            new BatchOpened(
                story.AuctionId, Address, story.Now + 172_800, reserve, Rounding.BpsUp(reserve, new Bps(10)),
                TotalShares, IsSealed: false, MaxCredit: Wei.Zero),
            new StateMoved(VaultState.Dutch, VaultState.Batch),
        ]);
        story.Auction.Status.ShouldBe(AuctionStatus.Batch);
        story.Refuses(Bob, toBatch, new Refusal.AuctionNotRunning(story.AuctionId));
    }

    [Fact]
    public void Lenders_who_ask_nothing_are_sold_from_one_wei_up()
    {
        var story = new VaultStory().Loaned(terms => terms with { ConversionBps = Bps.Zero });
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(100));
        story.Do(Keeper, new Kick());
        story.ToBatch().Batch.Terms.Grid.ReservePrice.ShouldBe(new Wei(1));
    }

    [Fact]
    public void No_bid_before_the_batch_or_at_its_end()
    {
        var story = new VaultStory().Kicked();
        var bid = new PlaceBid(story.AuctionId, 0, TotalShares);
        story.Refuses(Bob, bid, new Refusal.BatchNotRunning(story.AuctionId));
        story.ToBatch();
        story.WaitUntil(story.Batch.EndsAt.Seconds - 1);
        story.Try(Bob, bid).IsRefused.ShouldBeFalse();
        story.Wait(1);
        story.Refuses(Bob, bid, new Refusal.BiddingOver(story.Now, story.Batch.EndsAt));
        story.Refuses(Bob, new PlaceWholeBid(story.AuctionId, Ether(90)),
            new Refusal.BiddingOver(story.Now, story.Batch.EndsAt));
        story.Refuses(Bob, new PlaceRollover(story.AuctionId, 0, TotalShares, new Shares(1), Anything),
            new Refusal.BiddingOver(story.Now, story.Batch.EndsAt));
    }

    [Fact]
    public void The_book_refuses_in_the_order_of_the_contract()
    {
        var story = new VaultStory().InBatch();
        var (id, above) = (story.AuctionId, new Shares(TotalShares.Value + 1));
        story.Bid(Bob, 7, 1_000);
        story.Refuses(Bob, new PlaceBid(id, 65_536, Shares.Zero), new Refusal.TickAboveTop(65_536, 65_535));
        story.Refuses(Bob, new PlaceBid(id, 6, Thousandths(1) - new Shares(1)),
            new Refusal.BidTooSmall(Thousandths(1) - new Shares(1), Thousandths(1)));
        story.Refuses(Bob, new PlaceBid(id, 6, above), new Refusal.BidAboveSupply(above, TotalShares));
        story.Refuses(Bob, new PlaceBid(id, 6, Thousandths(1)), new Refusal.BidBelowMargin(6, 7));
    }

    [Fact]
    public void A_bid_deposits_its_quantity_at_its_own_limit_rounded_up()
    {
        var story = new VaultStory().InBatch();
        var price = story.Batch.Terms.Grid.PriceOf(3);
        var quantity = new Shares(TotalShares.Value / 7);
        var placed = story.Do(Carol, new PlaceBid(story.AuctionId, 3, quantity)).OfType<BidPlaced>().Single();
        placed.ShouldBe(new BidPlaced(
            story.AuctionId, 1, Carol, 3, quantity, Shares.Zero,
            new Wei(Rounding.MulDivUp(quantity.Value, price.Value, TotalShares.Value))));
    }

    [Fact]
    public void A_rollover_needs_shares_a_place_in_the_book_and_a_limit_for_its_cash()
    {
        var story = new VaultStory().InBatch();
        var (id, half) = (story.AuctionId, Thousandths(500));
        story.Refuses(Alice, new PlaceRollover(id, 70_000, half, Shares.Zero, Anything), new Refusal.ZeroShares());
        story.Refuses(Alice, new PlaceRollover(id, 70_000, half, half, Anything),
            new Refusal.TickAboveTop(70_000, 65_535));
        var escrow = Rollover.EscrowUp(story.Auction, story.Batch.Terms, 2_000, half, half);
        story.Refuses(Bob, new PlaceRollover(id, 2_000, half, half, escrow - new Wei(1)),
            new Refusal.EscrowAboveMax(escrow, escrow - new Wei(1)));
        story.Refuses(Bob, new PlaceRollover(id, 2_000, half, half, escrow), new Refusal.InsufficientBalance());
        story.Do(Alice, new PlaceRollover(id, 2_000, half, half, escrow)).ShouldBe([
            new BidPlaced(id, 1, Alice, 2_000, half, half, escrow), new Transfer(Alice, Address, half),
        ]);
        // Half of debt and costs, not half of the price.
        var (price, tab) = (story.Batch.Terms.Grid.PriceOf(2_000), story.Auction.Tab.Total);
        escrow.ShouldBeLessThan(new Wei(price.Value / 2));
        escrow.ShouldBeGreaterThan(new Wei(tab.Value / 2));
    }

    [Fact]
    public void A_bid_for_the_whole_starts_at_the_reserve_price_and_rises_by_a_twentieth()
    {
        var story = new VaultStory().InBatch();
        var reserve = story.Batch.Terms.Grid.ReservePrice;
        var low = reserve - new Wei(1);
        story.Refuses(Bob, new PlaceWholeBid(story.AuctionId, low), new Refusal.WholeBidTooLow(low, reserve));
        story.Do(Bob, new PlaceWholeBid(story.AuctionId, reserve));
        var least = reserve + new Wei(reserve.Value / 20);
        story.Refuses(Carol, new PlaceWholeBid(story.AuctionId, least - new Wei(1)),
            new Refusal.WholeBidTooLow(least - new Wei(1), least));
        story.Do(Carol, new PlaceWholeBid(story.AuctionId, least));
        story.Batch.BestWholeBid.ShouldBe(2);
        story.Batch.Extensions.ShouldBe((byte)0);
        story.ClaimBid(1).Refund.ShouldBe(reserve);
    }

    [Fact]
    public void A_raise_of_a_few_wei_is_at_least_one()
    {
        var story = new VaultStory().Loaned(terms => terms with { ConversionBps = Bps.Zero });
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(100));
        story.Do(Keeper, new Kick());
        story.ToBatch();
        story.Do(Bob, new PlaceWholeBid(story.AuctionId, new Wei(1)));
        story.Refuses(Carol, new PlaceWholeBid(story.AuctionId, new Wei(1)),
            new Refusal.WholeBidTooLow(new Wei(1), new Wei(2)));
    }

    [Fact]
    public void A_whole_bid_in_the_last_quarter_of_an_hour_moves_the_end_eight_times()
    {
        var story = new VaultStory().InBatch();
        story.WaitUntil(story.Batch.EndsAt.Seconds - 900);
        var first = story.Batch.EndsAt;
        story.Do(Bob, new PlaceWholeBid(story.AuctionId, story.Batch.LeastWholeAmount));
        story.Batch.EndsAt.ShouldBe(first); // the quarter has not begun
        for (var i = 1; i <= 8; i++)
        {
            story.WaitUntil(story.Batch.EndsAt.Seconds - 899);
            story.Do(Bob, new PlaceWholeBid(story.AuctionId, story.Batch.LeastWholeAmount));
            story.Batch.EndsAt.ShouldBe(first + (ulong)(900 * i));
        }
        story.WaitUntil(story.Batch.EndsAt.Seconds - 1);
        story.Do(Bob, new PlaceWholeBid(story.AuctionId, story.Batch.LeastWholeAmount));
        story.Batch.EndsAt.ShouldBe(first + 7_200);
        story.Batch.Extensions.ShouldBe((byte)8);
        story.Bid(Carol, 0, 10); // parts move nothing
        story.Batch.EndsAt.ShouldBe(first + 7_200);
    }

    [Fact]
    public void The_debt_can_be_cured_until_the_first_bid()
    {
        var story = new VaultStory().InBatch();
        var open = story.Vault;
        story.Bid(Bob, 0, 10);
        story.Refuses(Alice, new Cure(story.AuctionId), new Refusal.HasBids(1));
        var fresh = new VaultStory().InBatch();
        fresh.Vault.Auctions[1].ShouldBe(open.Auctions[1] with { Items = fresh.Auction.Items });
        var (debt, reward) = (fresh.Auction.Debt, fresh.Auction.KeeperReward);
        fresh.Do(Alice, new Cure(fresh.AuctionId))[0].ShouldBe(new AuctionCured(fresh.AuctionId, Alice, debt, reward));
        fresh.Vault.State.ShouldBe(VaultState.Open);
        fresh.Batch.Status.ShouldBe(BatchStatus.Cured);
        fresh.Refuses(Bob, new PlaceBid(fresh.AuctionId, 0, TotalShares), new Refusal.BatchNotRunning(fresh.AuctionId));
        fresh.Refuses(Bob, new CloseBatch(fresh.AuctionId), new Refusal.BatchNotRunning(fresh.AuctionId));
    }

    [Fact]
    public void Who_already_sold_an_item_cannot_be_cured()
    {
        var story = new VaultStory(2).OnSale(60);
        story.TakeItem(Carol, 1);
        story.Vault.State.ShouldBe(VaultState.Open); // covered: so a cheaper one
        story = SoldOne();
        story.Refuses(Alice, new Cure(story.AuctionId), new Refusal.TakenAlready(story.Auction.Raised));
    }

    /// <summary>Two items, one sold for less than the debt; the other goes to a batch.</summary>
    internal static VaultStory SoldOne()
    {
        var story = new VaultStory(2).Loaned(terms => terms with { ConversionBps = new Bps(1_000) });
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(10));
        story.Appraise(1, Ether(30));
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 60 * 3_600);
        story.TakeItem(Carol);
        story.Vault.State.ShouldBe(VaultState.Dutch);
        return story.ToBatch();
    }
}
