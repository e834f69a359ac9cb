using Fractional.Engine.Hosting;
using Fractional.Store;

namespace Fractional.Bench.Engine;

using Region = IShardRegion<Counter.Command, Counter.Added, Counter.State>;

/// <summary>The rates of the host (BUDGETS, engine and journal). Anchors of other systems are quoted, not
/// run.</summary>
public static class EngineBench
{
    const int Few = 1_000, Many = 100_000;

    public static async Task Run()
    {
        await Memory();
        await JournalBench.Run();
    }

    static async Task Memory()
    {
        await Tell(Few, 8_000_000, ">= Akka.NET 7.4-8.4 M/s");
        await Tell(Many, 4_000_000, ">= 5 M/s");
        await Ask();
        await Persist();
    }

    /// <summary>Commands that make no event, so that the mailbox, the look-up and the decision are what is
    /// measured.</summary>
    static async Task Tell(int entities, int messages, string budget)
    {
        await using var store = new MemoryEventStore(2, TimeProvider.System);
        await using var host = new LocalHost(store, TimeProvider.System);
        var region = host.Start(Counter.Props());
        string[] ids = [.. Enumerable.Range(0, entities).Select(n => $"{n}")];
        foreach (var id in ids) Post(region, id, Counter.One);
        await Drained(region, ids);
        var rate = await Rounds.Rate(5, messages, async () =>
        {
            for (var n = 0; n < messages; n++) Post(region, ids[n % entities], Counter.Nothing);
            await Drained(region, ids);
        });
        Rounds.Print($"tell, {entities:N0} entities", rate, budget);
        if (entities == Many)
            Rounds.Print("memory of an entity, with its state", $"{await Bytes(region, ids)} B", "<= 256 B beside it");
    }

    /// <summary>What is freed when all entities leave the memory.</summary>
    static async Task<long> Bytes(Region region, string[] ids)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var id in ids)
        {
            region.Passivate(id);
            if (id.EndsWith("0000", StringComparison.Ordinal)) await Drained(region, ids);
        }
        await Drained(region, ids);
        return (before - GC.GetTotalMemory(forceFullCollection: true)) / ids.Length;
    }

    static void Post(Region region, string id, Counter.Command command)
    {
        while (region.Tell(id, command) is not null) Thread.Yield();
    }

    /// <summary>Mail is handled in order: when one entity of each shard has answered, all has been handled.</summary>
    static async Task Drained(Region region, string[] ids)
    {
        foreach (var id in ids.DistinctBy(id => Placement.ShardOf(region.Kind, id, 2)))
            while (await region.View(id) is not Answer<Counter.Added, Counter.State>.Accepted) await Task.Yield();
    }

    static async Task Ask()
    {
        const int inFlight = 64, each = 20_000;
        await using var store = new MemoryEventStore(2, TimeProvider.System);
        await using var host = new LocalHost(store, TimeProvider.System);
        var region = host.Start(Counter.Props());
        string[] ids = [.. Enumerable.Range(0, Few).Select(n => $"{n}")];
        foreach (var id in ids) Post(region, id, Counter.One);
        await Drained(region, ids);
        var rate = await Rounds.Rate(5, inFlight * each, () => Task.WhenAll(Enumerable.Range(0, inFlight).Select(
            client => Task.Run(async () =>
            {
                for (var n = 0; n < each; n++) await region.Ask(ids[(client * 31 + n) % Few], Counter.Nothing);
            }))));
        Rounds.Print($"ask, {Few:N0} entities, {inFlight} in flight", rate, ">= 1 M/s");
    }

    /// <summary>The journal grows from round to round, as journals do.</summary>
    static async Task Persist()
    {
        const int messages = 500_000;
        await using var store = new MemoryEventStore(2, TimeProvider.System);
        await using var host = new LocalHost(store, TimeProvider.System);
        var region = host.Start(Counter.Props());
        string[] ids = [.. Enumerable.Range(0, Few).Select(n => $"{n}")];
        var rate = await Rounds.Rate(4, messages, async () =>
        {
            for (var n = 0; n < messages; n++) Post(region, ids[n % Few], Counter.One);
            await Drained(region, ids);
        });
        Rounds.Print("persisted events, journal in memory", rate, ">= 1 M/s");
    }
}
