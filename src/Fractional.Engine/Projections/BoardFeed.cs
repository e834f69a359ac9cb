using Fractional.Core.Units;
using Fractional.Engine.Journal;
using Fractional.Store;

namespace Fractional.Engine.Projections;

/// <summary>One event of a vault's journal and the board right after it; every listener gets the same object.</summary>
public sealed class BoardChange(Account vault, StoredEvent stored, BoardView after)
{
    public Account Vault => vault;

    public StoredEvent Stored => stored;

    public BoardView After => after;
}

/// <summary>Who listens to the board. Not safe by itself: the board calls it under its own lock, so that what is told
/// joins what the listener saw at first without a gap and without a double.</summary>
internal sealed class BoardFeed
{
    private readonly Dictionary<string, HashSet<BoardListener>> ofOne = new(StringComparer.Ordinal);
    private readonly HashSet<BoardListener> ofAll = [];
    private bool isClosed;

    public void Add(BoardListener listener)
    {
        if (isClosed) listener.End(BoardListener.Stopped);
        else Of(listener).Add(listener);
    }

    public void Remove(BoardListener listener)
    {
        var listeners = Of(listener);
        listeners.Remove(listener);
        if (listener.Entity is { } entity && listeners.Count == 0) ofOne.Remove(entity);
    }

    /// <summary>Tells who listens to the entity of the event. Costs nothing while nobody does.</summary>
    public void Tell(StoredEvent stored, BoardView after)
    {
        ofOne.TryGetValue(stored.Entity, out var few);
        if (few is null && ofAll.Count == 0) return;
        if (!Entities.TryVault(stored.Entity, out var vault)) return;
        var change = new BoardChange(vault, stored, after);
        foreach (var listener in few ?? []) listener.Tell(change);
        foreach (var listener in ofAll) listener.Tell(change);
    }

    public void Close()
    {
        isClosed = true;
        foreach (var listener in ofOne.Values.SelectMany(l => l).Concat(ofAll)) listener.End(BoardListener.Stopped);
    }

    private HashSet<BoardListener> Of(BoardListener listener)
    {
        if (listener.Entity is not { } entity) return ofAll;
        if (!ofOne.TryGetValue(entity, out var listeners)) ofOne[entity] = listeners = [];
        return listeners;
    }
}
