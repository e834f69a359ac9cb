using Fractional.Core.Units;
using Fractional.Engine.Journal;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Engine.Projections;

/// <summary>Folds the journal into a <see cref="BoardView"/>: from its beginning at the start, then as it grows. The
/// same code folds both, so what was built live is what a rebuild gives.</summary>
public sealed class VaultBoard
{
    private readonly Lock gate = new();
    private readonly BoardFeed feed = new();
    private volatile BoardView view = BoardView.Empty;

    /// <summary>Who waits for how many events of an entity: only those are woken, the nearest first.</summary>
    private readonly Dictionary<string, PriorityQueue<TaskCompletionSource, long>> waiting =
        new(StringComparer.Ordinal);

    public BoardView View => view;

    /// <summary>Reads everything a journal holds.</summary>
    /// <returns>The offset reached in each shard.</returns>
    public async Task<long[]> Rebuild(IEventStore store, CancellationToken stop)
    {
        var offsets = new long[store.Shards];
        for (var shard = 0; shard < store.Shards; shard++)
        {
            IReadOnlyList<StoredEvent> page;
            do
            {
                page = await store.ReadShard(shard, offsets[shard], StoreLimits.MaxRead, stop);
                foreach (var stored in page) Take(stored);
                if (page.Count > 0) offsets[shard] = page[^1].Offset;
            }
            while (page.Count == StoreLimits.MaxRead);
        }
        return offsets;
    }

    /// <summary>Follows one shard of the journal until stopped.</summary>
    public async Task Follow(IEventStore store, int shard, long afterOffset, CancellationToken stop)
    {
        await foreach (var stored in store.Follow(shard, afterOffset, stop)) Take(stored);
    }

    /// <summary>Folds one event of the journal.</summary>
    public void Take(StoredEvent stored)
    {
        lock (gate)
        {
            var after = Folded(view, stored);
            if (!ReferenceEquals(after, view)) feed.Tell(stored, after);
            view = after;
            Wake(stored.Entity);
        }
    }

    /// <summary>Every change of a vault from now on, or of all vaults. What it misses is on its first board.</summary>
    /// <param name="vault">None for all.</param>
    public BoardListener Listen(Account? vault)
    {
        lock (gate)
        {
            var listener = new BoardListener(vault, view, Leave);
            feed.Add(listener);
            return listener;
        }
    }

    /// <summary>Ends all listening.</summary>
    public void Close()
    {
        lock (gate) feed.Close();
    }

    /// <summary>Returns once the view holds so many events of an entity.</summary>
    public async Task Reaches(string entity, long seq, CancellationToken stop)
    {
        if (IsReached(entity, seq)) return;
        // The lock is held when it is woken: what it does then is done elsewhere.
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (IsReached(entity, seq)) return;
            if (!waiting.TryGetValue(entity, out var waiters)) waiting[entity] = waiters = new();
            waiters.Enqueue(reached, seq);
        }
        await using var gone = stop.Register(() => reached.TrySetCanceled(stop));
        await reached.Task;
    }

    private bool IsReached(string entity, long seq) => view.Seqs.GetValueOrDefault(entity) >= seq;

    private void Wake(string entity)
    {
        if (!waiting.TryGetValue(entity, out var waiters)) return;
        while (waiters.TryPeek(out _, out var seq) && IsReached(entity, seq)) waiters.Dequeue().TrySetResult();
        if (waiters.Count == 0) waiting.Remove(entity);
    }

    private void Leave(BoardListener listener)
    {
        lock (gate) feed.Remove(listener);
    }

    private static BoardView Folded(BoardView view, StoredEvent stored)
    {
        // What a reader is told again after an outage is known.
        if (stored.Seq <= view.Seqs.GetValueOrDefault(stored.Entity)) return view;
        var counted = view with
        {
            Seqs = view.Seqs.SetItem(stored.Entity, stored.Seq), Events = view.Events + 1,
        };
        if (view.Unreadable.ContainsKey(stored.Entity)) return counted;
        try
        {
            return Entities.TryVault(stored.Entity, out var vault) ? FoldedVault(counted, vault, stored)
                : stored.Entity == Entities.ProtocolName ? FoldedProtocol(counted, stored)
                : counted;
        }
        catch (System.Text.Json.JsonException unknown)
        {
            var reason = $"event {stored.Seq}, {stored.Kind} of version {stored.Version}: {unknown.Message}";
            return counted with { Unreadable = view.Unreadable.SetItem(stored.Entity, reason) };
        }
    }

    private static BoardView FoldedVault(BoardView view, Account vault, StoredEvent stored)
    {
        var before = view.Followed.GetValueOrDefault(vault, FollowedVault.Unknown);
        var happened = JournalCodec.Vault.Decode(stored.Kind, stored.Version, stored.Data);
        return view with { Followed = view.Followed.SetItem(vault, FollowedVault.Evolve(before, happened)) };
    }

    private static BoardView FoldedProtocol(BoardView view, StoredEvent stored)
    {
        var happened = JournalCodec.Protocol.Decode(stored.Kind, stored.Version, stored.Data);
        return view with { FollowedProtocol = ProtocolFacts.FollowedProtocol.Evolve(view.FollowedProtocol, happened) };
    }
}
