using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Engine.Bids;
using Fractional.Store;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine.Bids;

/// <summary>From the bidder's signature to the auction and back, with the process dying in between.</summary>
public sealed class BidRelayTests
{
    [Fact]
    public async Task Without_a_relay_no_bid_is_taken()
    {
        await using var rig = await BidRig.Open(withRelay: false);
        (await rig.Post(rig.Bid(Ben, 1))).ShouldBeOfType<BidAnswer.NotReady>().Reason.ShouldContain("no relay");
    }

    [Fact]
    public async Task A_signature_of_another_bid_is_refused_and_a_vault_of_nobody_makes_no_entity()
    {
        await using var rig = await BidRig.Open();
        var bid = rig.Bid(Ben, 1);
        var events = rig.Engine.Board.Events;
        var other = SimulatedWorld.Sign(bid with { Tick = 6 }).Signature;
        (await rig.Engine.Accept(bid, other, "key", rig.Stop))
            .ShouldBe(new BidAnswer.Refused(new Refusal.SignatureRejected(Ben)));
        var nowhere = new AuctionId(Named(999), 1);
        (await rig.Post(bid with { Auction = nowhere }))
            .ShouldBe(new BidAnswer.Refused(new Refusal.BatchNotRunning(nowhere)));
        rig.Engine.Board.Events.ShouldBe(events);
    }

    [Fact]
    public async Task A_nonce_that_was_cancelled_on_chain_is_refused_at_once()
    {
        await using var rig = await BidRig.Open();
        await rig.Send(new ProtocolCall.CancelNonces(1, 1 << 4), Ben);
        (await rig.Post(rig.Bid(Ben, 260))).ShouldBe(new BidAnswer.Refused(new Refusal.NonceUsed(Ben, 260)));
        (await rig.Post(rig.Bid(Ben, 4))).ShouldBeOfType<BidAnswer.Taken>();
        (await rig.Post(rig.Bid(Lena, 260))).ShouldBeOfType<BidAnswer.Taken>();
    }

    [Fact]
    public async Task A_bid_is_relayed_placed_and_final()
    {
        await using var rig = await BidRig.Open();
        var bid = rig.Bid(Ben, 1);
        (await rig.Taken(bid)).Life.ShouldBe(BidLife.Accepted);
        await rig.Placed(bid);
        rig.Batch.Bids[rig.Known(bid).Outcome!.Number!.Value].Owner.ShouldBe(Ben);
        rig.Chain.CanonicalCalls.Single(c => c.Call is ProtocolCall.BidFor).From.ShouldBe(BidRig.Relayer);
        for (var block = 0; block <= SimulatedChain.FinalityDepth; block++) await rig.Mine();
        await rig.Becomes(bid, BidLife.Final);
        (await rig.Post(bid)).ShouldBeOfType<BidAnswer.Taken>().Bid.Life.ShouldBe(BidLife.Final);
    }

    [Fact]
    public async Task Bids_go_forty_at_a_time_in_the_order_they_came()
    {
        await using var rig = await BidRig.Open();
        var bids = Enumerable.Range(1, 50).Select(n => rig.Bid(n % 2 == 0 ? Ben : Lena, n, thousandths: 1)).ToList();
        foreach (var bid in bids) await rig.Taken(bid);
        await rig.Mine();
        await rig.Becomes(bids[^1], BidLife.Relayed);
        rig.Bids.Sendings.Values.Select(s => s.Bids).ShouldBe(
            [[.. bids.Take(40).Select(rig.Chain.HashOf)], [.. bids.Skip(40).Select(rig.Chain.HashOf)]]);
        await rig.Mine();
        await rig.Until(() => bids.TrueForAll(bid => rig.Known(bid).IsPlaced));
    }

    [Fact]
    public async Task What_its_owner_can_not_pay_or_has_not_approved_is_refused_before_it_costs_gas()
    {
        await using var rig = await BidRig.Open();
        var (poor, shy, rich) = (rig.Bid(Named(77), 1), rig.Bid(Ben, 2), rig.Bid(Lena, 3));
        await rig.Send(new ProtocolCall.ApproveToken(Weth, rig.Chain.Deployment.BatchAuction.Address, new(1)), Ben);
        foreach (var bid in new[] { poor, shy, rich }) await rig.Taken(bid);
        await rig.Mine();
        foreach (var bid in new[] { poor, shy }) await rig.Becomes(bid, BidLife.Refused);
        rig.Known(poor).Steps[^1].Reason.ShouldBe("TransferFromFailed");
        await rig.Becomes(rich, BidLife.Relayed);
        rig.Bids.Sendings.Values.Single().Bids.ShouldBe([rig.Chain.HashOf(rich)]);
    }

    [Fact]
    public async Task What_the_money_of_an_owner_is_enough_for_goes_first_and_the_rest_waits()
    {
        await using var rig = await BidRig.Open();
        var (first, second) = (rig.Bid(Ben, 1, thousandths: 600), rig.Bid(Ben, 2, thousandths: 600));
        var escrow = rig.Batch.Terms.EscrowUp(5, new Shares(first.Quantity));
        var almostBoth = escrow + escrow - new Wei(1);
        await rig.Send(
            new ProtocolCall.ApproveToken(Weth, rig.Chain.Deployment.BatchAuction.Address, almostBoth), Ben);
        await rig.Taken(first);
        await rig.Taken(second);
        await rig.Placed(first);
        rig.Known(second).Life.ShouldBe(BidLife.Accepted, "it may be enough again");
        for (var block = 0; block < 4; block++) await rig.Mine();
        await rig.Becomes(second, BidLife.Refused);
    }

    [Fact]
    public async Task A_bid_ends_with_its_deadline_and_one_that_was_outbid_while_it_waited_is_not_sent()
    {
        await using var rig = await BidRig.Open();
        var brief = rig.Bid(Ben, 1) with { Deadline = rig.Chain.Newest.Timestamp + 6 };
        var low = rig.Bid(Ben, 2, tick: 1);
        await rig.Taken(brief);
        await rig.Taken(low);
        await rig.Chain.Send(new ProtocolCall.Bid(rig.Auction, 2, rig.Batch.Terms.Supply), Lena, "over-all", rig.Stop);
        await rig.Mine();
        await rig.Becomes(brief, BidLife.Expired);
        await rig.Becomes(low, BidLife.Refused);
        rig.Known(low).Steps[^1].Reason.ShouldBe("BidBelowMargin");
        await rig.Mine();
        rig.Sendings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_transaction_is_sent_again_under_another_key()
    {
        await using var rig = await BidRig.Open();
        var bid = rig.Bid(Ben, 1);
        await rig.Taken(bid);
        await rig.Mine();
        await rig.Becomes(bid, BidLife.Relayed);
        rig.Chain.Faults = SimulatedFaults.None with { LossBps = 10_000 };
        await rig.Mine();
        await rig.Until(() => rig.IsSent(bid, attempt: 2));
        rig.Chain.Faults = SimulatedFaults.None;
        await rig.Mine();
        await rig.Becomes(bid, BidLife.Included);
        rig.Batch.Bids.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_reorganisation_takes_included_back_to_relayed_and_the_bid_is_placed_again_once()
    {
        await using var rig = await BidRig.Open();
        var bid = rig.Bid(Ben, 1);
        await rig.Taken(bid);
        await rig.Placed(bid);
        rig.Chain.Faults = SimulatedFaults.None with { HoldBackBps = 10_000 };
        rig.Chain.Reorganise(1);
        await rig.Becomes(bid, BidLife.Relayed);
        rig.Chain.Faults = SimulatedFaults.None;
        await rig.Mine();
        await rig.Becomes(bid, BidLife.Included);
        rig.Sendings.Count.ShouldBe(1);
        rig.Known(bid).Steps.Select(s => s.Life).ShouldBe(
            [BidLife.Accepted, BidLife.Relayed, BidLife.Included, BidLife.Relayed, BidLife.Included]);
    }

    [Fact]
    public async Task A_bid_that_its_owner_placed_alone_is_found_and_not_sent()
    {
        await using var rig = await BidRig.Open();
        var bid = rig.Bid(Ben, 1);
        await rig.Taken(bid);
        await rig.Send(new ProtocolCall.BidFor([SimulatedWorld.Sign(bid)]), Ben);
        await rig.Becomes(bid, BidLife.Included);
        rig.Sendings.ShouldAllBe(key => !key.Contains("/BidFor/"));
    }

    [Fact]
    public async Task A_process_that_died_before_it_relayed_relays_in_its_next_life()
    {
        await using var rig = await BidRig.Open();
        var bid = rig.Bid(Ben, 1);
        await rig.Taken(bid);
        await rig.Die();
        await rig.Live();
        await rig.Becomes(bid, BidLife.Relayed);
        await rig.Mine();
        await rig.Becomes(bid, BidLife.Included);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_process_that_died_around_the_sending_sends_the_same_under_the_same_key(bool isBefore)
    {
        await using var rig = await BidRig.Open();
        var asked = new List<string>();
        void Cut(string key)
        {
            lock (asked) asked.Add(key);
            throw new ChainException("the process dies here");
        }

        if (isBefore) rig.Hooks.BeforeSend = Cut;
        else rig.Hooks.AfterSend = Cut;
        var bids = new[] { rig.Bid(Ben, 1), rig.Bid(Lena, 1) };
        foreach (var bid in bids) await rig.Taken(bid);
        await rig.Mine();
        await rig.Until(() => asked.Count > 0);
        await rig.Die();
        (rig.Hooks.BeforeSend, rig.Hooks.AfterSend) = (_ => { }, _ => { });
        await rig.Live();
        await rig.Until(() => rig.Bids.Sendings.Values.SingleOrDefault()?.Transaction is not null);
        await rig.Mine();
        foreach (var bid in bids) await rig.Becomes(bid, BidLife.Included);
        rig.Sendings.ShouldBe([$"{rig.Auction.Vault}/BidFor/1"]);
        asked.Distinct().ShouldBe(rig.Sendings);
        rig.Batch.Bids.Count.ShouldBe(2);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_lost_commit_is_answered_not_ready_and_asking_again_takes_the_bid_once(bool wasWritten)
    {
        var store = new OnceAwayStore(new MemoryEventStore(1, TimeProvider.System));
        await using var rig = await BidRig.Open(store);
        var bid = rig.Bid(Ben, 1);
        store.NextIsWritten = wasWritten;
        (await rig.Post(bid)).ShouldBeOfType<BidAnswer.NotReady>();
        BidAnswer answer;
        do answer = await rig.Post(bid);
        while (answer is BidAnswer.NotReady);
        answer.ShouldBeOfType<BidAnswer.Taken>().IsReplayed.ShouldBe(wasWritten);
        var events = await store.Inner.ReadShard(0, 0, StoreLimits.MaxRead, rig.Stop);
        events.Count(e => e.Kind == "BidAccepted").ShouldBe(1);
    }

    [Fact]
    public async Task Sixty_four_at_once_are_one_bid_and_one_event_and_one_answer()
    {
        await using var rig = await BidRig.Open();
        var bid = rig.Bid(Ben, 1);
        var events = rig.Engine.Board.Events;
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => rig.Post(bid))));
        answers.Cast<BidAnswer.Taken>().Select(a => a.Bid.Hash).Distinct().ShouldBe([rig.Chain.HashOf(bid)]);
        answers.Cast<BidAnswer.Taken>().Count(a => !a.IsReplayed).ShouldBe(1);
        (rig.Engine.Board.Events - events).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_bids_that_race_for_one_nonce_the_last_one_stands_and_each_knows_its_neighbours()
    {
        await using var rig = await BidRig.Open();
        var bids = Enumerable.Range(1, 32).Select(n => rig.Bid(Ben, 7, tick: n)).ToList();
        await Task.WhenAll(bids.Select(bid => Task.Run(() => rig.Taken(bid, $"tick-{bid.Tick}"))));
        var known = bids.Select(rig.Known).OrderBy(b => b.Order).ToList();
        known.Count(b => b.Life == BidLife.Accepted).ShouldBe(1);
        known[^1].Life.ShouldBe(BidLife.Accepted);
        known.Skip(1).Select(b => b.Replaces).ShouldBe(known.SkipLast(1).Select(b => (Hash32?)b.Hash));
        known.SkipLast(1).Select(b => b.ReplacedBy).ShouldBe(known.Skip(1).Select(b => (Hash32?)b.Hash));
        await rig.Mine();
        await rig.Until(() => bids.Any(bid => rig.IsSent(bid)));
        await rig.Mine();
        await rig.Until(() => rig.Bids.Known.Values.Any(b => b.IsPlaced));
        rig.Batch.Bids.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_bid_is_withdrawn_by_its_owner_alone_and_not_once_it_is_relayed()
    {
        await using var rig = await BidRig.Open();
        var (kept, regretted) = (rig.Bid(Ben, 1), rig.Bid(Ben, 2));
        await rig.Taken(regretted);
        var hash = rig.Chain.HashOf(regretted);
        (await rig.Engine.Withdraw(hash, Lena, rig.Stop)).ShouldBe(new BidAnswer.NotOwner(Lena, Ben));
        (await rig.Engine.Withdraw(rig.Chain.HashOf(kept), Ben, rig.Stop)).ShouldBeOfType<BidAnswer.BidUnknown>();
        (await rig.Engine.Withdraw(hash, Ben, rig.Stop)).ShouldBeOfType<BidAnswer.Taken>()
            .Bid.Life.ShouldBe(BidLife.Withdrawn);
        await rig.Taken(kept);
        await rig.Placed(kept);
        (await rig.Engine.Withdraw(rig.Chain.HashOf(kept), Ben, rig.Stop)).ShouldBeOfType<BidAnswer.BidOver>();
        rig.Batch.Bids.Count.ShouldBe(1);
    }
}
