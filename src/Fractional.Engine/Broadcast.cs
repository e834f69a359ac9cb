using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Fractional.Engine;

/// <summary>Tells many listeners the newest value; who is slow misses what lies between.</summary>
internal sealed class Broadcast<T> where T : struct
{
    private readonly Lock gate = new();
    private readonly HashSet<Channel<T>> listeners = [];

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
            foreach (var listener in listeners) listener.Writer.TryWrite(value);
        }
    }

    /// <summary>The last value does not hold any more.</summary>
    public void Forget()
    {
        lock (gate)
        {
            last = null;
            foreach (var listener in listeners) listener.Reader.TryRead(out _);
        }
    }

    /// <summary>Ends all listening.</summary>
    public void Close()
    {
        lock (gate)
        {
            foreach (var listener in listeners) listener.Writer.TryComplete();
        }
    }

    public async IAsyncEnumerable<T> Listen([EnumeratorCancellation] CancellationToken stop)
    {
        var newest = new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest };
        var channel = Channel.CreateBounded<T>(newest);
        lock (gate)
        {
            listeners.Add(channel);
            if (Last is { } known) channel.Writer.TryWrite(known);
        }
        try
        {
            await foreach (var value in channel.Reader.ReadAllAsync(stop)) yield return value;
        }
        finally
        {
            lock (gate) listeners.Remove(channel);
        }
    }
}
