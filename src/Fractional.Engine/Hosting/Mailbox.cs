namespace Fractional.Engine.Hosting;

/// <summary>
/// One message on its way. A null <paramref name="Command"/> asks for the state; <see cref="Passivate"/> sends the
/// entity to sleep; without a region it is a cursor's move, which the reply carries.
/// </summary>
readonly record struct Envelope(Region? Region, string EntityId, object? Command, IReply? Reply)
{
    public static readonly object Passivate = new();
}

/// <summary>
/// The queue of a shard: many senders, one reader, two lanes, a limit. The reader takes a whole lane by swapping it
/// for an empty one, so that senders and reader meet once per batch and not once per message.
/// </summary>
sealed class Mailbox(int capacity, int urgentCapacity)
{
    readonly Lock gate = new();
    Lot normal = new(), urgent = new();
    TaskCompletionSource? reader;
    bool poked, closed;

    /// <summary>Messages that wait here, without those a reader has taken.</summary>
    public int Count
    {
        get
        {
            lock (gate) return normal.Count + urgent.Count;
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (gate) return closed;
        }
    }

    public HostRefusal? Post(in Envelope envelope, Lane lane)
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            if (closed) return HostRefusal.HostStopping;
            var lot = lane == Lane.Urgent ? urgent : normal;
            if (lot.Count >= (lane == Lane.Urgent ? urgentCapacity : capacity)) return HostRefusal.MailboxFull;
            lot.Add(envelope);
            waiting = reader;
            reader = null;
        }
        waiting?.SetResult();
        return null;
    }

    /// <summary>Takes a lane's mail in exchange for an empty lot.</summary>
    public Lot Take(Lane lane, Lot empty)
    {
        lock (gate)
        {
            ref var lot = ref lane == Lane.Urgent ? ref urgent : ref normal;
            if (lot.Count == 0) return empty;
            var taken = lot;
            lot = empty;
            return taken;
        }
    }

    /// <summary>Completes when there is mail, or the reader was poked, or the box is closed. One reader only.</summary>
    public Task Wait()
    {
        lock (gate)
        {
            if (poked || closed || normal.Count + urgent.Count > 0)
            {
                poked = false;
                return Task.CompletedTask;
            }
            reader = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return reader.Task;
        }
    }

    public void Poke() => Wake(close: false);

    /// <summary>No mail is taken any more; what is there can still be read.</summary>
    public void Close() => Wake(close: true);

    void Wake(bool close)
    {
        TaskCompletionSource? waiting;
        lock (gate)
        {
            closed |= close;
            waiting = reader;
            reader = null;
            poked = waiting is null;
        }
        waiting?.SetResult();
    }

    /// <summary>A growing array that is emptied by reading it to its end.</summary>
    public sealed class Lot
    {
        const int FirstSize = 16;

        Envelope[] items = new Envelope[FirstSize];
        int read;

        public int Count { get; private set; }

        /// <summary>What was added and is not read yet.</summary>
        public int Left => Count - read;

        public void Add(in Envelope envelope)
        {
            if (Count == items.Length) Array.Resize(ref items, 2 * Count);
            items[Count++] = envelope;
        }

        public bool TryRead(out Envelope envelope)
        {
            if (read == Count)
            {
                envelope = default;
                Array.Clear(items, 0, Count);
                (read, Count) = (0, 0);
                return false;
            }
            envelope = items[read++];
            return true;
        }
    }
}
