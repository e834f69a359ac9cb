using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>All entities of one kind; each shard's loop has its own part of them.</summary>
abstract class Region
{
    protected Region(string kind, int shards)
    {
        Kind = kind;
        cells = new Dictionary<string, Cell>[shards];
        for (var i = 0; i < shards; i++) cells[i] = [];
    }

    readonly Dictionary<string, Cell>[] cells;

    public string Kind { get; }

    public Dictionary<string, Cell> Cells(int shard) => cells[shard];

    public abstract Cell NewCell(string id);
}

sealed class ShardRegion<TCommand, TEvent, TState>(EntityProps<TCommand, TEvent, TState> props, Shard[] shards)
    : Region(props.Kind, shards.Length), IShardRegion<TCommand, TEvent, TState>
    where TCommand : class where TEvent : class where TState : class
{
    readonly ulong start = Placement.Start(props.Kind);
    readonly int longestId = StoreLimits.MaxNameChars - props.Kind.Length - 1;

    public override Cell NewCell(string id) =>
        new Cell<TCommand, TEvent, TState>($"{Kind}/{id}", id, props);

    public HostRefusal? Tell(string entityId, TCommand command, Lane lane = Lane.Normal)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Post(entityId, command, null, lane);
    }

    public Task<Answer<TEvent, TState>> Ask(string entityId, TCommand command, AskOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Ask(entityId, (object?)command, options);
    }

    public Task<Answer<TEvent, TState>> View(string entityId) => Ask(entityId, (object?)null, null);

    public void Passivate(string entityId) => Post(entityId, Envelope.Passivate, null, Lane.Normal);

    Task<Answer<TEvent, TState>> Ask(string entityId, object? command, AskOptions? options)
    {
        var reply = new AskReply<TEvent, TState>(options);
        if (Post(entityId, command, reply, options?.Lane ?? Lane.Normal) is { } refusal) reply.Decline(refusal);
        return reply.Task;
    }

    HostRefusal? Post(string id, object? command, IReply? reply, Lane lane)
    {
        if (id.Length == 0 || id.Length > longestId)
            throw new ArgumentException($"an id of {Kind} has {id.Length} characters, 1 to {longestId}", nameof(id));
        var shard = shards[Placement.ShardOf(start, id, shards.Length)];
        return shard.Mail.Post(new Envelope(this, id, command, reply), lane);
    }
}
