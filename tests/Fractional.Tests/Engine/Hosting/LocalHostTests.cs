using Fractional.Engine.Hosting;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Hosting;

public sealed class LocalHostTests : EntityHostConformance
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    MemoryEventStore memory = null!;

    protected override Task<IEventStore> OpenStore()
    {
        memory = new MemoryEventStore(2, TimeProvider.System);
        return Task.FromResult<IEventStore>(memory);
    }

    protected override IEntityHost NewHost(IEventStore store, HostOptions options) =>
        new LocalHost(store, TimeProvider.System, options);

    protected override Task<T> Wait<T>(IEntityHost host, Task<T> answer) => answer.WaitAsync(Patience);

    protected override Task LoseSession(IEntityHost host)
    {
        memory.LoseSession(((LocalHost)host).Owner);
        return Task.CompletedTask;
    }

    protected override Task Pass(TimeSpan time) => Task.Delay(time);

    [Fact]
    public async Task Nobody_is_answered_before_the_commit_and_what_comes_meanwhile_is_the_next_batch()
    {
        var (_, region) = Begin();
        await region.Ask("a", new Tally.Command.Change(1)).WaitAsync(Patience);
        var commit = new TaskCompletionSource();
        var sizes = new List<int>();
        Store.BeforeAppend = batch =>
        {
            sizes.Add(batch.Events.Count);
            return commit.Task;
        };
        var first = region.Ask("a", new Tally.Command.Change(1));
        while (sizes.Count == 0) await Task.Delay(5);
        Task[] rest = [.. Enumerable.Range(0, 20).Select(_ => region.Ask("a", new Tally.Command.Change(1)))];
        var refused = region.Ask("a", new Tally.Command.Change(-1_000));
        await Task.Delay(100);
        rest.Append(first).Append(refused).ShouldAllBe(t => !t.IsCompleted);
        commit.SetResult();
        await Task.WhenAll(rest).WaitAsync(Patience);
        sizes.ShouldBe([1, 20]);
        (await refused).ShouldBeOfType<Answer<Tally.Event, Tally.State>.Refused>();
    }

    [Fact]
    public async Task Urgent_mail_goes_before_all_that_waits()
    {
        var (_, region) = Begin(new HostOptions { MaxBatchCommands = 10 });
        await region.Ask("a", new Tally.Command.Change(1)).WaitAsync(Patience);
        var commit = new TaskCompletionSource();
        Store.BeforeAppend = _ => commit.Task;
        var before = Store.Appends;
        var first = region.Ask("a", new Tally.Command.Change(1));
        while (Store.Appends == before) await Task.Delay(5);
        for (var n = 0; n < 10_000; n++) region.Tell("a", new Tally.Command.Change(1));
        var urgent = region.Ask("a", new Tally.Command.Change(1), new AskOptions(Lane.Urgent));
        commit.SetResult();
        await first.WaitAsync(Patience);
        (await urgent.WaitAsync(Patience)).ShouldBeOfType<Answer<Tally.Event, Tally.State>.Accepted>()
            .Seq.ShouldBe(3, "third of ten thousand");
    }

    [Fact]
    public async Task A_clock_that_steps_back_never_shows_an_entity_an_earlier_time()
    {
        var clock = new VirtualTime(DateTimeOffset.UnixEpoch.AddDays(1));
        await using var host = new LocalHost(new MemoryEventStore(1, clock), clock);
        var region = host.Start(Tally.Props());
        var last = DateTimeOffset.MinValue;
        foreach (var step in new[] { 0, -1, -86_400, 5, 315_360_000, -1 })
        {
            clock.StepWall(TimeSpan.FromSeconds(step));
            var answer = await region.Ask("a", new Tally.Command.Change(1)).WaitAsync(Patience);
            var at = answer.ShouldBeOfType<Answer<Tally.Event, Tally.State>.Accepted>().State.LastAt;
            at.ShouldBeGreaterThanOrEqualTo(last);
            last = at;
        }
    }

    [Fact]
    public async Task Messages_after_the_end_are_declined()
    {
        var (host, region) = Begin();
        await region.Ask("a", new Tally.Command.Change(1)).WaitAsync(Patience);
        await host.DisposeAsync();
        region.Tell("a", new Tally.Command.Change(1)).ShouldBe(HostRefusal.HostStopping);
        (await region.Ask("a", new Tally.Command.Change(1)))
            .ShouldBe(new Answer<Tally.Event, Tally.State>.Declined(HostRefusal.HostStopping));
        Should.Throw<ArgumentException>(() => host.Start(Tally.Props()));
    }

    [Fact]
    public async Task A_standby_takes_over_when_the_owner_dies()
    {
        var (owner, region) = Begin();
        await region.Ask("a", new Tally.Command.Change(1)).WaitAsync(Patience);
        var (_, standby) = Begin();
        (await standby.View("a").WaitAsync(Patience))
            .ShouldBe(new Answer<Tally.Event, Tally.State>.Declined(HostRefusal.ShardElsewhere));
        await owner.DisposeAsync();
        Answer<Tally.Event, Tally.State> answer;
        do answer = await standby.View("a").WaitAsync(Patience);
        while (answer is Answer<Tally.Event, Tally.State>.Declined);
        answer.ShouldBeOfType<Answer<Tally.Event, Tally.State>.Accepted>().State.Balance.ShouldBe(1);
    }
}
