namespace Fractional.Engine.Hosting;

/// <summary>
/// A clock that stands until it is told to go on. Timers ring while it goes, in the order of their times, on the thread
/// that moves it: a run that only uses this clock is the same every time.
/// </summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    readonly Lock gate = new();
    readonly PriorityQueue<(VirtualTimer Timer, long Round), (DateTimeOffset At, long Order)> timers = new();
    DateTimeOffset now = start;
    TimeSpan wallOffset;
    long order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now + wallOffset;
    }

    /// <summary>Goes on steadily, whatever the wall clock does.</summary>
    public override long GetTimestamp()
    {
        lock (gate) return now.UtcTicks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Goes forward and rings every timer on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset goal;
        lock (gate) goal = now + by;
        while (NextUntil(goal) is { } ring) ring();
    }

    /// <summary>The wall clock is set by this much, forward or back; timers do not notice.</summary>
    public void StepWall(TimeSpan by)
    {
        lock (gate) wallOffset += by;
    }

    Action? NextUntil(DateTimeOffset goal)
    {
        lock (gate)
        {
            while (timers.TryPeek(out var next, out var due) && due.At <= goal)
            {
                timers.Dequeue();
                if (due.At > now) now = due.At;
                if (next.Timer.Round != next.Round) continue;
                next.Timer.Again();
                return next.Timer.Ring;
            }
            now = goal;
            return null;
        }
    }

    void Schedule(VirtualTimer timer, TimeSpan dueTime)
    {
        lock (gate)
        {
            timer.Round++;
            if (dueTime >= TimeSpan.Zero) timers.Enqueue((timer, timer.Round), (now + dueTime, ++order));
        }
    }

    sealed class VirtualTimer(VirtualTime clock, Action ring) : ITimer
    {
        TimeSpan period;

        public Action Ring => ring;

        /// <summary>A change makes what was scheduled before void.</summary>
        public long Round { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            period = newPeriod;
            clock.Schedule(this, dueTime);
            return true;
        }

        public void Again()
        {
            if (period > TimeSpan.Zero) clock.Schedule(this, period);
        }

        public void Dispose() => clock.Schedule(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
