using Fractional.Store;

namespace Fractional.Engine.Hosting;

/// <summary>
/// The right to write a shard: taking it, keeping it, losing it, and finding out what a lost commit came to.
/// </summary>
sealed class ShardOwnership(int number, IEventStore store, HostOptions options, string owner)
{
    bool lost;
    long nextOffset;

    public Lease? Lease { get; private set; }

    /// <summary>When the lease must be renewed, or asked for again.</summary>
    public DateTimeOffset DueAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Why the store could not be asked for the shard; null when it could.</summary>
    public StoreUnavailableException? Away { get; private set; }

    /// <summary>True once after each loss of the shard.</summary>
    public bool TakeLoss()
    {
        var was = lost;
        lost = false;
        return was;
    }

    public void NoteAway(StoreUnavailableException fault) => Away = fault;

    /// <summary>Renews or takes the lease when that is due; true when the shard is ours.</summary>
    public async Task<bool> Hold(DateTimeOffset now)
    {
        if (now < DueAt) return Lease is not null;
        try
        {
            if (Lease is { } lease && await store.Renew(lease, options.LeaseTerm))
            {
                DueAt = now + options.LeaseTerm / 3;
                Away = null;
                return true;
            }
            if (Lease is not null) Lose();
            Adopt(await store.Acquire(number, owner, options.LeaseTerm), now);
        }
        catch (StoreUnavailableException away)
        {
            // A lease that could not be renewed is still ours until an append is fenced.
            DueAt = now + options.StandbyPoll;
            Away = away;
        }
        return Lease is not null;
    }

    /// <summary>Appends the batch; null when it is in the journal, else why its replies must fail.</summary>
    public async Task<Exception?> Append(Batch decided, DateTimeOffset now)
    {
        if (Lease is not { } lease) return new BatchAbortedException(number, "the shard was lost before it");
        var batch = decided.Seal(lease, nextOffset);
        try
        {
            var outcome = await store.Append(batch);
            if (outcome == AppendOutcome.Written)
            {
                nextOffset = batch.LastOffset + 1;
                return null;
            }
            Lose();
            return new BatchAbortedException(number, outcome == AppendOutcome.Fenced
                ? "another owner has the shard"
                : "another owner wrote to its entities");
        }
        catch (StoreUnavailableException away)
        {
            return await Settle(batch, away, now) ? null : away;
        }
        catch (Exception refused)
        {
            Lose();
            return new BatchAbortedException(number, refused.Message, refused);
        }
    }

    /// <summary>
    /// The connection was lost around a commit. Taking the shard under a new epoch makes the outcome final, then it can
    /// be looked up. True: it was written.
    /// </summary>
    async Task<bool> Settle(ShardBatch batch, StoreUnavailableException away, DateTimeOffset now)
    {
        Lose();
        if (!away.OutcomeUnknown) return false;
        try
        {
            var lease = await store.Acquire(number, owner, options.LeaseTerm);
            var written = await store.WasWritten(batch);
            Adopt(lease, now);
            return written;
        }
        catch (StoreUnavailableException stillAway)
        {
            Away = stillAway;
            return false;
        }
    }

    public async Task Release()
    {
        if (Lease is not { } lease) return;
        Lease = null;
        try
        {
            await store.Release(lease);
        }
        catch (StoreUnavailableException)
        {
            // It runs out by itself.
            return;
        }
    }

    void Adopt(Lease? lease, DateTimeOffset now)
    {
        Away = null;
        Lease = lease;
        nextOffset = lease?.NextOffset ?? 0;
        DueAt = now + (lease is null ? options.StandbyPoll : options.LeaseTerm / 3);
    }

    void Lose()
    {
        lost = true;
        Lease = null;
        DueAt = DateTimeOffset.MinValue;
    }
}
