using System.Runtime.CompilerServices;

namespace Fractional.Store;

public static class Subscription
{
    /// <summary>Commits of other processes are seen after this long at most; our own ring a bell.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Every event of a shard after an offset, once each and in order, for ever: first what is there, then what
    /// comes, until <paramref name="stop"/>. A gap in the offsets is a fault, not something to skip.
    /// </summary>
    public static async IAsyncEnumerable<StoredEvent> Follow(this IEventStore store, int shard, long afterOffset,
        [EnumeratorCancellation] CancellationToken stop = default)
    {
        while (true)
        {
            var page = await store.ReadShard(shard, afterOffset, StoreLimits.MaxRead, stop);
            foreach (var e in page)
            {
                if (e.Offset != afterOffset + 1)
                    throw new StoreCorruptException(
                        $"shard {shard} has offset {e.Offset} after {afterOffset}: events are missing");
                afterOffset = e.Offset;
                yield return e;
            }
            if (page.Count == 0) await store.WaitBeyond(shard, afterOffset, Poll, stop);
        }
    }

    /// <summary>All events of one entity after a sequence number, in order.</summary>
    public static async IAsyncEnumerable<StoredEvent> ReadEntity(this IEventStore store, string entity,
        long afterSeq = 0, [EnumeratorCancellation] CancellationToken stop = default)
    {
        while (true)
        {
            var page = await store.ReadEntities([new EntityPosition(entity, afterSeq)], StoreLimits.MaxRead, stop);
            foreach (var e in page) yield return e;
            if (page.Count < StoreLimits.MaxRead) yield break;
            afterSeq = page[^1].Seq;
        }
    }
}
