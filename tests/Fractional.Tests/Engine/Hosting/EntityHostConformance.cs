using Fractional.Core;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Shouldly;
using Xunit;
using static Fractional.Tests.Engine.Hosting.Tally;

namespace Fractional.Tests.Engine.Hosting;

using Answer = Answer<Event, State>;
using Region = IShardRegion<Command, Event, State>;

/// <summary>
/// What every host of entities must do: LocalHost and SeededHost here, LocalHost over PostgreSQL there.
/// </summary>
public abstract class EntityHostConformance : IAsyncLifetime
{
    readonly List<IEntityHost> hosts = [];

    protected FaultyStore Store { get; private set; } = null!;

    /// <summary>An empty journal of two shards.</summary>
    protected abstract Task<IEventStore> OpenStore();

    protected abstract IEntityHost NewHost(IEventStore store, HostOptions options);

    /// <summary>Lets the host work until the answer is there.</summary>
    protected abstract Task<T> Wait<T>(IEntityHost host, Task<T> answer);

    /// <summary>The process of the host dies, as far as the store can see.</summary>
    protected abstract Task LoseSession(IEntityHost host);

    /// <summary>Lets the host's clock pass some time.</summary>
    protected abstract Task Pass(TimeSpan time);

    public async Task InitializeAsync() => Store = new FaultyStore(await OpenStore());

    public async Task DisposeAsync()
    {
        (Store.IsAway, Store.BeforeAppend, Store.AfterAppend) = (false, null, null);
        foreach (var host in hosts) await host.DisposeAsync();
        await Store.DisposeAsync();
    }

    protected (IEntityHost Host, Region Region) Begin(HostOptions? options = null, bool snapshots = true)
    {
        var host = NewHost(Store, options ?? new HostOptions());
        hosts.Add(host);
        return (host, host.Start(Props(snapshots: snapshots)));
    }

    Task<Answer> Change(IEntityHost host, Region region, string id, long by, AskOptions? options = null) =>
        Wait(host, region.Ask(id, new Command.Change(by), options));

    async Task<State> See(IEntityHost host, Region region, string id) =>
        (await Wait(host, region.View(id))).ShouldBeOfType<Answer.Accepted>().State;

    async Task<List<StoredEvent>> Journal(string id)
    {
        var events = new List<StoredEvent>();
        await foreach (var e in Store.ReadEntity($"tally/{id}")) events.Add(e);
        return events;
    }

    [Fact]
    public async Task A_refusal_is_answered_by_name_and_writes_nothing()
    {
        var (host, region) = Begin();
        var refused = (await Change(host, region, "a", -1)).ShouldBeOfType<Answer.Refused>();
        refused.Refusal.ShouldBeOfType<Refusal.InsufficientBalance>();
        refused.Seq.ShouldBe(0);
        (await Journal("a")).ShouldBeEmpty();
        Store.Appends.ShouldBe(0);
    }

    [Fact]
    public async Task An_id_that_the_journal_could_not_keep_is_refused_at_the_door()
    {
        var (_, region) = Begin();
        await Should.ThrowAsync<ArgumentException>(() => region.Ask("", new Command.Nothing()));
        Should.Throw<ArgumentException>(() => region.Tell(new string('x', 200), new Command.Nothing()))
            .Message.ShouldContain("1 to 194");
    }

    [Fact]
    public async Task A_command_is_answered_with_its_events_and_the_state_after_them()
    {
        var (host, region) = Begin();
        var first = (await Change(host, region, "a", 5)).ShouldBeOfType<Answer.Accepted>();
        first.Events.ShouldHaveSingleItem().ShouldBeOfType<Event.Changed>().By.ShouldBe(5);
        (first.State.Balance, first.Seq).ShouldBe((5, 1));
        var second = (await Wait(host, region.Ask("a", new Command.Each([1, 2, 3])))).ShouldBeOfType<Answer.Accepted>();
        (second.Events.Length, second.State.Balance, second.Seq).ShouldBe((3, 11, 4));
        var nothing = (await Wait(host, region.Ask("a", new Command.Nothing()))).ShouldBeOfType<Answer.Accepted>();
        (nothing.Events.Length, nothing.Seq).ShouldBe((0, 4));
        (await Journal("a")).Select(e => $"{e.Seq} {e.Kind}")
            .ShouldBe(["1 Changed", "2 Changed", "3 Changed", "4 Changed"]);
    }

    [Fact]
    public async Task Messages_of_one_sender_are_handled_in_their_order()
    {
        var (host, region) = Begin();
        for (var n = 1; n <= 100; n++) region.Tell("a", new Command.Change(n)).ShouldBeNull();
        (await See(host, region, "a")).Balance.ShouldBe(5050);
        (await Journal("a")).Select(e => Codec.Decode(e.Kind, e.Version, e.Data)).Cast<Event.Changed>()
            .Select(e => e.By).ShouldBe(Enumerable.Range(1, 100).Select(n => (long)n));
    }

    [Fact]
    public async Task A_new_host_goes_on_where_the_last_one_stopped()
    {
        var (host, region) = Begin();
        foreach (var id in new[] { "a", "b", "c" }) await Change(host, region, id, id[0]);
        await host.DisposeAsync();
        var (next, again) = Begin();
        foreach (var id in new[] { "a", "b", "c" }) (await See(next, again, id)).Balance.ShouldBe(id[0]);
        (await Change(next, again, "a", 1)).ShouldBeOfType<Answer.Accepted>().Seq.ShouldBe(2);
    }

    [Fact]
    public async Task A_snapshot_and_the_tail_make_the_same_state_as_all_events_at_every_length()
    {
        const int length = 23;
        var (host, region) = Begin(new HostOptions { SnapshotEvery = 4 });
        for (var n = 1; n <= length; n++)
        {
            var told = (await Change(host, region, "a", n)).ShouldBeOfType<Answer.Accepted>().State;
            region.Passivate("a");
            (await See(host, region, "a")).ShouldBe(told, $"from snapshot and tail, after {n} events");
            var replayed = (await Journal("a")).Select(e => Codec.Decode(e.Kind, e.Version, e.Data))
                .Aggregate(Props().Initial("a"), Evolve);
            replayed.ShouldBe(told, $"from all events, after {n}");
        }
        (await Store.ReadSnapshots(["tally/a"])).ShouldHaveSingleItem().Seq.ShouldBeInRange(length - 4, length);
    }

    [Fact]
    public async Task A_snapshot_of_another_version_or_of_rubbish_never_decides_the_state()
    {
        var (host, region) = Begin();
        await Change(host, region, "a", 7);
        region.Passivate("a");
        await Store.WriteSnapshots([new Snapshot("tally/a", 1, 99, """{"anything":1}""")]);
        (await See(host, region, "a")).Balance.ShouldBe(7);
    }

    [Fact]
    public async Task A_bug_stops_one_entity_only_and_its_pause_grows_until_it_does_right()
    {
        var faults = new List<EntityFault>();
        var pause = TimeSpan.FromMilliseconds(200);
        var (host, region) = Begin(new HostOptions { FirstBackOff = pause, OnFault = faults.Add });
        await Change(host, region, "a", 1);
        await Change(host, region, "b", 2);
        foreach (Command bug in new Command[] { new Command.FailToDecide(), new Command.FailToEvolve() })
        {
            var fault = await Should.ThrowAsync<EntityFaultException>(() => Wait(host, region.Ask("a", bug)));
            fault.Entity.ShouldBe("tally/a");
            (await Change(host, region, "a", 1)).ShouldBe(new Answer.Declined(HostRefusal.EntityStopped));
            (await Change(host, region, "b", 1)).ShouldBeOfType<Answer.Accepted>();
            await Pass(pause * 2.2);
        }
        faults.Select(f => f.Failures).ShouldBe([1, 2]);
        (await See(host, region, "a")).Balance.ShouldBe(1, "nothing of the failed commands is kept");
        (await See(host, region, "b")).Balance.ShouldBe(4);
        (await Journal("a")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_stops_its_entity_and_no_other()
    {
        var (host, region) = Begin();
        await Change(host, region, "a", 1);
        await Change(host, region, "b", 1);
        await host.DisposeAsync();
        var shard = Placement.ShardOf("tally", "a", Store.Shards);
        var lease = (await Store.Acquire(shard, "by hand", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await Store.Append(new ShardBatch(shard, lease.Epoch, lease.NextOffset,
            [new NewEvent("tally/a", 2, "Unheard", 1, "{}", null, DateTimeOffset.UnixEpoch)], []));
        await Store.Release(lease);
        var faults = new List<EntityFault>();
        var (next, again) = Begin(new HostOptions { OnFault = faults.Add });
        (await Change(next, again, "a", 1)).ShouldBe(new Answer.Declined(HostRefusal.EntityStopped));
        (await Change(next, again, "b", 1)).ShouldBeOfType<Answer.Accepted>().State.Balance.ShouldBe(2);
        faults.ShouldHaveSingleItem().Bug.Message.ShouldContain("Unheard");
    }

    [Fact]
    public async Task A_full_mailbox_says_so_and_takes_again_when_it_has_room()
    {
        var (host, region) = Begin(new HostOptions { MailboxCapacity = 10, UrgentCapacity = 5 });
        var (held, entered) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        var told = 0;
        if (host is LocalHost)
        {
            // Only when its loop is held inside an append does nobody empty the mailbox.
            Store.BeforeAppend = _ =>
            {
                entered.TrySetResult(true);
                return held.Task;
            };
            region.Tell("a", new Command.Change(1)).ShouldBeNull();
            told++;
            await Wait(host, entered.Task);
        }
        HostRefusal? refusal;
        while ((refusal = region.Tell("a", new Command.Change(1))) is null) told++;
        refusal.ShouldBe(HostRefusal.MailboxFull);
        (await Wait(host, region.Ask("a", new Command.Change(1)))).ShouldBe(
            new Answer.Declined(HostRefusal.MailboxFull));
        held.SetResult();
        Store.BeforeAppend = null;
        Answer seen;
        do seen = await Wait(host, region.Ask("a", new Command.Nothing(), new AskOptions(Lane.Urgent)));
        while (seen is Answer.Declined);
        State state;
        do state = await See(host, region, "a");
        while (state.Balance < told);
        state.Balance.ShouldBe(told, "what was taken is done, what was refused is not");
    }

    [Fact]
    public async Task Sixty_four_equal_keyed_commands_have_one_effect_and_after_a_restart_still_one()
    {
        var key = new AskOptions(CommandId: Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"));
        var (host, region) = Begin(new HostOptions { SnapshotEvery = 1 });
        Task<Answer>[] asks = [.. Enumerable.Range(0, 64).Select(_ => region.Ask("a", new Command.Each([1, 1]), key))];
        var answers = new List<Answer>();
        foreach (var ask in asks) answers.Add(await Wait(host, ask));
        answers.OfType<Answer.Accepted>().ShouldHaveSingleItem();
        answers.OfType<Answer.Repeated>().Count(r => r.CommandSeq == 2).ShouldBe(63);
        region.Passivate("a");
        (await Change(host, region, "a", 1, key)).ShouldBeOfType<Answer.Repeated>("known from the snapshot");
        await host.DisposeAsync();
        var (next, again) = Begin(snapshots: false);
        (await Change(next, again, "a", 1, key)).ShouldBeOfType<Answer.Repeated>("known from the events");
        (await See(next, again, "a")).Balance.ShouldBe(2);
    }

    [Fact]
    public async Task A_cursor_moves_with_its_facts_and_takes_no_step_twice()
    {
        AskOptions Step(long position) => new(Cursor: new CursorMove("follower", position, "{}"));
        var (host, region) = Begin();
        (await Change(host, region, "a", 10, Step(1))).ShouldBeOfType<Answer.Accepted>();
        (await Change(host, region, "a", 10, Step(1))).ShouldBeOfType<Answer.Repeated>();
        await host.DisposeAsync();
        var (next, again) = Begin();
        (await Change(next, again, "a", 10, Step(1))).ShouldBeOfType<Answer.Repeated>();
        (await Change(next, again, "a", 10, Step(2))).ShouldBeOfType<Answer.Accepted>().State.Balance.ShouldBe(20);
        (await Store.ReadCursor(Placement.ShardOf("tally", "a", 2), "follower")).ShouldNotBeNull().Position.ShouldBe(2);
        Store.BeforeAppend = _ => throw FaultyStore.Lost();
        await Should.ThrowAsync<StoreUnavailableException>(() => Change(next, again, "a", 10, Step(3)));
        Store.BeforeAppend = null;
        (await Change(next, again, "a", 10, Step(3))).ShouldBeOfType<Answer.Accepted>("it was not written");
        (await next.ReadCursor("alone")).ShouldBeNull();
        (await Wait(next, next.MoveCursor(new CursorMove("alone", 7, "{}")))).ShouldBeTrue();
        (await Wait(next, next.MoveCursor(new CursorMove("alone", 7, "{}")))).ShouldBeFalse();
        (await next.ReadCursor("alone")).ShouldNotBeNull().Position.ShouldBe(7);
    }

    [Fact]
    public async Task A_fenced_batch_fails_every_reply_and_the_next_owner_counts_right()
    {
        var (old, oldRegion) = Begin(new HostOptions { LeaseTerm = TimeSpan.FromHours(1) });
        // Two entities of one shard; the old owner has both in memory.
        var other = Enumerable.Range(0, 100).Select(n => $"{n}")
            .First(id => Placement.ShardOf("tally", id, 2) == Placement.ShardOf("tally", "a", 2));
        await Change(old, oldRegion, "a", 1);
        await Change(old, oldRegion, other, 1);
        await LoseSession(old);
        var (fresh, freshRegion) = Begin(new HostOptions { LeaseTerm = TimeSpan.FromHours(1) });
        (await Change(fresh, freshRegion, other, 10)).ShouldBeOfType<Answer.Accepted>();
        (await Change(fresh, freshRegion, "a", 10)).ShouldBeOfType<Answer.Accepted>().State.Balance.ShouldBe(11);
        await Should.ThrowAsync<BatchAbortedException>(() => Change(old, oldRegion, "a", 100));
        (await Change(old, oldRegion, "a", 100)).ShouldBe(new Answer.Declined(HostRefusal.ShardElsewhere));
        (await See(fresh, freshRegion, "a")).Balance.ShouldBe(11);
        await fresh.DisposeAsync();
        Answer answer;
        do
        {
            await Pass(TimeSpan.FromMilliseconds(100));
            answer = await Change(old, oldRegion, "a", 100);
        }
        while (answer is Answer.Declined);
        answer.ShouldBeOfType<Answer.Accepted>().State.Balance.ShouldBe(111, "with what the second owner wrote");
        (await Journal("a")).Select(e => e.Seq).ShouldBe([1, 2, 3]);
        (await See(old, oldRegion, other)).Balance.ShouldBe(11, "also of the entity that was not in the batch");
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_looked_up_and_counts_once()
    {
        var (host, region) = Begin();
        await Change(host, region, "a", 1);
        Store.AfterAppend = _ => throw FaultyStore.Lost();
        (await Change(host, region, "a", 10)).ShouldBeOfType<Answer.Accepted>().State.Balance.ShouldBe(11);
        Store.AfterAppend = null;
        Store.BeforeAppend = _ => throw FaultyStore.Lost();
        (await Should.ThrowAsync<StoreUnavailableException>(() => Change(host, region, "a", 100)))
            .Message.ShouldContain("did not answer");
        Store.BeforeAppend = null;
        (await Change(host, region, "a", 1000)).ShouldBeOfType<Answer.Accepted>().State.Balance.ShouldBe(1011);
        (await Journal("a")).Select(e => e.Seq).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_outage_fails_what_is_pending_with_its_reason_and_passes()
    {
        var (host, region) = Begin(new HostOptions { LeaseTerm = TimeSpan.FromMilliseconds(300) });
        await Change(host, region, "a", 1);
        Store.IsAway = true;
        Task<Answer>[] pending = [.. Enumerable.Range(0, 50).Select(n => region.Ask($"{n}", new Command.Change(1)))];
        foreach (var ask in pending)
        {
            var fault = await Should.ThrowAsync<StoreUnavailableException>(() => Wait(host, ask));
            fault.Message.ShouldContain("test:5432");
        }
        await Should.ThrowAsync<StoreUnavailableException>(() => Change(host, region, "a", 1));
        Store.IsAway = false;
        (await AfterOutage(() => Change(host, region, "a", 1))).State.Balance.ShouldBe(2);
        (await AfterOutage(() => Wait(host, region.View("0")))).State.Balance.ShouldBe(0);
    }

    /// <summary>Each shard finds out by itself, a little later, that the store is back.</summary>
    async Task<Answer.Accepted> AfterOutage(Func<Task<Answer>> ask)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                if (await ask() is Answer.Accepted accepted) return accepted;
            }
            catch (StoreUnavailableException)
            {
                await Pass(TimeSpan.FromMilliseconds(50));
            }
        }
        throw new TimeoutException("the host did not come back after the outage");
    }
}
