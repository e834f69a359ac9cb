using Fractional.Engine.Hosting;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Hosting;

public sealed class FloodTests
{
    /// <summary>The limit keeps a flood from taking all memory; urgent mail has room of its own.</summary>
    [Fact]
    public async Task A_flood_is_refused_at_the_limit_and_urgent_mail_still_gets_through()
    {
        const int capacity = 1_000;
        var clock = new VirtualTime(DateTimeOffset.UnixEpoch);
        await using var store = new MemoryEventStore(1, clock);
        await using var host = new SeededHost(store, clock, 1, "one", new HostOptions { MailboxCapacity = capacity });
        var region = host.Start(Tally.Props());
        var refused = 0;
        var command = new Tally.Command.Nothing();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1_000_000; n++)
            if (region.Tell("a", command) == HostRefusal.MailboxFull) refused++;
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000, "a refusal keeps nothing");
        refused.ShouldBe(1_000_000 - capacity);
        var urgent = region.Ask("b", new Tally.Command.Change(1), new AskOptions(Lane.Urgent));
        await host.Step();
        (await urgent).ShouldBeOfType<Answer<Tally.Event, Tally.State>.Accepted>("in the first turn, before the flood");
    }
}
