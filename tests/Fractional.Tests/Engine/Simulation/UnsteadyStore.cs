using Fractional.Chain.Simulated;
using Fractional.Store;

namespace Fractional.Tests.Engine.Simulation;

/// <summary>A journal that is away now and then: a call fails before it did anything, or after it was done.</summary>
internal sealed class UnsteadyStore(MemoryEventStore store, TimeProvider clock, Dice dice) : IEventStore
{
    private TaskCompletionSource appended = new();

    /// <summary>How often in 10,000 a call fails.</summary>
    public int AwayBps { get; set; }

    public int Shards => store.Shards;

    public Task<Lease?> Acquire(int shard, string owner, TimeSpan term, CancellationToken stop = default) =>
        Perhaps(() => store.Acquire(shard, owner, term, stop));

    public Task<bool> Renew(Lease lease, TimeSpan term, CancellationToken stop = default) =>
        Perhaps(() => store.Renew(lease, term, stop));

    public async Task Release(Lease lease, CancellationToken stop = default) => await store.Release(lease, stop);

    public async Task<AppendOutcome> Append(ShardBatch batch, CancellationToken stop = default)
    {
        try
        {
            return await Perhaps(() => store.Append(batch, stop));
        }
        finally
        {
            var bell = appended;
            appended = new TaskCompletionSource();
            bell.SetResult();
        }
    }

    public Task<bool> WasWritten(ShardBatch batch, CancellationToken stop = default) =>
        Perhaps(() => store.WasWritten(batch, stop));

    public Task<IReadOnlyList<StoredEvent>> ReadEntities(
        IReadOnlyList<EntityPosition> after, int limitEach, CancellationToken stop = default) =>
        Perhaps(() => store.ReadEntities(after, limitEach, stop));

    public Task<IReadOnlyList<StoredEvent>> ReadShard(
        int shard, long afterOffset, int limit, CancellationToken stop = default) =>
        Perhaps(() => store.ReadShard(shard, afterOffset, limit, stop));

    public Task<IReadOnlyList<Snapshot>> ReadSnapshots(
        IReadOnlyList<string> entities, CancellationToken stop = default) =>
        store.ReadSnapshots(entities, stop);

    public Task WriteSnapshots(IReadOnlyList<Snapshot> snapshots, CancellationToken stop = default) =>
        store.WriteSnapshots(snapshots, stop);

    public Task<Cursor?> ReadCursor(int shard, string name, CancellationToken stop = default) =>
        Perhaps(() => store.ReadCursor(shard, name, stop));

    /// <summary>Wakes on the thread that pumps, so that the seed decides what comes next.</summary>
    public async Task WaitBeyond(int shard, long offset, TimeSpan atMost, CancellationToken stop = default) =>
        await await Task.WhenAny(appended.Task, Task.Delay(atMost, clock, stop));

    /// <summary>The journal itself goes on: it is not this process's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> Perhaps<T>(Func<Task<T>> call)
    {
        if (!dice.Chance(AwayBps)) return await call();
        if (dice.Chance(5_000)) throw Away(outcomeUnknown: false);
        await call();
        throw Away(outcomeUnknown: true);
    }

    private static StoreUnavailableException Away(bool outcomeUnknown) =>
        new("the simulated journal is away", outcomeUnknown);
}
