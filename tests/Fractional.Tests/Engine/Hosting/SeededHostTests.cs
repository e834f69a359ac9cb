using Fractional.Engine.Hosting;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Hosting;

public sealed class SeededHostTests : EntityHostConformance
{
    readonly VirtualTime clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    MemoryEventStore memory = null!;
    int made;

    protected override Task<IEventStore> OpenStore()
    {
        memory = new MemoryEventStore(2, clock);
        return Task.FromResult<IEventStore>(memory);
    }

    protected override IEntityHost NewHost(IEventStore store, HostOptions options)
    {
        made++;
        return new SeededHost(store, clock, (ulong)made, $"seeded {made}", options);
    }

    protected override Task<T> Wait<T>(IEntityHost host, Task<T> answer) => ((SeededHost)host).Run(answer);

    protected override Task LoseSession(IEntityHost host)
    {
        memory.LoseSession(((SeededHost)host).Owner);
        return Task.CompletedTask;
    }

    protected override Task Pass(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_same_seed_replays_the_same_run_and_another_seed_another()
    {
        var first = await RunOf(7);
        (await RunOf(7)).SequenceEqual(first).ShouldBeTrue();
        (await RunOf(8)).SequenceEqual(first).ShouldBeFalse();
    }

    /// <summary>Every commit of a run: which shard, which events, at what time.</summary>
    static async Task<List<string>> RunOf(ulong seed)
    {
        var time = new VirtualTime(DateTimeOffset.UnixEpoch);
        var commits = new List<string>();
        var store = new FaultyStore(new MemoryEventStore(4, time))
        {
            BeforeAppend = batch =>
            {
                commits.Add($"{batch.Shard} {batch.FirstOffset} {string.Join(' ', batch.Events)}");
                return Task.CompletedTask;
            },
        };
        await using var host = new SeededHost(store, time, seed, "one");
        var region = host.Start(Tally.Props());
        for (var n = 0; n < 500; n++)
        {
            region.Tell($"{n % 37}", new Tally.Command.Change(n));
            if (n % 50 != 0) continue;
            await host.Run();
            time.Advance(TimeSpan.FromSeconds(1));
        }
        await host.Run();
        return commits;
    }
}
