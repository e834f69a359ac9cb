using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Projections;
using Fractional.Store;

namespace Fractional.Api.Streams;

/// <summary>One open stream: what came before, then what comes, until its reader leaves or falls behind.</summary>
/// <param name="listener">Joined to its board: what is not on it will be heard.</param>
sealed class StreamReading(
    FractionalEngine engine, StreamHub hub, StreamTopic topic, BoardListener listener, StreamWriter writer)
{
    /// <summary>Events of the journal that are held at once for one stream that resumes.</summary>
    const int PageOfJournal = 50;

    BoardView shown = listener.Board;
    Block? told;
    long pinged = hub.Pings;
    bool owesSnapshot;

    /// <summary>The first page of what a reader missed; nothing for who begins.</summary>
    /// <exception cref="StoreUnavailableException">The journal is away.</exception>
    public async Task<IReadOnlyList<StoredEvent>> Missed(long? after, CancellationToken stop) =>
        after is { } seq && topic.Subject.Vault is { } vault && CanResume(seq, vault)
            ? await Page(vault, seq, stop)
            : [];

    /// <param name="after">The number of the last change the reader has; none for who begins.</param>
    /// <param name="missed">From <see cref="Missed"/>.</param>
    public async Task Run(long? after, IReadOnlyList<StoredEvent> missed, CancellationToken stop)
    {
        await writer.Write(EventText.Retry);
        if (after is { } seq && topic.Subject.Vault is { } vault && CanResume(seq, vault))
            await Resume(vault, seq, missed, stop);
        else await Show(after is null ? "snapshot" : "reset");
        await GoOn(stop);
    }

    bool CanResume(long seq, Account vault) =>
        listener.Board.SeqOf(vault) - seq is >= 0 and <= StreamLimits.MaxResume;

    async Task Resume(Account vault, long seq, IReadOnlyList<StoredEvent> page, CancellationToken stop)
    {
        var last = shown.SeqOf(vault);
        while (seq < last)
        {
            if (page.Count == 0) page = await Page(vault, seq, stop);
            if (page.Count == 0)
            {
                await Show("reset");
                return;
            }
            foreach (var stored in page.TakeWhile(e => e.Seq <= last))
            {
                seq = stored.Seq;
                await Tell(await topic.Change(vault, stored, seq == last ? shown : null));
            }
            page = [];
        }
    }

    async Task GoOn(CancellationToken stop)
    {
        while (true)
        {
            // News are looked at before the changes are read: those of a block are waiting when the block is told.
            var (head, pings) = (engine.Head, hub.Pings);
            while (listener.TryRead(out var change))
            {
                await Tell(await topic.Change(change));
                shown = change.After;
            }
            if (listener.Ended is { } reason)
            {
                await Drop(reason);
                return;
            }
            if (head is { } block && block != told) await TellHead(block);
            if (pings != pinged) await writer.Write(EventText.Ping);
            pinged = pings;
            await writer.Send();
            if (engine.Head == head && hub.Pings == pings) await listener.Wait(stop);
        }
    }

    public async Task Drop(string reason)
    {
        await writer.Write(topic.Dropped(reason));
        await writer.End();
    }

    async Task Tell(ChangeText change)
    {
        await writer.Write(change.Text);
        owesSnapshot = !change.IsWhole;
    }

    async Task TellHead(Block block)
    {
        told = block;
        if (owesSnapshot) await Show("snapshot");
        await writer.Write(topic.Head(block));
    }

    /// <summary>Shows what was told last, so that what is told next follows on it. While no block is known it is shown
    /// with the next one.</summary>
    async Task Show(string name)
    {
        var snapshot = await topic.Snapshot(name, shown);
        owesSnapshot = !snapshot.IsWhole;
        if (snapshot.Text is not { } text) return;
        told = snapshot.Block;
        await writer.Write(text);
    }

    async Task<IReadOnlyList<StoredEvent>> Page(Account vault, long after, CancellationToken stop)
    {
        await hub.Reading.WaitAsync(stop);
        try
        {
            return await engine.ReadJournal(vault, after, PageOfJournal, stop);
        }
        finally
        {
            hub.Reading.Release();
        }
    }
}
