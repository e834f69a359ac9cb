using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>
/// The same shards without a thread: the seed chooses which of them takes the next turn and how much mail it takes, the
/// virtual clock says when. Over a <see cref="MemoryEventStore"/> the same seed replays the same run.
/// </summary>
public sealed class SeededHost : IEntityHost
{
    /// <summary>A run that needs more turns than this to get an answer is taken for an endless one.</summary>
    const int MaxTurns = 1_000_000;

    const int MaxTurnMessages = 64;

    readonly IEventStore store;
    readonly VirtualTime clock;
    readonly Shard[] shards;
    readonly HashSet<string> kinds = [];
    ulong random;

    /// <summary>Two hosts over one store need different owners, as two processes have.</summary>
    public SeededHost(IEventStore store, VirtualTime clock, ulong seed, string owner, HostOptions? options = null)
    {
        this.store = store;
        this.clock = clock;
        random = seed;
        Owner = owner;
        var limits = options ?? new HostOptions();
        shards = [.. Enumerable.Range(0, store.Shards).Select(n => new Shard(n, store, clock, limits, owner))];
    }

    public string Owner { get; }

    public IShardRegion<TCommand, TEvent, TState> Start<TCommand, TEvent, TState>(
        EntityProps<TCommand, TEvent, TState> props)
        where TCommand : class where TEvent : class where TState : class
    {
        if (!kinds.Add(props.Kind)) throw new ArgumentException($"the region of {props.Kind} was started before");
        return new ShardRegion<TCommand, TEvent, TState>(props, shards);
    }

    public Task<Cursor?> ReadCursor(string name) => store.ReadCursor(CursorShard(name), name);

    public Task<bool> MoveCursor(CursorMove move)
    {
        var reply = new CursorReply(move);
        var mail = shards[CursorShard(move.Name)].Mail;
        if (mail.Post(new Envelope(null, move.Name, null, reply), Lane.Normal) is { } refusal) reply.Decline(refusal);
        return reply.Task;
    }

    /// <summary>One turn of one shard that has something to do; false when none has.</summary>
    public async Task<bool> Step()
    {
        var ticks = clock.GetUtcNow().UtcTicks;
        Shard[] ready = [.. shards.Where(s => s.HasMail || s.WakeAt <= ticks)];
        if (ready.Length == 0) return false;
        await ready[Pick(ready.Length)].Step(1 + Pick(MaxTurnMessages));
        return true;
    }

    /// <summary>Turns until nothing is left to do now.</summary>
    public async Task Run()
    {
        for (var turns = 0; await Step(); turns++)
            if (turns == MaxTurns) throw new InvalidOperationException($"still busy after {MaxTurns} turns");
    }

    /// <summary>Turns until the answer is there, while time goes on when nothing else can.</summary>
    public async Task<T> Run<T>(Task<T> answer)
    {
        for (var turns = 0; !answer.IsCompleted; turns++)
        {
            if (turns == MaxTurns) throw new InvalidOperationException($"no answer after {MaxTurns} turns");
            if (await Step()) continue;
            var wait = shards.Min(s => s.WakeAt) - clock.GetUtcNow().UtcTicks;
            clock.Advance(TimeSpan.FromTicks(Math.Max(wait, 1)));
        }
        return await answer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shard in shards) await shard.Close();
    }

    int CursorShard(string name) => Placement.ShardOf("cursor", name, shards.Length);

    /// <summary>SplitMix64: small, seeded, and the same on every machine.</summary>
    int Pick(int below)
    {
        unchecked
        {
            random += 0x9E37_79B9_7F4A_7C15;
            var z = random;
            z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
            z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
            return (int)Math.BigMul(z ^ (z >> 31), (ulong)below, out _);
        }
    }
}
