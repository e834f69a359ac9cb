using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>Brings entities back from the journal: newest snapshot, then the events after it.</summary>
static class Recovery
{
    /// <summary>Entities read in one round trip.</summary>
    const int Group = 256;

    /// <summary>Events read of each in one round trip; with snapshots an entity has fewer.</summary>
    const int EventsEach = 1_000;

    /// <summary>
    /// Loads the cells of a turn that are not in memory and not paused; a cell that cannot be read is stopped
    /// alone.
    /// </summary>
    public static async Task Load(IEventStore store, List<(Envelope Envelope, Cell? Cell)> turn, DateTimeOffset now,
        Action<Cell, Exception> fault)
    {
        Dictionary<string, Cell>? missing = null;
        foreach (var (_, cell) in turn)
            if (cell is { IsLoaded: false } && cell.StoppedUntil <= now) (missing ??= [])[cell.Entity] = cell;
        if (missing is null) return;
        foreach (var group in missing.Values.Chunk(Group)) await Load(store, group.ToDictionary(c => c.Entity), fault);
    }

    static async Task Load(IEventStore store, Dictionary<string, Cell> cells, Action<Cell, Exception> fault)
    {
        var snapshots = (await store.ReadSnapshots([.. cells.Keys])).ToDictionary(s => s.Entity);
        foreach (var cell in cells.Values.ToList())
            Try(cell, cells, fault, () => cell.Begin(snapshots.GetValueOrDefault(cell.Entity)));
        while (cells.Count > 0)
        {
            EntityPosition[] after = [.. cells.Values.Select(c => new EntityPosition(c.Entity, c.Seq))];
            var read = (await store.ReadEntities(after, EventsEach)).ToLookup(e => e.Entity);
            foreach (var cell in cells.Values.ToList())
            {
                Try(cell, cells, fault, () =>
                {
                    foreach (var e in read[cell.Entity]) cell.Replay(e);
                });
                if (read[cell.Entity].Count() == EventsEach || !cells.Remove(cell.Entity)) continue;
                cell.MarkLoaded();
            }
        }
    }

    static void Try(Cell cell, Dictionary<string, Cell> cells, Action<Cell, Exception> fault, Action step)
    {
        try
        {
            step();
        }
        catch (Exception bug)
        {
            cells.Remove(cell.Entity);
            fault(cell, bug);
        }
    }
}
