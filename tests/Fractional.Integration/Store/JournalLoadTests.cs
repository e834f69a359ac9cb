using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Store;

[Collection(PostgresTests.Name)]
public sealed class JournalLoadTests(Databases databases)
{
    [Fact]
    public async Task Eight_writers_and_four_subscribers_agree_exactly_once_and_in_order()
    {
        const int writersPerShard = 4, each = 1_000;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await using var store = await databases.FreshStore();
        // A term so short that writers of a shard take it from each other all the time.
        var term = TimeSpan.FromMilliseconds(15);
        JournalWriter[] writers =
            [.. Enumerable.Range(0, 2 * writersPerShard).Select(n => new JournalWriter(store, n % 2, $"writer {n}"))];
        var subscribers = Enumerable.Range(0, 4)
            .Select(_ => Task.WhenAll(Subscribe(store, 0, writersPerShard * each, limit.Token),
                Subscribe(store, 1, writersPerShard * each, limit.Token))).ToArray();
        await Task.WhenAll(writers.Select(w => w.Run(term, each, limit.Token)));
        limit.IsCancellationRequested.ShouldBeFalse("the writers ran out of time");
        var heard = await Task.WhenAll(subscribers);
        foreach (var shard in new[] { 0, 1 })
        {
            var first = heard[0][shard];
            first.Select(e => e.Offset).ShouldBe(Enumerable.Range(1, first.Count).Select(n => (long)n));
            foreach (var other in heard) other[shard].ShouldBe(first);
            foreach (var writer in writers.Where((_, n) => n % 2 == shard))
                first.Where(e => e.Entity == writer.Acknowledged[0].Entity).Select(e => (e.Entity, e.Seq))
                    .ShouldBe(writer.Acknowledged, "what a writer was told is what everyone hears");
        }
        heard[0][0].Zip(heard[0][0].Skip(1)).Count(p => p.First.Entity != p.Second.Entity)
            .ShouldBeGreaterThan(writersPerShard, "the writers must have taken the shard from each other");
    }

    static async Task<List<StoredEvent>> Subscribe(IEventStore store, int shard, int count, CancellationToken stop)
    {
        var heard = new List<StoredEvent>();
        await foreach (var e in store.Follow(shard, 0, stop))
        {
            heard.Add(e);
            if (heard.Count == count) break;
        }
        return heard;
    }
}

/// <summary>A server of its own, because it is killed.</summary>
public sealed class ServerKillTests
{
    const int Kills = 4;

    [Fact]
    public async Task What_was_acknowledged_survives_kill_9_without_duplicate_or_gap()
    {
        await using var cluster = await PrivateCluster.Start();
        await using var store = await PostgresEventStore.Open(
            new PostgresOptions(cluster.ConnectionString, 4, TimeSpan.FromSeconds(3)), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        JournalWriter[] writers = [.. Enumerable.Range(0, 4).Select(n => new JournalWriter(store, n, $"writer {n}"))];
        var running = Task.WhenAll(writers.Select(w => w.Run(TimeSpan.FromMinutes(1), int.MaxValue, stop.Token)));
        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = writers.Sum(w => w.Acknowledged.Count);
            await Task.Delay(200 + 37 * kill);
            await cluster.KillServer();
            await cluster.StartServer();
            await WaitUntil(() => writers.Sum(w => w.Acknowledged.Count) > before + 20);
        }
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(60));
        writers.Sum(w => w.Outages).ShouldBeGreaterThanOrEqualTo(Kills);
        for (var shard = 0; shard < writers.Length; shard++)
        {
            var journal = new List<StoredEvent>();
            for (var last = -1; last != journal.Count;)
            {
                last = journal.Count;
                journal.AddRange(await store.ReadShard(shard, journal.Count, StoreLimits.MaxRead));
            }
            journal.Select(e => e.Offset).ShouldBe(Enumerable.Range(1, journal.Count).Select(n => (long)n));
            journal.Select(e => e.Seq).ShouldBe(Enumerable.Range(1, journal.Count).Select(n => (long)n));
            var acknowledged = writers[shard].Acknowledged;
            // The last batch may be durable without its answer, never the other way round.
            journal.Count.ShouldBeInRange(acknowledged.Count, acknowledged.Count + 5);
            journal.Take(acknowledged.Count).Select(e => (e.Entity, e.Seq)).ShouldBe(acknowledged);
        }
    }

    static async Task WaitUntil(Func<bool> holds)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (holds()) return;
            await Task.Delay(50);
        }
        throw new TimeoutException("the writers did not come back within 30 s");
    }
}
