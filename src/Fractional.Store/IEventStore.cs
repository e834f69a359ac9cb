namespace Fractional.Store;

/// <summary>
/// The journal: what we decided and saw, in shards. One owner at a time writes a shard, under the epoch of its
/// <see cref="Lease"/>; everyone may read. Offsets of a shard are 1, 2, 3, ... in the order of the commits, so a cursor
/// (shard, offset) misses nothing.
/// </summary>
/// <remarks>
/// Every method throws <see cref="StoreUnavailableException"/> when the store is away or a deadline passes: nothing
/// waits for ever.
/// </remarks>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>How many shards the journal has, numbered from 0. Fixed when the journal is made.</summary>
    int Shards { get; }

    /// <summary>
    /// Takes a shard under the next epoch, or answers null while another owner holds it. It is free when its lease
    /// ran out, was released, or its owner's session with the store is gone; its present owner always gets it
    /// again, under a new epoch. Once this returns, no batch of an earlier epoch can be written any more. The
    /// owner's name is used by no other process, and not by this one after a restart.
    /// </summary>
    Task<Lease?> Acquire(int shard, string owner, TimeSpan term, CancellationToken stop = default);

    /// <summary>
    /// Extends a lease from now by <paramref name="term"/>; false when the epoch has passed to another.
    /// </summary>
    Task<bool> Renew(Lease lease, TimeSpan term, CancellationToken stop = default);

    /// <summary>Gives a lease back, so that a successor need not wait for it to run out.</summary>
    Task Release(Lease lease, CancellationToken stop = default);

    /// <summary>
    /// Writes a batch whole or not at all, and checks its epoch in the same step. After
    /// <see cref="StoreUnavailableException"/> with <see cref="StoreUnavailableException.OutcomeUnknown"/>,
    /// <see cref="Acquire"/> and then <see cref="WasWritten"/> tell the outcome.
    /// </summary>
    Task<AppendOutcome> Append(ShardBatch batch, CancellationToken stop = default);

    /// <summary>
    /// Whether a batch is in the journal. Final only after a later epoch of its shard has been acquired: until then
    /// it may still arrive.
    /// </summary>
    Task<bool> WasWritten(ShardBatch batch, CancellationToken stop = default);

    /// <summary>
    /// Events of some entities, each after its own sequence number, grouped by entity, in order; at most <paramref
    /// name="limitEach"/> of each.
    /// </summary>
    Task<IReadOnlyList<StoredEvent>> ReadEntities(
        IReadOnlyList<EntityPosition> after, int limitEach, CancellationToken stop = default);

    /// <summary>
    /// Events of a shard with offsets above <paramref name="afterOffset"/>, in order, at most <paramref
    /// name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<StoredEvent>> ReadShard(
        int shard, long afterOffset, int limit, CancellationToken stop = default);

    /// <summary>The newest snapshots of the entities that have one.</summary>
    Task<IReadOnlyList<Snapshot>> ReadSnapshots(IReadOnlyList<string> entities, CancellationToken stop = default);

    /// <summary>Keeps snapshots of committed states; an older one never replaces a newer one.</summary>
    Task WriteSnapshots(IReadOnlyList<Snapshot> snapshots, CancellationToken stop = default);

    /// <summary>Where a reader stands, or null when it has never moved.</summary>
    Task<Cursor?> ReadCursor(int shard, string name, CancellationToken stop = default);

    /// <summary>
    /// Returns when this process has committed beyond <paramref name="offset"/>, or after <paramref
    /// name="atMost"/>: a wake-up, not a promise.
    /// </summary>
    Task WaitBeyond(int shard, long offset, TimeSpan atMost, CancellationToken stop = default);
}
