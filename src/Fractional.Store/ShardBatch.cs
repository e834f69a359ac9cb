namespace Fractional.Store;

/// <summary>
/// An event to append. <paramref name="Seq"/> counts the events of its entity from 1; <paramref name="Data"/> is a
/// JSON object of at most <see cref="StoreLimits.MaxDataChars"/> characters; <paramref name="Command"/> is the id
/// of the keyed command that caused it, by which a repeat is recognised; <paramref name="At"/> is when it was
/// decided, kept to the microsecond.
/// </summary>
public readonly record struct NewEvent(
    string Entity, long Seq, string Kind, int Version, string Data, Guid? Command, DateTimeOffset At);

/// <summary>
/// A reader's progress, saved with the facts it produced. Positions count its steps and only grow;
/// <paramref name="Data"/> says where that is, for example a block's number and hash.
/// </summary>
public readonly record struct CursorMove(string Name, long Position, string Data);

/// <summary>
/// What one owner of a shard commits at once: the events get the offsets from <paramref name="FirstOffset"/> on.
/// </summary>
public sealed record ShardBatch(
    int Shard, long Epoch, long FirstOffset, IReadOnlyList<NewEvent> Events, IReadOnlyList<CursorMove> Cursors)
{
    public long LastOffset => FirstOffset + Events.Count - 1;

    /// <summary>Refuses what no store may accept, before anything is sent.</summary>
    /// <exception cref="ArgumentException">Names the field, its value and the limit.</exception>
    public void Check()
    {
        if (Events.Count + Cursors.Count == 0) throw new ArgumentException("a batch needs an event or a cursor move");
        if (Events.Count > StoreLimits.MaxBatchEvents)
            throw new ArgumentException($"a batch has {Events.Count} events, at most {StoreLimits.MaxBatchEvents}");
        if (Cursors.Count > StoreLimits.MaxBatchCursors)
            throw new ArgumentException(
                $"a batch moves {Cursors.Count} cursors, at most {StoreLimits.MaxBatchCursors}");
        if (Epoch < 1 || FirstOffset < 1)
            throw new ArgumentException($"Epoch {Epoch} and FirstOffset {FirstOffset} count from 1");
        foreach (var e in Events) Check(e);
        foreach (var c in Cursors) Check(c);
        if (Cursors.Count > 1 && Cursors.DistinctBy(c => c.Name).Count() < Cursors.Count)
            throw new ArgumentException("a batch moves a cursor at most once");
    }

    static void Check(in NewEvent e)
    {
        CheckName(e.Entity, nameof(e.Entity));
        CheckName(e.Kind, nameof(e.Kind));
        if (e.Seq < 1 || e.Version < 1)
            throw new ArgumentException($"Seq {e.Seq} and Version {e.Version} count from 1");
        StoreLimits.CheckJson(e.Data, StoreLimits.MaxDataChars, e.Kind);
    }

    static void Check(in CursorMove move)
    {
        CheckName(move.Name, nameof(move.Name));
        if (move.Position < 1)
            throw new ArgumentException($"Position of cursor {move.Name} is {move.Position}, at least 1");
        StoreLimits.CheckJson(move.Data, StoreLimits.MaxDataChars, move.Name);
    }

    static void CheckName(string name, string field)
    {
        if (name.Length is 0 or > StoreLimits.MaxNameChars || name.Contains('\0'))
            throw new ArgumentException(
                $"{field} has {name.Length} characters, 1 to {StoreLimits.MaxNameChars}, none of them NUL");
    }
}

/// <summary>The limits of both stores: far below what the database or its driver could hold.</summary>
public static class StoreLimits
{
    /// <summary>One append stays a few milliseconds and a few megabytes.</summary>
    public const int MaxBatchEvents = 4_096;

    public const int MaxBatchCursors = 64;

    /// <summary>Names go into index entries, which hold 2,700 bytes; a name has 1 to 200 characters.</summary>
    public const int MaxNameChars = 200;

    /// <summary>Characters of one event's or cursor's JSON: 256 Ki.</summary>
    public const int MaxDataChars = 256 * 1024;

    /// <summary>Characters of one snapshot's JSON: 8 Mi, a book of some ten thousand bids.</summary>
    public const int MaxSnapshotChars = 8 * 1024 * 1024;

    /// <summary>Rows one read may ask for.</summary>
    public const int MaxRead = 10_000;

    internal static void Check(Snapshot snapshot) => CheckJson(snapshot.Data, MaxSnapshotChars, snapshot.Entity);

    /// <summary>Size, and the escaped NUL, which JSON allows and PostgreSQL's jsonb does not.</summary>
    internal static void CheckJson(string data, int limit, string name)
    {
        if (data.Length is 0 || data.Length > limit)
            throw new ArgumentException($"the data of {name} has {data.Length} characters, 1 to {limit}");
        if (HoldsNul(data))
            throw new ArgumentException(
                $"the data of {name} holds the character U+0000, which the journal cannot keep");
    }

    /// <summary>The escape itself; behind an escaped backslash the same letters are text.</summary>
    private static bool HoldsNul(string json)
    {
        const string nul = "\\u0000";
        for (var at = json.IndexOf(nul, StringComparison.Ordinal); at >= 0;
            at = json.IndexOf(nul, at + nul.Length, StringComparison.Ordinal))
        {
            var backslashes = 0;
            while (backslashes < at && json[at - 1 - backslashes] == '\\') backslashes++;
            if (backslashes % 2 == 0) return true;
        }
        return false;
    }

    internal static void CheckRead(int limit)
    {
        if (limit is < 1 or > MaxRead)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"1 to {MaxRead} rows");
    }
}
