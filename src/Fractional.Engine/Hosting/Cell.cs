using System.Text.Json;
using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>One entity in the memory of its shard. Only the shard's loop touches it.</summary>
abstract class Cell(string entity)
{
    public string Entity { get; } = entity;

    /// <summary>How many events the state holds; with those of the batch that is being decided.</summary>
    public long Seq { get; protected set; }

    /// <summary>How many of them the newest snapshot holds.</summary>
    public long SnapshotSeq { get; set; }

    /// <summary>False: the state must be read from the journal first.</summary>
    public bool IsLoaded { get; private set; }

    public DateTimeOffset LastUsed { get; set; }

    /// <summary>Times it stopped since it last did something right.</summary>
    public int Failures { get; private set; }

    public DateTimeOffset StoppedUntil { get; private set; }

    /// <summary>It has events in the batch that is being decided.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Made by the first keyed command: most entities have none.</summary>
    public RecentCommands? Recent { get; protected set; }

    /// <summary>Nothing would be lost by forgetting it.</summary>
    public bool IsEmpty => IsLoaded ? Seq == 0 && Failures == 0 : Failures == 0;

    /// <summary>The newest snapshot, if any, before the events after it.</summary>
    public abstract void Begin(Snapshot? snapshot);

    public abstract void Replay(StoredEvent e);

    public void MarkLoaded() => IsLoaded = true;

    /// <summary>Decides one message; on an exception the batch must be as it was.</summary>
    public abstract void Handle(in Envelope envelope, DateTimeOffset now, Batch batch);

    public abstract void Repeat(IReply reply, long commandSeq);

    public abstract Snapshot? TakeSnapshot();

    public void Succeeded() => Failures = 0;

    /// <summary>The state in memory may differ from the journal.</summary>
    public virtual void Unload()
    {
        IsLoaded = false;
        Recent = null;
        Seq = 0;
    }

    public void Stop(DateTimeOffset until)
    {
        Unload();
        Failures++;
        StoppedUntil = until;
    }
}

sealed class Cell<TCommand, TEvent, TState>(string entity, string id, EntityProps<TCommand, TEvent, TState> props)
    : Cell(entity)
    where TCommand : class where TEvent : class where TState : class
{
    TState? state;

    TState State => state ?? throw new InvalidOperationException($"{Entity} is not loaded");

    public override void Begin(Snapshot? snapshot)
    {
        state = props.Initial(id);
        Seq = 0;
        Recent = null;
        if (snapshot is not null && props.Snapshots is { } codec && codec.Version == snapshot.Version)
        {
            var kept = JsonSerializer.Deserialize<SnapshotText>(snapshot.Data)!;
            state = codec.Read(kept.State.GetRawText());
            Recent = RecentCommands.Of(kept.Recent);
            Seq = snapshot.Seq;
        }
        SnapshotSeq = Seq;
    }

    public override void Replay(StoredEvent e)
    {
        if (e.Seq != Seq + 1)
            throw new StoreCorruptException($"{Entity} has event {e.Seq} after {Seq}: events are missing");
        state = props.Evolve(State, props.Events.Decode(e.Kind, e.Version, e.Data));
        Seq = e.Seq;
        if (e.Command is { } command) (Recent ??= new RecentCommands()).Add(command, e.Seq);
    }

    public override void Handle(in Envelope envelope, DateTimeOffset now, Batch batch)
    {
        var reply = (AskReply<TEvent, TState>?)envelope.Reply;
        if (envelope.Command is null)
        {
            reply?.Accept([], State, Seq);
            return;
        }
        var decision = props.Decide(State, (TCommand)envelope.Command, now);
        if (decision.IsRefused)
        {
            reply?.Refuse(decision.Refusal, State, Seq);
            return;
        }
        var (next, seq) = (State, Seq);
        var key = reply?.Options?.CommandId;
        if (!decision.Events.IsDefaultOrEmpty)
        {
            foreach (var e in decision.Events)
            {
                next = props.Evolve(next, e);
                var text = props.Events.Encode(e);
                batch.Add(new NewEvent(Entity, ++seq, text.Kind, text.Version, text.Data, key, now));
            }
            if (key is { } command) (Recent ??= new RecentCommands()).Add(command, seq);
        }
        (state, Seq) = (next, seq);
        reply?.Accept(decision.Events.IsDefault ? [] : decision.Events, next, seq);
    }

    public override void Repeat(IReply reply, long commandSeq) =>
        ((AskReply<TEvent, TState>)reply).Repeat(commandSeq, State, Seq);

    public override Snapshot? TakeSnapshot()
    {
        if (props.Snapshots is not { } codec) return null;
        using var written = JsonDocument.Parse(codec.Write(State));
        var text = JsonSerializer.Serialize(new SnapshotText(written.RootElement, Recent?.ToList() ?? []));
        return new Snapshot(Entity, Seq, codec.Version, text);
    }

    public override void Unload()
    {
        base.Unload();
        state = null;
    }

    sealed record SnapshotText(JsonElement State, IReadOnlyList<RecentCommand> Recent);
}

/// <summary>A keyed command and the sequence number of its last event.</summary>
readonly record struct RecentCommand(Guid Id, long Seq);

/// <summary>The newest keyed commands of one entity, by which a repeat is recognised.</summary>
sealed class RecentCommands
{
    /// <summary>Enough for a client that repeats after seconds; about 12 KB for an entity that is that busy.</summary>
    const int Limit = 256;

    readonly Dictionary<Guid, long> seqs = [];
    readonly Queue<Guid> order = new();

    public static RecentCommands? Of(IReadOnlyList<RecentCommand> kept)
    {
        if (kept.Count == 0) return null;
        var recent = new RecentCommands();
        foreach (var (id, seq) in kept) recent.Add(id, seq);
        return recent;
    }

    public void Add(Guid id, long seq)
    {
        if (!seqs.TryAdd(id, seq))
        {
            seqs[id] = seq;
            return;
        }
        order.Enqueue(id);
        if (order.Count > Limit) seqs.Remove(order.Dequeue());
    }

    public bool TryFind(Guid id, out long seq) => seqs.TryGetValue(id, out seq);

    public List<RecentCommand> ToList() => [.. order.Select(id => new RecentCommand(id, seqs[id]))];
}
