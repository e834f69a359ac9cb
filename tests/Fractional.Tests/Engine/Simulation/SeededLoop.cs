using Fractional.Chain.Simulated;

namespace Fractional.Tests.Engine.Simulation;

/// <summary>All continuations of one simulated process, run one by one on the thread that pumps, in an order the seed
/// chooses. A process that is not pumped any more is dead; pumped again later it is a frozen one that wakes.</summary>
internal sealed class SeededLoop(Dice dice) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Run, object? State)> ready = [];

    public bool HasWork => ready.Count > 0;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (ready) ready.Add((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins an asynchronous piece of work inside this process.</summary>
    public Task<T> Begin<T>(Func<Task<T>> work) => Inside(work);

    /// <inheritdoc cref="Begin{T}(Func{Task{T}})"/>
    public Task Begin(Func<Task> work) => Inside(work);

    /// <summary>Runs one continuation that is ready.</summary>
    public void RunOne()
    {
        (SendOrPostCallback Run, object? State) next;
        lock (ready)
        {
            var index = dice.Below(ready.Count);
            next = ready[index];
            ready.RemoveAt(index);
        }
        Inside(() =>
        {
            next.Run(next.State);
            return 0;
        });
    }

    private T Inside<T>(Func<T> work)
    {
        var outside = Current;
        SetSynchronizationContext(this);
        try
        {
            return work();
        }
        finally
        {
            SetSynchronizationContext(outside);
        }
    }
}
