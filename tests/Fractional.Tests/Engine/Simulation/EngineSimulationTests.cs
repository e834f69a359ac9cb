using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Core.Vaults;
using Fractional.Engine.Projections;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Simulation;

/// <summary>The engine over a chain that misbehaves, through crashes and zombies, a journal that is away now and
/// then.</summary>
public sealed class EngineSimulationTests
{
    private const int Steps = 60;

    private static readonly int Seeds = Environment.GetEnvironmentVariable("FRACTIONAL_TIER") == "deep" ? 3_000 : 200;

    [Fact]
    public async Task After_any_reorganisation_crash_and_silence_the_board_is_the_chain_and_nothing_was_done_twice()
    {
        var (crashes, granted, facts, payments) = (0, 0, 0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var run = new EngineRun((ulong)seed);
            try
            {
                run.Story(Steps);
                run.Calm();
                Holds_what_the_chain_says(run);
                await Is_what_a_rebuild_gives(run);
                Paid_exactly_once(run);
                Leaves_no_claim_open(run);
            }
            catch (Exception failure)
            {
                throw new ShouldAssertException($"seed {seed}: {failure.Message}", failure);
            }
            crashes += run.Crashes;
            granted += run.Granted.Count;
            facts += run.Chain.CanonicalFacts.Length;
            payments += run.Repayments.Count(r => r.Succeeded == true);
        }
        // A simulation in which nothing happens proves nothing.
        crashes.ShouldBeGreaterThan(Seeds);
        granted.ShouldBeGreaterThan(Seeds);
        facts.ShouldBeGreaterThan(10 * Seeds);
        payments.ShouldBeGreaterThan(Seeds / 4);
    }

    [Fact]
    public void The_same_seed_replays_the_same_run()
    {
        static string Run(ulong seed)
        {
            var run = new EngineRun(seed);
            run.Story(40);
            run.Calm();
            return $"{run.Chain.Newest.Hash} {run.Crashes} {string.Join(' ', run.Granted)} "
                + string.Join(' ', run.Process.Engine!.Board.Followed.Values.Select(CanonicalText.Of));
        }

        Run(11).ShouldBe(Run(11));
    }

    private static void Holds_what_the_chain_says(EngineRun run)
    {
        var board = run.Process.Engine!.Board;
        board.Unreadable.ShouldBeEmpty();
        board.Vaults.Count().ShouldBe(run.Chain.World.Vaults.Count);
        foreach (var (address, vault) in run.Chain.World.Vaults)
        {
            board.Followed[address].Now.Fault.ShouldBeNull();
            CanonicalText.Of(board.Find(address)).ShouldBe(CanonicalText.Of(vault));
            var folded = run.Chain.CanonicalFacts.OfType<Fact.OfVault>().Where(f => f.Vault == address)
                .Aggregate(Vault.Empty, (v, fact) => Vault.Evolve(v, fact.Event, fact.At));
            CanonicalText.Of(board.Find(address)).ShouldBe(CanonicalText.Of(folded));
            run.Chain.World.BalanceOf(vault.PaymentToken, address).ShouldBe(vault.Held, "the chain's own books");
        }
    }

    private static async Task Is_what_a_rebuild_gives(EngineRun run)
    {
        var rebuilt = new VaultBoard();
        await rebuilt.Rebuild(run.Journal, CancellationToken.None);
        var live = run.Process.Engine!.Board;
        CanonicalText.Of(rebuilt.View.Followed).ShouldBe(CanonicalText.Of(live.Followed));
        CanonicalText.Of(rebuilt.View.FollowedProtocol).ShouldBe(CanonicalText.Of(live.FollowedProtocol));
    }

    private static void Paid_exactly_once(EngineRun run)
    {
        foreach (var payment in run.Repayments)
        {
            var times = run.Chain.CanonicalCalls.Count(c => c.Call == (ProtocolCall)payment.Call);
            times.ShouldBe(payment.Succeeded == true ? 1 : 0, payment.Call.ToString());
        }
        run.Granted.ShouldBeUnique();
    }

    private static void Leaves_no_claim_open(EngineRun run) =>
        run.Process.Engine!.Board.OpenClaims.ShouldBeEmpty();
}
