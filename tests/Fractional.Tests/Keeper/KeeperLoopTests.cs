using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Keepers;
using Fractional.Keepers.Strategies;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Keepers;

/// <summary>What a bot does at one block, and the reason for everything it does not do.</summary>
public sealed class KeeperLoopTests
{
    static readonly LiquidationStrategy Keeping = new();

    [Theory]
    [InlineData(KeeperMode.Observe, SkipReason.ModeObserve)]
    [InlineData(KeeperMode.DryRun, SkipReason.ModeDryRun)]
    public async Task A_mode_that_is_not_live_says_what_it_would_do_and_sends_nothing(KeeperMode mode, SkipReason why)
    {
        await using var rig = await KeeperRig.Open();
        await rig.Ripen();
        var sent = rig.Sent;
        var kick = (await rig.Look(Keeping, mode))["Kick"];
        kick.Reason.ShouldBe(why);
        kick.Detail.ShouldContain("would Kick");
        await rig.Mine(12);
        rig.Sent.ShouldBe(sent);
        rig.Engine.Board.OpenClaims.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_rules_refuse_is_told_with_their_numbers()
    {
        await using var rig = await KeeperRig.Open();
        var looked = await rig.Look(Keeping);
        looked["Kick"].Reason.ShouldBe(SkipReason.RulesRefuse);
        looked["Kick"].Detail.ShouldContain("NotInDefault");
        looked["Flag"].Detail.ShouldContain("StillHealthy");
        rig.Engine.Board.OpenClaims.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_default_is_kicked_once_and_the_second_bot_is_told_who_does_it()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Ripen();
        (await rig.Look(Keeping))["Kick"].Acted.ShouldBeTrue();
        var second = (await rig.Look(Keeping, account: Ben))["Kick"];
        second.Reason.ShouldBe(SkipReason.ClaimedAlready);
        second.Detail.ShouldContain($"{Kim}");
        await rig.Mine(12);
        rig.Chain.CanonicalCalls.Count(c => c.Call is ProtocolCall.Kick).ShouldBe(1);
    }

    [Fact]
    public async Task An_auction_that_runs_is_not_redone()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Kicked(3_600);
        var redo = (await rig.Look(Keeping)).Single().Value;
        redo.Action.ShouldBe("Redo/1");
        redo.Reason.ShouldBe(SkipReason.RulesRefuse);
        redo.Detail.ShouldContain("AuctionStillOpen");
    }

    [Fact]
    public async Task A_tripped_breaker_stops_the_flag_with_its_reason()
    {
        await using var rig = await KeeperRig.Open();
        rig.Chain.Appraise(
            ItemOf(1), Worth(Ether(40), rig.Chain.Newest.Timestamp) with { Tripped = true });
        await rig.Mine(12);
        var flag = (await rig.Look(Keeping))["Flag"];
        flag.Reason.ShouldBe(SkipReason.RulesRefuse);
        flag.Detail.ShouldContain("BreakerTripped");
    }

    [Fact]
    public async Task A_reward_that_is_too_good_is_not_believed()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Ripen();
        var kick = (await rig.Look(Keeping, with: o => o with { RewardCeiling = Wei.Zero }))["Kick"];
        kick.Reason.ShouldBe(SkipReason.RewardImplausible);
        kick.Detail.ShouldContain("ceiling 0");
        rig.Engine.Board.OpenClaims.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_price_above_the_limit_is_waited_for()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Kicked(8 * 3_600);
        var take = (await rig.Look(new BidderStrategy(new BidderTerms(new Bps(100), Ether(1_000))))).Single().Value;
        take.Reason.ShouldBe(SkipReason.PriceAboveLimit);
        take.Detail.ShouldContain($"limit {Wei.One.Value}");
    }

    [Fact]
    public async Task A_bidder_without_money_says_so()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Kicked(48 * 3_600);
        var poor = Named(77);
        var bidder = new BidderStrategy(new BidderTerms(new Bps(10_000), Ether(1_000)));
        var take = (await rig.Look(bidder, account: poor)).Single().Value;
        take.Reason.ShouldBe(SkipReason.BudgetTooSmall);
        take.Detail.ShouldContain("budget 0");
    }

    [Fact]
    public async Task A_bidder_takes_at_its_limit_and_never_above()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Kicked(60 * 3_600);
        var before = rig.Chain.World.BalanceOf(Weth, Kim);
        var bidder = new BidderStrategy(new BidderTerms(new Bps(10_000), Ether(1_000)));
        (await rig.Look(bidder)).Single().Value.Acted.ShouldBeTrue();
        await rig.Mine(12);
        var paid = before - rig.Chain.World.BalanceOf(Weth, Kim);
        paid.ShouldBeGreaterThan(Wei.Zero);
        paid.ShouldBeLessThanOrEqualTo(bidder.LimitOf(rig.Vault.Auctions[1].Items[0]));
        rig.Chain.World.Owners[ItemOf(1)].ShouldBe(Kim);
    }

    [Fact]
    public async Task A_look_that_throws_is_told_and_the_next_one_is_whole()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Ripen();
        var (records, notices) = (new List<DecisionRecord>(), new List<string>());
        var options = new KeeperOptions("bot", Kim, KeeperMode.Live) { Notice = notices.Add };
        var loop = new KeeperLoop(rig.Engine, new FailsOnce(), options, new DecisionLog(records.Add));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(rig.Stop);
        var running = loop.Run(stop.Token);
        while (notices.Count == 0 && !running.IsCompleted) await Task.Delay(5, rig.Stop);
        running.IsCompleted.ShouldBeFalse(running.Exception?.Message);
        loop.LookedAt.ShouldBe(-1, "that block was not decided about");
        await rig.Mine(12);
        while (loop.LookedAt < (long)rig.Chain.Newest.Number) await Task.Delay(5, rig.Stop);
        notices.ShouldHaveSingleItem().ShouldContain("broken once");
        records.ShouldContain(r => r.Action == "Kick" && r.Acted);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_chain_that_is_silent_does_not_end_the_bot()
    {
        await using var rig = await KeeperRig.Open();
        await rig.Ripen();
        var notices = new List<string>();
        rig.Chain.Faults = SimulatedFaults.None with { SilenceBps = 10_000 };
        await rig.Look(Keeping, with: o => o with { Notice = notices.Add });
        notices.ShouldHaveSingleItem().ShouldContain("no answer");
        rig.Chain.Faults = SimulatedFaults.None;
        await rig.Mine(12);
        (await rig.Look(Keeping))["Kick"].Acted.ShouldBeTrue();
    }

    sealed class FailsOnce : IStrategy
    {
        int looks;

        public bool Watches(Vault vault) => true;

        public IEnumerable<Candidate> Candidates(Scene scene) => looks++ == 0
            ? throw new InvalidOperationException("broken once")
            : new LiquidationStrategy().Candidates(scene);
    }
}
