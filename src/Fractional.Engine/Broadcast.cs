using System.Runtime.CompilerServices;

namespace Fractional.Engine;

/// <summary>Tells many listeners the newest value; who is slow misses what lies between.</summary>
internal sealed class Broadcast<T> where T : struct
{
    private readonly Lock gate = new();
    private readonly HashSet<TaskCompletionSource> waiting = [];
    private long told;
    private bool isClosed;

    /// <summary>In an object of its own, because a value of several words is not read in one piece while it is
    /// written.</summary>
    private volatile object? last;

    /// <summary>None before the first value and after <see cref="Forget"/>.</summary>
    public T? Last => (T?)last;

    public void Tell(T value)
    {
        lock (gate)
        {
            last = value;
            told++;
        }
        Wake();
    }

    /// <summary>The last value does not hold any more.</summary>
    public void Forget()
    {
        lock (gate) last = null;
    }

    /// <summary>Ends all listening.</summary>
    public void Close()
    {
        lock (gate) isClosed = true;
        Wake();
    }

    public async IAsyncEnumerable<T> Listen([EnumeratorCancellation] CancellationToken stop)
    {
        var heard = 0L;
        while (true)
        {
            // Waited for as it is, so that a simulated process goes on where it stood.
            var bell = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            T? news = null;
            lock (gate)
            {
                if (told != heard) (heard, news) = (told, Last);
                if (news is null && isClosed) yield break;
                if (news is null) waiting.Add(bell);
            }
            if (news is { } value)
            {
                yield return value;
                continue;
            }
            using var stopping = stop.Register(() => bell.TrySetCanceled(stop));
            try
            {
                await bell.Task;
            }
            finally
            {
                lock (gate) waiting.Remove(bell);
            }
        }
    }

    private void Wake()
    {
        TaskCompletionSource[] bells;
        lock (gate) bells = [.. waiting];
        foreach (var bell in bells) bell.TrySetResult();
    }
}
