using Fractional.Store;

namespace Fractional.Integration.Store;

/// <summary>
/// One writer of the load tests: appends numbered facts, takes the shard when it can, looks up every outcome it does
/// not know, and remembers exactly what it was told is durable.
/// </summary>
public sealed class JournalWriter(IEventStore store, int shard, string name)
{
    const int BatchSize = 5;

    readonly List<(string Entity, long Seq)> acknowledged = [];
    long seq;

    public IReadOnlyList<(string Entity, long Seq)> Acknowledged => acknowledged;

    public int Outages { get; private set; }

    /// <summary>Writes until told to stop, or until it has <paramref name="enough"/> facts acknowledged.</summary>
    public async Task Run(TimeSpan term, int enough, CancellationToken stop)
    {
        ShardBatch? unknown = null;
        while (!stop.IsCancellationRequested && acknowledged.Count < enough)
        {
            try
            {
                var lease = await store.Acquire(shard, name, term, CancellationToken.None);
                if (lease is null)
                {
                    await Task.Delay(2, CancellationToken.None);
                    continue;
                }
                if (unknown is not null) Settle(unknown, await store.WasWritten(unknown, CancellationToken.None));
                unknown = null;
                for (var next = lease.NextOffset; acknowledged.Count < enough && !stop.IsCancellationRequested;)
                {
                    unknown = Next(lease, next);
                    var outcome = await store.Append(unknown, CancellationToken.None);
                    Settle(unknown, outcome == AppendOutcome.Written);
                    unknown = null;
                    if (outcome != AppendOutcome.Written) break;
                    next += BatchSize;
                }
            }
            catch (StoreUnavailableException away)
            {
                Outages++;
                if (!away.OutcomeUnknown) unknown = null;
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    ShardBatch Next(Lease lease, long offset) => new(shard, lease.Epoch, offset,
        [.. Enumerable.Range(1, BatchSize).Select(i =>
            new NewEvent(name, seq + i, "Counted", 1, """{"n":1}""", null, DateTimeOffset.UnixEpoch))], []);

    void Settle(ShardBatch batch, bool written)
    {
        if (!written) return;
        acknowledged.AddRange(batch.Events.Select(e => (e.Entity, e.Seq)));
        seq += batch.Events.Count;
    }
}
