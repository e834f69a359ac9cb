using Fractional.Engine.Hosting;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Hosting;

public sealed class VirtualTimeTests
{
    readonly VirtualTime clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void It_does_not_go_back_but_its_wall_may()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
        var start = clock.GetTimestamp();
        clock.StepWall(TimeSpan.FromDays(-1));
        clock.Advance(TimeSpan.FromSeconds(3));
        clock.GetElapsedTime(start).ShouldBe(TimeSpan.FromSeconds(3));
        clock.GetUtcNow().ShouldBe(DateTimeOffset.UnixEpoch.AddDays(-1).AddSeconds(3));
    }

    [Fact]
    public void Timers_ring_in_their_order_at_their_times()
    {
        var rung = new List<string>();
        void Note(string who) => rung.Add($"{who} {(clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds}");
        using var late = clock.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var every = clock.CreateTimer(_ => Note("every"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        var never = clock.CreateTimer(_ => Note("never"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        never.Dispose();
        var moved = clock.CreateTimer(_ => Note("moved"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        moved.Change(TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(6));
        rung.ShouldBe(["every 2", "moved 3", "every 4", "late 5", "every 6"]);
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_is_moved_past_it()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);
        clock.Advance(TimeSpan.FromMinutes(59));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
