using System.Numerics;
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

public sealed class KickingTests
{
    [Fact]
    public void An_auction_is_kicked_once() =>
        new VaultStory().Kicked().Refuses(Keeper, new Kick(), new Refusal.StateForbids(VaultState.Dutch));

    [Fact]
    public void An_item_that_was_never_appraised_cannot_be_weighed()
    {
        var story = new VaultStory().Loaned();
        story.Wait(93 * Duration.Day);
        story.SetFacts(0, new ItemFacts());
        story.Refuses(Keeper, new Kick(), new Refusal.NoAppraisal(Collection, 0));
    }

    [Fact]
    public void A_kick_freezes_everything_the_auction_rests_on()
    {
        var story = new VaultStory().Loaned();
        story.Wait(93 * Duration.Day);
        story.SetFacts(0, story.Facts(0) with { RoyaltyAnswer = new RoyaltyAnswer(Artist, Ether(1).Value / 20) });
        var debt = Wei.Parse("41242739726027397261");
        var id = new AuctionId(Address, 1);
        story.Do(Keeper, new Kick()).ShouldBe([
            new DebtFrozen(story.LoanId, debt),
            new StateMoved(VaultState.Loaned, VaultState.Dutch),
            new AuctionKicked(
                id, Address, Keeper, story.Now + 12, 3 * Duration.Day, Ether(100), debt,
                Wei.Parse("91242739726027397"), Wei.Parse("824854794520547945"), Ether(400), Ether(60), new Bps(50), 0),
            new ItemSampled(id, 0, Ether(100), Artist, new Bps(500)),
        ]);
        story.Wait(1_000_000);
        story.Vault.CurrentLoan!.DebtAt(story.Now).ShouldBe(debt, "interest has stopped");
    }

    [Fact]
    public void The_lenders_floor_lifts_the_reserve_price_and_the_top()
    {
        var story = new VaultStory().Loaned();
        story.Wait(93 * Duration.Day);
        story.Appraise(0, new Wei(0));
        var kicked = story.Do(Keeper, new Kick()).OfType<AuctionKicked>().Single();
        kicked.LiquidationValue.ShouldBe(new Wei(1));
        kicked.ReservePrice.ShouldBe(Wei.Parse("28869917808219178082"), "70 % of the debt, floored");
        kicked.Top.ShouldBe(kicked.ReservePrice + kicked.ReservePrice);
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(21_000, 12)]
    [InlineData(21_588, 12)]
    [InlineData(20_000, 1_600)]
    public void A_start_keeps_its_distance_from_the_last_of_the_collection(ulong ago, ulong delay)
    {
        var story = new VaultStory().Loaned();
        story.Wait(93 * Duration.Day);
        var last = new Timestamp(story.Now.Seconds - ago);
        story.SetFacts(0, story.Facts(0) with { CollectionLastStartsAt = ago == 0 ? null : last });
        var expected = ago == 21_000 ? 600UL : delay;
        story.Do(Keeper, new Kick()).OfType<AuctionKicked>().Single().StartsAt.ShouldBe(story.Now + expected);
    }

    [Fact]
    public void A_crowd_of_auctions_delays_a_start_by_two_days_at_most()
    {
        var story = new VaultStory().Loaned();
        story.Wait(93 * Duration.Day);
        story.SetFacts(0, story.Facts(0) with { CollectionLastStartsAt = story.Now + 40 * Duration.Day });
        story.Do(Keeper, new Kick()).OfType<AuctionKicked>().Single().StartsAt.ShouldBe(story.Now + 2 * Duration.Day);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("99999999999999", 0)]
    [InlineData("100000000000000", 1)]
    [InlineData("100000000000000000", 1_000)]
    [InlineData("100100000000000000", 1_000)]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", 1_000)]
    public void A_royalty_is_floored_to_bps_and_capped(string amount, int expected)
    {
        var royalty = Royalty.SampleDown(new RoyaltyAnswer(Artist, BigInteger.Parse(amount)));
        royalty.ShouldBe(expected == 0 ? default : new Royalty(Artist, new Bps((ushort)expected)));
    }

    [Fact]
    public void No_answer_and_no_receiver_are_no_royalty()
    {
        Royalty.SampleDown(null).ShouldBe(default);
        Royalty.SampleDown(new RoyaltyAnswer(Account.Zero, Ether(1).Value)).ShouldBe(default);
    }
}
