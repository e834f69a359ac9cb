using Fractional.Store;

namespace Fractional.Tests.Store;

public sealed class MemoryEventStoreTests : EventStoreConformance
{
    readonly StepClock clock = new();

    protected override Task<IEventStore> Open() => Task.FromResult<IEventStore>(new MemoryEventStore(2, clock));

    protected override Task LoseSession(string owner)
    {
        ((MemoryEventStore)Store).LoseSession(owner);
        return Task.CompletedTask;
    }

    protected override Task Pass(TimeSpan time)
    {
        clock.Now += time;
        return Task.CompletedTask;
    }

    sealed class StepClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
