namespace Fractional.Store;

/// <summary>
/// A committed event. <paramref name="Offset"/> is its place in the shard, <paramref name="Seq"/> its place in the
/// entity.
/// </summary>
public sealed record StoredEvent(
    int Shard, long Offset, string Entity, long Seq, string Kind, int Version, string Data,
    Guid? Command, DateTimeOffset At);

/// <summary>An entity and the last sequence number the reader already has (0: none).</summary>
public readonly record struct EntityPosition(string Entity, long AfterSeq);

/// <summary>
/// A state after <paramref name="Seq"/> events. <paramref name="Version"/> is the version of the state's shape.
/// </summary>
public sealed record Snapshot(string Entity, long Seq, int Version, string Data);

/// <summary>Where a reader stands; see <see cref="CursorMove"/>.</summary>
public sealed record Cursor(string Name, long Position, string Data);
