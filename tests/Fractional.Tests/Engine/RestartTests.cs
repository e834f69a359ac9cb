using Fractional.Chain;
using Fractional.Chain.Simulated;
using Fractional.Engine;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Shouldly;
using Xunit;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine;

public sealed class RestartTests
{
    [Fact]
    public async Task After_a_restart_on_a_quiet_chain_the_newest_block_is_known_at_once()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var chain = new SimulatedChain(1, World(), SimulatedFaults.None, Start);
        await chain.Send(CreateVault(1), Ada, "create", limit.Token);
        chain.Mine();
        var store = new MemoryEventStore(4, TimeProvider.System);
        for (var life = 1; life <= 2; life++)
        {
            await using var host = new LocalHost(store, TimeProvider.System);
            await using var engine = await FractionalEngine.Start(
                chain, host, store, new EngineOptions(), TimeProvider.System, limit.Token);
            await engine.CaughtUp(chain.Newest.Number, limit.Token);
            engine.Head.ShouldBe(chain.Newest);
            engine.Board.Vaults.Count().ShouldBe(1);
        }
    }
}
