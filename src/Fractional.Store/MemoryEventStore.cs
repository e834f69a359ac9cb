using System.Runtime.InteropServices;

namespace Fractional.Store;

/// <summary>
/// The journal without a database: the same rules as <see cref="PostgresEventStore"/>, for tests, simulations and
/// throwaway runs. Completes every call at once, so a seeded run over it is deterministic.
/// </summary>
public sealed class MemoryEventStore : IEventStore
{
    readonly Lock gate = new();
    readonly TimeProvider clock;
    readonly CommitBell bell;
    readonly ShardLog[] shards;
    readonly Dictionary<string, EntityLog> entities = [];
    readonly Dictionary<string, Snapshot> snapshots = [];
    readonly List<EntityLog> touched = [];
    long checks;

    public MemoryEventStore(int shards, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        this.clock = clock;
        this.shards = [.. Enumerable.Range(0, shards).Select(_ => new ShardLog())];
        bell = new CommitBell(shards, clock);
    }

    public int Shards => shards.Length;

    public Task<Lease?> Acquire(int shard, string owner, TimeSpan term, CancellationToken stop = default)
    {
        lock (gate)
        {
            var log = shards[shard];
            var now = clock.GetUtcNow();
            if (log.Owner is not null && log.Owner != owner && log.HeldUntil >= now)
                return Task.FromResult<Lease?>(null);
            log.Epoch++;
            log.Owner = owner;
            log.HeldUntil = now + term;
            return Task.FromResult<Lease?>(new Lease(shard, log.Epoch, owner, log.Events.Count + 1));
        }
    }

    public Task<bool> Renew(Lease lease, TimeSpan term, CancellationToken stop = default)
    {
        lock (gate)
        {
            var log = shards[lease.Shard];
            if (log.Epoch != lease.Epoch) return Task.FromResult(false);
            log.Owner = lease.Owner;
            log.HeldUntil = clock.GetUtcNow() + term;
            return Task.FromResult(true);
        }
    }

    public Task Release(Lease lease, CancellationToken stop = default)
    {
        lock (gate)
        {
            var log = shards[lease.Shard];
            if (log.Epoch == lease.Epoch) log.Owner = null;
            return Task.CompletedTask;
        }
    }

    /// <summary>What PostgreSQL does when it notices that a process died: its shards are free at once.</summary>
    public void LoseSession(string owner)
    {
        lock (gate)
        {
            foreach (var log in shards)
                if (log.Owner == owner) log.Owner = null;
        }
    }

    public Task<AppendOutcome> Append(ShardBatch batch, CancellationToken stop = default)
    {
        batch.Check();
        lock (gate)
        {
            var log = shards[batch.Shard];
            if (log.Epoch != batch.Epoch) return Task.FromResult(AppendOutcome.Fenced);
            if (!Fits(batch, log)) return Task.FromResult(AppendOutcome.Conflict);
            for (var i = 0; i < batch.Events.Count; i++) Add(batch, i, log);
            foreach (var move in batch.Cursors)
                log.Cursors[move.Name] = new Cursor(move.Name, move.Position, move.Data);
        }
        if (batch.Events.Count > 0) bell.Ring(batch.Shard, batch.LastOffset);
        return Task.FromResult(AppendOutcome.Written);
    }

    /// <summary>Finds every event's entity in passing; what is checked is what PostgreSQL's keys check.</summary>
    bool Fits(ShardBatch batch, ShardLog log)
    {
        if (batch.FirstOffset != log.Events.Count + 1) return false;
        foreach (var move in batch.Cursors)
            if (log.Cursors.TryGetValue(move.Name, out var cursor) && cursor.Position >= move.Position) return false;
        checks++;
        touched.Clear();
        foreach (var e in batch.Events)
        {
            ref var entity = ref CollectionsMarshal.GetValueRefOrAddDefault(entities, e.Entity, out _);
            entity ??= new EntityLog();
            var last = entity.CheckedIn == checks ? entity.CheckedSeq
                : entity.Events.Count == 0 ? 0 : entity.Events[^1].Seq;
            if (e.Seq <= last) return false;
            (entity.CheckedIn, entity.CheckedSeq) = (checks, e.Seq);
            touched.Add(entity);
        }
        return true;
    }

    void Add(ShardBatch batch, int index, ShardLog log)
    {
        var e = batch.Events[index];
        var at = e.At.AddTicks(-(e.At.Ticks % TimeSpan.TicksPerMicrosecond)).ToUniversalTime();
        var stored = new StoredEvent(
            batch.Shard, batch.FirstOffset + index, e.Entity, e.Seq, e.Kind, e.Version, e.Data, e.Command, at);
        log.Events.Add(stored);
        log.Epochs.Add(batch.Epoch);
        touched[index].Events.Add(stored);
    }

    public Task<bool> WasWritten(ShardBatch batch, CancellationToken stop = default)
    {
        lock (gate)
        {
            var log = shards[batch.Shard];
            var events = batch.Events.Count == 0
                || log.Events.Count >= batch.LastOffset && log.Epochs[(int)batch.FirstOffset - 1] == batch.Epoch;
            var cursors = batch.Cursors.All(
                m => log.Cursors.TryGetValue(m.Name, out var c) && c.Position >= m.Position);
            return Task.FromResult(events && cursors);
        }
    }

    public Task<IReadOnlyList<StoredEvent>> ReadEntities(
        IReadOnlyList<EntityPosition> after, int limitEach, CancellationToken stop = default)
    {
        StoreLimits.CheckRead(limitEach);
        lock (gate)
        {
            var found = new List<StoredEvent>();
            foreach (var (entity, seq) in after)
            {
                if (!entities.TryGetValue(entity, out var log)) continue;
                found.AddRange(log.Events.Where(e => e.Seq > seq).Take(limitEach));
            }
            return Task.FromResult<IReadOnlyList<StoredEvent>>(found);
        }
    }

    public Task<IReadOnlyList<StoredEvent>> ReadShard(
        int shard, long afterOffset, int limit, CancellationToken stop = default)
    {
        StoreLimits.CheckRead(limit);
        lock (gate)
        {
            var events = shards[shard].Events;
            var first = (int)Math.Min(afterOffset, events.Count);
            IReadOnlyList<StoredEvent> page = events.GetRange(first, Math.Min(limit, events.Count - first));
            return Task.FromResult(page);
        }
    }

    public Task<IReadOnlyList<Snapshot>> ReadSnapshots(IReadOnlyList<string> entities, CancellationToken stop = default)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<Snapshot>>(
                [.. entities.Where(snapshots.ContainsKey).Select(entity => snapshots[entity])]);
        }
    }

    public Task WriteSnapshots(IReadOnlyList<Snapshot> snapshots, CancellationToken stop = default)
    {
        foreach (var snapshot in snapshots) StoreLimits.Check(snapshot);
        lock (gate)
        {
            foreach (var snapshot in snapshots)
                if (!this.snapshots.TryGetValue(snapshot.Entity, out var kept) || kept.Seq < snapshot.Seq)
                    this.snapshots[snapshot.Entity] = snapshot;
            return Task.CompletedTask;
        }
    }

    public Task<Cursor?> ReadCursor(int shard, string name, CancellationToken stop = default)
    {
        lock (gate) return Task.FromResult(shards[shard].Cursors.GetValueOrDefault(name));
    }

    public Task WaitBeyond(int shard, long offset, TimeSpan atMost, CancellationToken stop = default) =>
        bell.Wait(shard, offset, atMost, stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    sealed class EntityLog
    {
        public readonly List<StoredEvent> Events = new(1);
        public long CheckedIn, CheckedSeq;
    }

    sealed class ShardLog
    {
        public long Epoch;
        public string? Owner;
        public DateTimeOffset HeldUntil;
        public readonly List<StoredEvent> Events = [];
        public readonly List<long> Epochs = [];
        public readonly Dictionary<string, Cursor> Cursors = [];
    }
}
