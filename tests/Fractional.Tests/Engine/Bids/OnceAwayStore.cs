using Fractional.Store;

namespace Fractional.Tests.Engine.Bids;

/// <summary>A journal whose connection is cut around one commit, and stays away for the question what became of
/// it.</summary>
internal sealed class OnceAwayStore(MemoryEventStore inner) : IEventStore
{
    private int questionsUnanswered;

    /// <summary>The next append is done, or not, and nobody hears of it.</summary>
    public bool? NextIsWritten { get; set; }

    public MemoryEventStore Inner => inner;

    public int Shards => inner.Shards;

    public async Task<AppendOutcome> Append(ShardBatch batch, CancellationToken stop = default)
    {
        if (NextIsWritten is not { } written || batch.Events.Count == 0) return await inner.Append(batch, stop);
        NextIsWritten = null;
        questionsUnanswered = 1;
        if (written) await inner.Append(batch, stop);
        throw new StoreUnavailableException("the connection was cut", outcomeUnknown: true);
    }

    public Task<bool> WasWritten(ShardBatch batch, CancellationToken stop = default) =>
        Interlocked.Exchange(ref questionsUnanswered, 0) == 1
            ? throw new StoreUnavailableException("still away", outcomeUnknown: false)
            : inner.WasWritten(batch, stop);

    public Task<Lease?> Acquire(int shard, string owner, TimeSpan term, CancellationToken stop = default) =>
        inner.Acquire(shard, owner, term, stop);

    public Task<bool> Renew(Lease lease, TimeSpan term, CancellationToken stop = default) =>
        inner.Renew(lease, term, stop);

    public Task Release(Lease lease, CancellationToken stop = default) => inner.Release(lease, stop);

    public Task<IReadOnlyList<StoredEvent>> ReadEntities(
        IReadOnlyList<EntityPosition> after, int limitEach, CancellationToken stop = default) =>
        inner.ReadEntities(after, limitEach, stop);

    public Task<IReadOnlyList<StoredEvent>> ReadShard(
        int shard, long afterOffset, int limit, CancellationToken stop = default) =>
        inner.ReadShard(shard, afterOffset, limit, stop);

    public Task<IReadOnlyList<Snapshot>> ReadSnapshots(
        IReadOnlyList<string> entities, CancellationToken stop = default) => inner.ReadSnapshots(entities, stop);

    public Task WriteSnapshots(IReadOnlyList<Snapshot> snapshots, CancellationToken stop = default) =>
        inner.WriteSnapshots(snapshots, stop);

    public Task<Cursor?> ReadCursor(int shard, string name, CancellationToken stop = default) =>
        inner.ReadCursor(shard, name, stop);

    public Task WaitBeyond(int shard, long offset, TimeSpan atMost, CancellationToken stop = default) =>
        inner.WaitBeyond(shard, offset, atMost, stop);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
