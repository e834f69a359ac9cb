using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>What one turn of a shard decided and nobody knows yet.</summary>
sealed class Batch
{
    /// <summary>
    /// No further command is decided once a batch holds so much; one command alone may add as much again.
    /// </summary>
    public const int SoftEvents = StoreLimits.MaxBatchEvents / 2;

    /// <summary>Characters of JSON, so that one append stays a few megabytes.</summary>
    const int SoftChars = 2 * 1024 * 1024;

    readonly List<NewEvent> events = [];
    readonly Dictionary<string, CursorMove> cursors = [];
    readonly List<IReply> replies = [];
    readonly List<Cell> dirty = [];
    int chars, mark, charsMark;

    public IReadOnlyList<Cell> Dirty => dirty;

    public bool IsEmpty => events.Count == 0 && cursors.Count == 0;

    public bool IsFull =>
        events.Count >= SoftEvents || chars >= SoftChars || cursors.Count >= StoreLimits.MaxBatchCursors;

    public ShardBatch Seal(Lease lease, long firstOffset) =>
        new(lease.Shard, lease.Epoch, firstOffset, events, [.. cursors.Values]);

    /// <summary>Where the next command begins.</summary>
    public void Mark() => (mark, charsMark) = (events.Count, chars);

    public void Add(in NewEvent e)
    {
        events.Add(e);
        chars += e.Data.Length;
        if (events.Count - mark > SoftEvents || chars - charsMark > 2 * SoftChars)
            throw new InvalidOperationException(
                $"one command made more than {SoftEvents} events or {2 * SoftChars} characters of them");
    }

    /// <summary>Keeps the command's events; its cell has uncommitted state if there are any.</summary>
    public void Keep(Cell cell, IReply? reply)
    {
        if (reply is not null) replies.Add(reply);
        if (events.Count == mark || cell.IsDirty) return;
        cell.IsDirty = true;
        dirty.Add(cell);
    }

    /// <summary>Takes the events of a command back that threw half-way.</summary>
    public void Undo()
    {
        events.RemoveRange(mark, events.Count - mark);
        chars = charsMark;
    }

    public void Move(in CursorMove move) => cursors[move.Name] = move;

    public void Reply(IReply reply) => replies.Add(reply);

    public void SendReplies()
    {
        foreach (var reply in replies) reply.Send();
    }

    public void FailReplies(Exception fault)
    {
        foreach (var reply in replies) reply.Fail(fault);
    }

    public void Clear()
    {
        foreach (var cell in dirty) cell.IsDirty = false;
        events.Clear();
        cursors.Clear();
        replies.Clear();
        dirty.Clear();
        (chars, mark, charsMark) = (0, 0, 0);
    }
}
