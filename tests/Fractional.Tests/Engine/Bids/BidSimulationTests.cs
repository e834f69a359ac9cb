using Fractional.Engine.Bids;
using Fractional.Engine.Projections;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Bids;

/// <summary>Signed bids through crashes, zombies, reorganisations, lost transactions, a journal that is away.</summary>
public sealed class BidSimulationTests
{
    private const int Steps = 60;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("FRACTIONAL_TIER") == "deep" ? 2_000 : 40;

    [Fact]
    public async Task Whatever_breaks_a_promised_bid_is_kept_and_its_life_is_what_the_chain_did()
    {
        var seen = new Dictionary<string, int>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new BidRun((ulong)seed);
            try
            {
                run.Story(Steps);
                run.Calm();
                Keeps_what_was_promised(run);
                Tells_what_the_chain_did(run);
                await Is_what_a_rebuild_gives(run);
            }
            catch (Exception failure)
            {
                throw new ShouldAssertException($"seed {seed}: {failure.Message}", failure);
            }
            Count(seen, "crash", run.Crashes);
            foreach (var bid in run.Bids.Known.Values)
            {
                Count(seen, bid.Life.ToString(), 1);
                Count(seen, "taken back", bid.Steps.Zip(bid.Steps.Skip(1)).Count(s =>
                    s is ({ Life: BidLife.Included }, { Transaction: null })));
                Count(seen, "found", bid is { IsPlaced: true, Sending: null } ? 1 : 0);
                Count(seen, "sent twice", bid.Steps.Count(s => s.Life == BidLife.Relayed) > 1 ? 1 : 0);
            }
        }
        // A simulation in which nothing happens proves nothing.
        string[] happened = ["crash", "Final", "Refused", "Withdrawn", "Replaced", "Expired", "taken back", "found",
            "sent twice"];
        foreach (var kind in happened) seen.GetValueOrDefault(kind).ShouldBeGreaterThan(Seeds / 10, kind);
    }

    [Fact]
    public void The_same_seed_replays_the_same_run()
    {
        static string Run(ulong seed)
        {
            var run = new BidRun(seed);
            run.Story(40);
            run.Calm();
            return $"{run.Chain.Newest.Hash} {run.Crashes} {CanonicalText.Of(run.Bids)}";
        }

        Run(11).ShouldBe(Run(11));
    }

    private static void Keeps_what_was_promised(BidRun run)
    {
        run.Promised.Except(run.Bids.Known.Keys).ShouldBeEmpty();
        run.Bids.Known.Values.Where(bid => bid.IsOpen || bid.Life == BidLife.Included).ShouldBeEmpty(
            string.Join("; ", run.Process.Troubles.TakeLast(3)));
        run.Bids.Owners.Values.ShouldAllBe(owner => owner.Open == 0);
        (run.Bids.Waiting.Count, run.Bids.Sendings.Count, run.Bids.Unsettled.Count).ShouldBe((0, 0, 0));
    }

    private static void Tells_what_the_chain_did(BidRun run)
    {
        var placed = run.Placed();
        placed.Select(p => p.Bid).ShouldBeUnique("a bid is placed once");
        var numbers = placed.ToDictionary(p => p.Bid, p => p.Number);
        foreach (var bid in run.Bids.Known.Values)
        {
            var number = numbers.TryGetValue(bid.Hash, out var n) ? n : (int?)null;
            bid.Outcome?.Number.ShouldBe(number, bid.ToString());
            (bid.Life == BidLife.Final).ShouldBe(number is not null, bid.ToString());
        }
        run.Bids.In(1).Placed.Keys.ShouldBe(run.Batch.Bids.Keys);
    }

    private static async Task Is_what_a_rebuild_gives(BidRun run)
    {
        var rebuilt = new VaultBoard();
        await rebuilt.Rebuild(run.Journal, CancellationToken.None);
        CanonicalText.Of(rebuilt.View.Followed).ShouldBe(CanonicalText.Of(run.Process.Engine!.Board.Followed));
    }

    private static void Count(Dictionary<string, int> seen, string what, int times) =>
        seen[what] = seen.GetValueOrDefault(what) + times;
}
