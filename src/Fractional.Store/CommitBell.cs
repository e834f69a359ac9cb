namespace Fractional.Store;

/// <summary>Wakes readers of this process when it has committed. Costs nothing per commit while nobody waits.</summary>
internal sealed class CommitBell(int shards, TimeProvider clock)
{
    readonly long[] last = new long[shards];
    readonly TaskCompletionSource?[] waiting = new TaskCompletionSource?[shards];

    public void Ring(int shard, long offset)
    {
        Volatile.Write(ref last[shard], offset);
        Interlocked.Exchange(ref waiting[shard], null)?.TrySetResult();
    }

    public async Task Wait(int shard, long offset, TimeSpan atMost, CancellationToken stop)
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rung = Interlocked.CompareExchange(ref waiting[shard], fresh, null) ?? fresh;
        // Looked at after the bell is hung up: a commit in between rings it.
        if (Volatile.Read(ref last[shard]) > offset) return;
        var timeUp = Task.Delay(atMost, clock, stop);
        await (await Task.WhenAny(rung.Task, timeUp));
    }
}
