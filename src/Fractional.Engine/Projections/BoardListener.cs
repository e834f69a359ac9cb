using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.Channels;
using Fractional.Core.Units;
using Fractional.Engine.Journal;

namespace Fractional.Engine.Projections;

/// <summary>Hears of every event of a vault's journal, or of every vault's, from one moment on. For one reader at a
/// time; the board never waits for it.</summary>
public sealed class BoardListener : IDisposable
{
    /// <summary>Changes that may wait for a listener: a busy block of one vault fits in. Whoever is further behind
    /// reads the journal instead.</summary>
    public const int MaxWaiting = 256;

    internal const string Stopped = "the engine has stopped";

    private static readonly string TooSlow =
        string.Create(CultureInfo.InvariantCulture, $"more than {MaxWaiting} changes were waiting to be read");

    /// <summary>The changes, and room for one wake-up, which is nothing.</summary>
    private readonly Channel<BoardChange?> waiting = Channel.CreateBounded<BoardChange?>(
        new BoundedChannelOptions(MaxWaiting + 1) { SingleReader = true });

    private readonly Action<BoardListener> leave;
    private volatile string? reason;
    private int isWoken;

    internal BoardListener(Account? vault, BoardView board, Action<BoardListener> leave)
    {
        Entity = vault is { } one ? Entities.NameOf(one) : null;
        Board = board;
        this.leave = leave;
    }

    /// <summary>The board when listening began: the first change is the first one that is not on it.</summary>
    public BoardView Board { get; }

    /// <summary>Why nothing more comes, once what was waiting is read; none while something may come.</summary>
    public string? Ended => waiting.Reader.Completion.IsCompleted ? reason : null;

    /// <summary>None for all vaults.</summary>
    internal string? Entity { get; }

    /// <summary>The next change, in the order of the journal.</summary>
    public bool TryRead([NotNullWhen(true)] out BoardChange? change)
    {
        while (waiting.Reader.TryRead(out change))
        {
            if (change is not null) return true;
            // Whole, and before the reader looks for its news again: a wake-up that comes later is not lost.
            Interlocked.Exchange(ref isWoken, 0);
        }
        return false;
    }

    /// <summary>Returns when there is something to read, when woken, or false when nothing will ever come.</summary>
    public ValueTask<bool> Wait(CancellationToken stop) => waiting.Reader.WaitToReadAsync(stop);

    /// <summary>Ends a wait though nothing has come: its reader has other news. Its reader looks for them after
    /// <see cref="TryRead"/> had nothing more.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref isWoken, 1) == 0 && !waiting.Writer.TryWrite(null))
            Interlocked.Exchange(ref isWoken, 0);
    }

    /// <summary>Ends listening.</summary>
    public void Dispose() => leave(this);

    internal void Tell(BoardChange change)
    {
        if (!waiting.Writer.TryWrite(change)) End(TooSlow);
    }

    internal void End(string why)
    {
        reason ??= why;
        waiting.Writer.TryComplete();
    }
}
