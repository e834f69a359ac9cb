using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Auctions.Dutch;

public sealed class RedoingTests
{
    private static readonly Wei HalfTip = Wei.Parse("25000000000000000");

    [Fact]
    public void A_round_that_still_sells_is_not_redone()
    {
        var story = new VaultStory().Kicked();
        var closesAt = story.Auction.EndsAt;
        story.WaitUntil(closesAt.Seconds - 1);
        story.Refuses(Bob, new Redo(story.AuctionId), new Refusal.AuctionStillOpen(story.Now, closesAt));
        var other = new AuctionId(Address, 2);
        story.Refuses(Bob, new Redo(other), new Refusal.AuctionNotRunning(other));
    }

    [Fact]
    public void The_first_redo_lowers_the_prices_and_earns_half_a_tip()
    {
        var story = RanOut(new VaultStory().Kicked());
        var reward = story.Auction.KeeperReward;
        story.Do(Bob, new Redo(story.AuctionId)).ShouldBe([
            new AuctionRedone(story.AuctionId, Bob, 1, story.Now + 12, Ether(130), Ether(40), reward + HalfTip),
        ]);
        story.WaitUntil(story.Auction.StartsAt.Seconds);
        story.Auction.PriceAt(story.Now).ShouldBe(Ether(130));
    }

    [Fact]
    public void The_last_round_is_not_redone()
    {
        var story = RanOut(new VaultStory().Kicked());
        story.Do(Bob, new Redo(story.AuctionId));
        story.Refuses(Carol, new Redo(story.AuctionId), new Refusal.RoundsOver(1));
        RanOut(story);
        story.Refuses(Carol, new Redo(story.AuctionId), new Refusal.RoundsOver(1));
        story.Auction.RedoKeeper.ShouldBe(Bob);
    }

    [Fact]
    public void A_redo_after_a_sale_earns_nothing()
    {
        var story = new VaultStory(2).Loaned(terms => terms with { ConversionBps = Bps.Zero });
        story.Wait(93 * Duration.Day);
        story.Appraise(0, Ether(10));
        story.Appraise(1, Ether(10));
        story.Do(Keeper, new Kick());
        story.WaitUntil(story.Auction.StartsAt.Seconds + 86_400);
        story.TakeItem(Carol);
        RanOut(story);
        var reward = story.Auction.KeeperReward;
        story.Do(Bob, new Redo(story.AuctionId)).OfType<AuctionRedone>().Single().KeeperReward.ShouldBe(reward);
        story.Auction.RedoKeeper.ShouldBe(Account.Zero);
    }

    private static VaultStory RanOut(VaultStory story)
    {
        story.WaitUntil(story.Auction.EndsAt.Seconds);
        return story;
    }
}
