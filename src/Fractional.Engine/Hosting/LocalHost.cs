using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>
/// All shards in this process, one loop each. A second process over the same journal is a hot standby.
/// </summary>
public sealed class LocalHost : IEntityHost
{
    /// <summary>How often due times of idle shards are looked at; it bounds how late a standby notices.</summary>
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>A shard whose loop met a bug of ours rests so long before it goes on.</summary>
    static readonly TimeSpan LoopRest = TimeSpan.FromSeconds(1);

    readonly IEventStore store;
    readonly TimeProvider clock;
    readonly HostOptions options;
    readonly Shard[] shards;
    readonly Task[] loops;
    readonly ITimer ticker;
    readonly HashSet<string> kinds = [];

    public LocalHost(IEventStore store, TimeProvider clock, HostOptions? options = null)
    {
        this.store = store;
        this.clock = clock;
        this.options = options ?? new HostOptions();
        Owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7(clock.GetUtcNow())}";
        shards = [.. Enumerable.Range(0, store.Shards).Select(n => new Shard(n, store, clock, this.options, Owner))];
        loops = [.. shards.Select(s => Task.Run(() => Run(s)))];
        ticker = clock.CreateTimer(_ => PokeDue(), null, TimeSpan.Zero, Tick);
    }

    /// <summary>The name under which this host holds its leases.</summary>
    public string Owner { get; }

    /// <summary>Every shard's number, its epoch when it is ours, and how many messages wait.</summary>
    public IReadOnlyList<(int Shard, long? Epoch, int Waiting)> Shards =>
        [.. shards.Select((s, n) => (n, s.Epoch, s.Mail.Count))];

    public IShardRegion<TCommand, TEvent, TState> Start<TCommand, TEvent, TState>(
        EntityProps<TCommand, TEvent, TState> props)
        where TCommand : class where TEvent : class where TState : class
    {
        lock (kinds)
        {
            if (!kinds.Add(props.Kind)) throw new ArgumentException($"the region of {props.Kind} was started before");
        }
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

    int CursorShard(string name) => Placement.ShardOf("cursor", name, shards.Length);

    async Task Run(Shard shard)
    {
        while (!shard.Mail.IsClosed)
        {
            await shard.Mail.Wait();
            try
            {
                var step = shard.Step(options.MaxBatchCommands);
                if (step.IsCompletedSuccessfully) await Task.Yield();
                else await step;
            }
            catch (Exception bug)
            {
                options.OnFault?.Invoke(new EntityFault($"shard {shard.Number}", 1, clock.GetUtcNow() + LoopRest, bug));
                await Task.Delay(LoopRest, clock);
            }
            if (shard.HasMail) shard.Mail.Poke();
        }
        await shard.Close();
    }

    void PokeDue()
    {
        var now = clock.GetUtcNow();
        foreach (var shard in shards)
            if (shard.WakeAt <= now.UtcTicks) shard.Mail.Poke();
    }

    /// <summary>Lets the commits that are under way end, declines what waits, gives the shards back.</summary>
    public async ValueTask DisposeAsync()
    {
        await ticker.DisposeAsync();
        foreach (var shard in shards) shard.Mail.Close();
        await Task.WhenAll(loops);
    }
}
