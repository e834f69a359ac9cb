using Fractional.Core;

namespace Fractional.Engine.Hosting;

/// <summary>
/// The recipe of one kind of entity. <paramref name="Kind"/> and the entity's id make its name in the journal,
/// kind/id. <paramref name="Decide"/> and <paramref name="Evolve"/> are pure; the time that is passed is the
/// host's, never earlier than before. Without <paramref name="Snapshots"/> an entity is always replayed from its
/// first event.
/// </summary>
public sealed record EntityProps<TCommand, TEvent, TState>(
    string Kind,
    Func<string, TState> Initial,
    Func<TState, TCommand, DateTimeOffset, Decision<TEvent>> Decide,
    Func<TState, TEvent, TState> Evolve,
    EventCodec<TEvent> Events,
    SnapshotCodec<TState>? Snapshots = null)
    where TCommand : class where TEvent : class where TState : class;

/// <summary>
/// A state as JSON. A snapshot of another <paramref name="Version"/> is not read: the events are replayed instead.
/// </summary>
public sealed record SnapshotCodec<TState>(int Version, Func<TState, string> Write, Func<string, TState> Read);
