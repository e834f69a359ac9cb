using Fractional.Core;
using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>
/// Where entities live. An entity is one name, one mailbox, one message at a time; its state is the fold of its
/// events, and nobody is answered before the events are committed. Names follow Akka's.
/// </summary>
public interface IEntityHost : IAsyncDisposable
{
    /// <summary>Starts the shard region of one kind of entity; each kind once.</summary>
    IShardRegion<TCommand, TEvent, TState> Start<TCommand, TEvent, TState>(EntityProps<TCommand, TEvent, TState> props)
        where TCommand : class where TEvent : class where TState : class;

    /// <summary>Where a reader stands that saves its progress through this host.</summary>
    Task<Cursor?> ReadCursor(string name);

    /// <summary>
    /// Saves a reader's progress, fenced like an event; false when the cursor already is there or beyond.
    /// </summary>
    Task<bool> MoveCursor(CursorMove move);
}

/// <summary>The door to all entities of one kind. Every method may be called by many threads.</summary>
public interface IShardRegion<TCommand, TEvent, TState>
    where TCommand : class where TEvent : class where TState : class
{
    string Kind { get; }

    /// <summary>Hands a command over without waiting; null when taken, else why not. At most once.</summary>
    HostRefusal? Tell(string entityId, TCommand command, Lane lane = Lane.Normal);

    /// <summary>Hands a command over; answers when its events are committed.</summary>
    /// <exception cref="EntityFaultException">A bug stopped this entity.</exception>
    /// <exception cref="BatchAbortedException">Another owner took the shard; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The journal is away.</exception>
    Task<Answer<TEvent, TState>> Ask(string entityId, TCommand command, AskOptions? options = null);

    /// <summary>
    /// The entity's committed state, read in its turn among the commands. An owner that was replaced notices by a third
    /// of the lease's term; only commits are fenced.
    /// </summary>
    Task<Answer<TEvent, TState>> View(string entityId);

    /// <summary>Lets the entity leave the memory after its present mail; the next message brings it back.</summary>
    void Passivate(string entityId);
}

/// <summary>Urgent mail, a liquidation for instance, goes before all normal mail of the shard.</summary>
public enum Lane
{
    Normal,
    Urgent,
}

/// <summary>
/// A repeat of a command with the same <paramref name="CommandId"/> is answered
/// <see cref="Answer{TEvent,TState}.Repeated"/> and changes nothing, among the entity's newest 256 such commands.
/// <paramref name="Cursor"/> is moved in the commit of the command's events; when it is there already, the command
/// was taken before and is answered Repeated too.
/// </summary>
public sealed record AskOptions(Lane Lane = Lane.Normal, Guid? CommandId = null, CursorMove? Cursor = null);

/// <summary>Why a message did not reach its entity. All of them pass: try again later or elsewhere.</summary>
public enum HostRefusal
{
    /// <summary>The shard's queue is at its limit.</summary>
    MailboxFull = 1,

    /// <summary>A bug stopped the entity; it is rebuilt after a pause.</summary>
    EntityStopped,

    /// <summary>Another process owns the shard.</summary>
    ShardElsewhere,

    HostStopping,
}

/// <summary>What became of a command.</summary>
public abstract record Answer<TEvent, TState>
{
    Answer()
    {
    }

    /// <summary>
    /// Committed. No events: it changed nothing. <paramref name="Seq"/> counts the entity's events so far.
    /// </summary>
    public sealed record Accepted(System.Collections.Immutable.ImmutableArray<TEvent> Events, TState State, long Seq)
        : Answer<TEvent, TState>;

    /// <summary>The rules said no to this state.</summary>
    public sealed record Refused(Refusal Refusal, TState State, long Seq) : Answer<TEvent, TState>;

    /// <summary>
    /// The same command was taken before; <paramref name="CommandSeq"/> is the number of its last event, 0 if unknown.
    /// </summary>
    public sealed record Repeated(long CommandSeq, TState State, long Seq) : Answer<TEvent, TState>;

    /// <summary>It never reached the entity.</summary>
    public sealed record Declined(HostRefusal Reason) : Answer<TEvent, TState>;
}
