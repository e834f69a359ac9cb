using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Engine.Bids;
using Fractional.Engine.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;
using static Fractional.Tests.Engine.Bids.BidStory;

namespace Fractional.Tests.Engine.Bids;

/// <summary>Which signed bids an entity takes, and which it lets go.</summary>
public sealed class BidAcceptanceTests
{
    static readonly SignedBid First = Bid(Ben, 1);

    public static TheoryData<string> Hopeless => [.. Refusals().Keys];

    [Theory, MemberData(nameof(Hopeless))]
    public void A_hopeless_bid_is_refused_as_the_contract_would_and_costs_nothing(string name)
    {
        var (asked, state, refusal) = Refusals()[name];
        VaultEntity.Decide(state, asked).ShouldBeEmpty();
        BidRules.Forbids(state, asked).ShouldBe(new BidAnswer.Refused(refusal));
        refusal.Name.ShouldBe(name);
    }

    static Dictionary<string, (VaultMessage.AcceptBid, FollowedVault, Refusal)> Refusals()
    {
        var supply = Batch.Terms.Supply;
        var full = Opened.After(See(Fact(1, 0, 7, Placed(1, Bid(Kim, 9, tick: 6, thousandths: 1_000)))));
        var (late, over) = (First.Deadline + 1, Batch.EndsAt);
        var least = Batch.Terms.LeastQuantityUp;
        (VaultMessage.AcceptBid Asked, FollowedVault State, Refusal Refusal)[] rows =
        [
            (Accept(First with { Deadline = Now }, now: Now + 1), Opened, new Refusal.BidExpired(Now, Now + 1)),
            (Accept(First, now: over), Opened, new Refusal.BiddingOver(over, over)),
            (Accept(First with { Tick = 65_536 }), Opened, new Refusal.TickAboveTop(65_536, TickGrid.TopTick)),
            (Accept(First with { Quantity = least.Value - 1 }), Opened,
                new Refusal.BidTooSmall(new(least.Value - 1), least)),
            (Accept(First with { Quantity = supply.Value + 1 }), Opened,
                new Refusal.BidAboveSupply(new(supply.Value + 1), supply)),
            (Accept(First), full, new Refusal.BidBelowMargin(5, 6)),
            (Accept(Whole(Ben, 1) with { Quantity = 1 }), Opened,
                new Refusal.WholeBidTooLow(new(1), Batch.LeastWholeAmount)),
            (Accept(First with { Auction = new AuctionId(Auction.Vault, 2) }), Opened,
                new Refusal.BatchNotRunning(new AuctionId(Auction.Vault, 2))),
            (Accept(First), OpenedSealed, new Refusal.BidsSealed(Auction)),
            (Accept(Bid(Ben, 1, tick: 6), "another"), Opened.After(
                Accept(First), Relay(First), Note(1, SendingStatus.Pending, 7), See(Fact(1, 0, 7, Placed(1, First)))),
                new Refusal.NonceUsed(Ben, 1)),
        ];
        return rows.ToDictionary(row => row.Refusal.Name);
    }

    [Fact]
    public void A_vault_whose_facts_contradict_the_rules_takes_no_bids()
    {
        var forged = Placed(7, First) with { Tick = 70_000 };
        var state = Opened.After(See(Fact(1, 0, 7, forged)));
        BidRules.Forbids(state, Accept(First)).ShouldBeOfType<BidAnswer.VaultNotFollowed>();
    }

    [Fact]
    public void A_key_stands_for_one_bid_of_its_owner_for_ever()
    {
        var state = Opened.After(Accept(First, "mine"));
        BidRules.Forbids(state, Accept(Bid(Ben, 2), "mine")).ShouldBe(new BidAnswer.KeyReused("mine", HashOf(First)));
        BidRules.Forbids(state, Accept(Bid(Kim, 2), "mine")).ShouldBeNull("another owner has keys of its own");
        var replaced = state.After(Accept(Bid(Ben, 1, tick: 9), "next"));
        BidRules.Forbids(replaced, Accept(Bid(Ben, 3), "mine")).ShouldBeOfType<BidAnswer.KeyReused>();
    }

    [Theory, InlineData("key-1"), InlineData("another key")]
    public void The_same_bid_again_is_found_and_changes_nothing(string key)
    {
        var state = Opened.After(Accept(First));
        VaultEntity.Decide(state, Accept(First, key)).ShouldBeEmpty();
        var answer = BidRules.Forbids(state, Accept(First, key)).ShouldBeOfType<BidAnswer.Taken>();
        (answer.Bid.Hash, answer.IsReplayed).ShouldBe((HashOf(First), true));
    }

    [Fact]
    public void A_bid_that_was_taken_back_or_refused_is_found_and_not_taken_again()
    {
        var state = Opened.After(Accept(First), new VaultMessage.WithdrawBid(HashOf(First), Ben, Now));
        VaultEntity.Decide(state, Accept(First, "again")).ShouldBeEmpty();
        state.LifeOf(First).ShouldBe(BidLife.Withdrawn);
        VaultEntity.Decide(state, Accept(Bid(Ben, 1, tick: 6), "new")).Length.ShouldBe(1, "its nonce is free");
    }

    [Fact]
    public void A_new_bid_under_the_nonce_of_an_accepted_one_replaces_it_in_one_event()
    {
        var second = Bid(Ben, 1, tick: 6);
        var state = Opened.After(Accept(First));
        VaultEntity.Decide(state, Accept(second, "second")).Length.ShouldBe(1);
        var after = state.After(Accept(second, "second"));
        after.Known(First).ReplacedBy.ShouldBe(HashOf(second));
        after.Known(second).Replaces.ShouldBe(HashOf(First));
        (after.LifeOf(First), after.LifeOf(second)).ShouldBe((BidLife.Replaced, BidLife.Accepted));
        after.Bids.Waiting.Values.ShouldBe([HashOf(second)]);
        VaultEntity.Decide(after, Relay(First)).ShouldBeEmpty("a replaced bid is not sent");
        Opened.After(Accept(First), Accept(Bid(Kim, 1, tick: 6))).LifeOf(First)
            .ShouldBe(BidLife.Accepted, "a nonce is its owner's");
    }

    [Fact]
    public void A_relayed_bid_is_not_replaced_and_not_withdrawn()
    {
        var state = Opened.After(Accept(First), Relay(First));
        var relayed = new BidAnswer.BidRelayed(HashOf(First));
        BidRules.Forbids(state, Accept(Bid(Ben, 1, tick: 6), "second")).ShouldBe(relayed);
        BidRules.Forbids(state, new VaultMessage.WithdrawBid(HashOf(First), Ben, Now)).ShouldBe(relayed);
        VaultEntity.Decide(state, new VaultMessage.WithdrawBid(HashOf(First), Ben, Now)).ShouldBeEmpty();
    }

    [Fact]
    public void Only_its_owner_takes_a_bid_back_and_only_while_it_waits()
    {
        var state = Opened.After(Accept(First));
        var asked = new VaultMessage.WithdrawBid(HashOf(First), Ben, Now);
        BidRules.Forbids(state, asked with { Caller = Kim }).ShouldBe(new BidAnswer.NotOwner(Kim, Ben));
        VaultEntity.Decide(state, asked with { Caller = Kim }).ShouldBeEmpty();
        BidRules.Forbids(Opened, asked).ShouldBe(new BidAnswer.BidUnknown(HashOf(First)));
        var taken = state.After(asked);
        (taken.LifeOf(First), taken.Bids.Waiting.Count, taken.Bids.Of(Ben).Open).ShouldBe((BidLife.Withdrawn, 0, 0));
        BidRules.Forbids(taken, asked).ShouldBeOfType<BidAnswer.Taken>().IsReplayed.ShouldBeTrue();
        var expired = state.After(new VaultMessage.EndBid(HashOf(First), BidLife.Expired, null, Now));
        BidRules.Forbids(expired, asked).ShouldBe(new BidAnswer.BidOver(HashOf(First), BidLife.Expired));
    }

    [Fact]
    public void An_owner_has_so_many_open_bids_and_may_still_replace_one()
    {
        var most = BidLimits.OpenPerOwner;
        var bids = Enumerable.Range(1, most).Select(n => Bid(Ben, n)).ToArray();
        var state = Opened.After([.. bids.Select(bid => Accept(bid))]);
        state.Bids.Of(Ben).Open.ShouldBe(most);
        BidRules.Forbids(state, Accept(Bid(Ben, most + 1)))
            .ShouldBe(new BidAnswer.LimitReached("OpenPerOwner", most));
        BidRules.Forbids(state, Accept(Bid(Kim, 1))).ShouldBeNull();
        BidRules.Forbids(state, Accept(Bid(Ben, 7, tick: 8), "new")).ShouldBeNull("it takes the place of another");
        var one = state.After(new VaultMessage.WithdrawBid(HashOf(bids[0]), Ben, Now));
        BidRules.Forbids(one, Accept(Bid(Ben, most + 1))).ShouldBeNull();
    }

    [Fact]
    public void What_no_contract_could_be_told_never_reaches_an_entity()
    {
        ImmutableArray<byte> signature = [1];
        Should.Throw<ArgumentException>(() => BidLimits.Check(First with { Tick = -1 }, signature, "key"));
        Should.Throw<ArgumentException>(() => BidLimits.Check(First with { Nonce = -1 }, signature, "key"));
        Should.Throw<ArgumentException>(() =>
            BidLimits.Check(First with { Nonce = System.Numerics.BigInteger.One << 256 }, signature, "key"));
        Should.Throw<ArgumentException>(() => BidLimits.Check(First, [.. new byte[4_097]], "key"));
        foreach (var key in new[] { "", new string('k', 129), "with blank", "nämlich", "line\nfeed" })
            Should.Throw<ArgumentException>(() => BidLimits.Check(First, signature, key), key);
        BidLimits.Check(First, [.. new byte[4_096]], new string('k', 128));
    }

    [Fact]
    public void A_signature_is_in_no_text_that_a_log_might_hold()
    {
        var asked = Accept(First);
        var state = Opened.After(asked);
        string[] texts =
        [
            asked.ToString(), VaultEntity.Decide(Opened, asked).Single().ToString(), state.Known(First).ToString(),
            BidRules.Forbids(state, asked)!.ToString(),
        ];
        texts.ShouldAllBe(text => !text.Contains(asked.Signature));
    }
}
