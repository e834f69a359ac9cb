using System.Collections.Immutable;
using System.Text.Json;
using Fractional.Core;
using Fractional.Engine.Hosting;
using Fractional.Store;

namespace Fractional.Tests.Engine.Hosting;

/// <summary>An entity for tests: a balance that may not fall below zero, and that can be told to fail.</summary>
public static class Tally
{
    public abstract record Command
    {
        public sealed record Change(long By) : Command;

        /// <summary>Several events in one command.</summary>
        public sealed record Each(ImmutableArray<long> By) : Command;

        public sealed record FailToDecide : Command;

        public sealed record FailToEvolve : Command;

        public sealed record Nothing : Command;
    }

    public abstract record Event
    {
        public sealed record Changed(long By, DateTimeOffset At) : Event;

        /// <summary>An event that cannot be folded: a bug that meets the entity again when it is replayed.</summary>
        public sealed record Poisoned : Event;
    }

    public sealed record State(long Balance, int Changes, DateTimeOffset LastAt);

    public static readonly EventCodec<Event> Codec = new EventCodec<Event>(JsonSerializerOptions.Default)
        .Add<Event.Changed>("Changed").Add<Event.Poisoned>("Poisoned");

    public static EntityProps<Command, Event, State> Props(string kind = "tally", bool snapshots = true) => new(
        kind, _ => new State(0, 0, DateTimeOffset.MinValue), Decide, Evolve, Codec,
        snapshots
            ? new SnapshotCodec<State>(1, s => JsonSerializer.Serialize(s), s => JsonSerializer.Deserialize<State>(s)!)
            : null);

    public static Decision<Event> Decide(State state, Command command, DateTimeOffset now) => command switch
    {
        Command.Change c when state.Balance + c.By < 0 => Decision<Event>.Refuse(new Refusal.InsufficientBalance()),
        Command.Change c => Decision<Event>.Accept([new Event.Changed(c.By, now)]),
        Command.Each c => Decision<Event>.Accept([.. c.By.Select(by => new Event.Changed(by, now))]),
        Command.FailToEvolve => Decision<Event>.Accept([new Event.Changed(1, now), new Event.Poisoned()]),
        Command.Nothing => Decision<Event>.Accept([]),
        _ => throw new InvalidOperationException("a bug in the rules"),
    };

    public static State Evolve(State state, Event e) => e switch
    {
        Event.Changed c => new State(state.Balance + c.By, state.Changes + 1, c.At),
        _ => throw new InvalidOperationException("a bug in the fold"),
    };
}

/// <summary>A store whose appends a test can hold up, lose before or after they are written, or refuse.</summary>
public sealed class FaultyStore(IEventStore inner) : IEventStore
{
    public Func<ShardBatch, Task>? BeforeAppend { get; set; }

    public Func<ShardBatch, Task>? AfterAppend { get; set; }

    /// <summary>Set: every call fails as if nobody answered.</summary>
    public bool IsAway { get; set; }

    public int Appends { get; private set; }

    public int Shards => inner.Shards;

    public static StoreUnavailableException Lost(bool outcomeUnknown = true) =>
        new("PostgreSQL at test:5432, database test, did not answer", outcomeUnknown);

    IEventStore Inner => IsAway ? throw Lost(outcomeUnknown: false) : inner;

    public Task<Lease?> Acquire(int shard, string owner, TimeSpan term, CancellationToken stop = default) =>
        Inner.Acquire(shard, owner, term, stop);

    public Task<bool> Renew(Lease lease, TimeSpan term, CancellationToken stop = default) =>
        Inner.Renew(lease, term, stop);

    public Task Release(Lease lease, CancellationToken stop = default) => Inner.Release(lease, stop);

    public async Task<AppendOutcome> Append(ShardBatch batch, CancellationToken stop = default)
    {
        Appends++;
        if (BeforeAppend is { } before) await before(batch);
        var outcome = await Inner.Append(batch, stop);
        if (AfterAppend is { } after) await after(batch);
        return outcome;
    }

    public Task<bool> WasWritten(ShardBatch batch, CancellationToken stop = default) => Inner.WasWritten(batch, stop);

    public Task<IReadOnlyList<StoredEvent>> ReadEntities(
        IReadOnlyList<EntityPosition> after, int limitEach, CancellationToken stop = default) =>
        Inner.ReadEntities(after, limitEach, stop);

    public Task<IReadOnlyList<StoredEvent>> ReadShard(
        int shard, long afterOffset, int limit, CancellationToken stop = default) =>
        Inner.ReadShard(shard, afterOffset, limit, stop);

    public Task<IReadOnlyList<Snapshot>> ReadSnapshots(
        IReadOnlyList<string> entities, CancellationToken stop = default) => Inner.ReadSnapshots(entities, stop);

    public Task WriteSnapshots(IReadOnlyList<Snapshot> snapshots, CancellationToken stop = default) =>
        Inner.WriteSnapshots(snapshots, stop);

    public Task<Cursor?> ReadCursor(int shard, string name, CancellationToken stop = default) =>
        Inner.ReadCursor(shard, name, stop);

    public Task WaitBeyond(int shard, long offset, TimeSpan atMost, CancellationToken stop = default) =>
        Inner.WaitBeyond(shard, offset, atMost, stop);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
