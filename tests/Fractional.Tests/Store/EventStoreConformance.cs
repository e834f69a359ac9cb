using System.Text.Json;
using Fractional.Store;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Store;

/// <summary>What every journal must do; run over memory here and over PostgreSQL in Fractional.Integration.</summary>
public abstract class EventStoreConformance : IAsyncLifetime
{
    protected static readonly TimeSpan LongTerm = TimeSpan.FromMinutes(1);
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected IEventStore Store { get; private set; } = null!;

    /// <summary>A journal of two shards that is empty.</summary>
    protected abstract Task<IEventStore> Open();

    /// <summary>The process of this owner dies, and the store notices.</summary>
    protected abstract Task LoseSession(string owner);

    /// <summary>Time passes for the store's leases.</summary>
    protected abstract Task Pass(TimeSpan time);

    public async Task InitializeAsync() => Store = await Open();

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    protected static NewEvent Event(string entity, long seq, string data = """{"n":1}""", Guid? command = null) =>
        new(entity, seq, "Counted", 1, data, command, Noon);

    protected static ShardBatch Batch(Lease lease, long first, params NewEvent[] events) =>
        new(lease.Shard, lease.Epoch, first, events, []);

    protected async Task<Lease> Own(int shard = 0, string owner = "a") =>
        (await Store.Acquire(shard, owner, LongTerm)).ShouldNotBeNull();

    [Fact]
    public async Task A_batch_without_a_lease_is_fenced()
    {
        (await Store.Append(new ShardBatch(0, 1, 1, [Event("e", 1)], []))).ShouldBe(AppendOutcome.Fenced);
        var lease = await Own();
        (await Store.Append(new ShardBatch(1, lease.Epoch, 1, [Event("e", 1)], []))).ShouldBe(AppendOutcome.Fenced);
        await Should.ThrowAsync<ArgumentException>(
            async () => await Store.Append(new ShardBatch(0, 0, 1, [Event("e", 1)], [])));
    }

    [Fact]
    public async Task A_stale_epoch_cannot_append_and_leaves_nothing_behind()
    {
        var stale = await Own();
        (await Store.Append(Batch(stale, 1, Event("e", 1)))).ShouldBe(AppendOutcome.Written);
        await LoseSession("a");
        var fresh = await Own(owner: "b");
        fresh.Epoch.ShouldBeGreaterThan(stale.Epoch);
        fresh.NextOffset.ShouldBe(2);
        var late = new ShardBatch(0, stale.Epoch, 2, [Event("e", 2)], [new CursorMove("c", 1, "{}")]);
        (await Store.Append(late)).ShouldBe(AppendOutcome.Fenced);
        (await Store.ReadShard(0, 0, 10)).Count.ShouldBe(1);
        (await Store.ReadCursor(0, "c")).ShouldBeNull();
        (await Store.WasWritten(late)).ShouldBeFalse();
        (await Store.Append(Batch(fresh, 2, Event("e", 2)))).ShouldBe(AppendOutcome.Written);
        (await Store.WasWritten(late)).ShouldBeFalse("the same offset, written by another epoch");
    }

    [Fact]
    public async Task A_sequence_number_is_taken_once()
    {
        var lease = await Own();
        (await Store.Append(Batch(lease, 1, Event("e", 1), Event("f", 1)))).ShouldBe(AppendOutcome.Written);
        (await Store.Append(Batch(lease, 3, Event("g", 1), Event("e", 1)))).ShouldBe(AppendOutcome.Conflict);
        (await Store.ReadShard(0, 0, 10)).Count.ShouldBe(2, "a batch is written whole or not at all");
        (await Store.Append(Batch(lease, 3, Event("e", 2), Event("e", 2)))).ShouldBe(AppendOutcome.Conflict);
        (await Store.Append(Batch(lease, 3, Event("g", 1), Event("e", 2)))).ShouldBe(AppendOutcome.Written);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task An_offset_that_is_not_the_next_one_is_a_conflict(long first)
    {
        var lease = await Own();
        (await Store.Append(Batch(lease, 1, Event("e", 1), Event("e", 2)))).ShouldBe(AppendOutcome.Written);
        (await Store.Append(Batch(lease, first, Event("f", 1)))).ShouldBe(AppendOutcome.Conflict);
        (await Store.ReadShard(0, 2, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cursor_only_moves_forward_and_only_with_its_facts()
    {
        var lease = await Own();
        ShardBatch Step(long first, long position, params NewEvent[] events) =>
            new(0, lease.Epoch, first, events, [new CursorMove("follower", position, $$"""{"block":{{position}}}""")]);

        (await Store.Append(Step(1, 5, Event("e", 1)))).ShouldBe(AppendOutcome.Written);
        (await Store.Append(Step(2, 5, Event("e", 2)))).ShouldBe(AppendOutcome.Conflict);
        (await Store.Append(Step(2, 4))).ShouldBe(AppendOutcome.Conflict);
        (await Store.ReadShard(0, 0, 10)).Count.ShouldBe(1, "facts of a step that was already taken are not written");
        (await Store.Append(Step(7, 6, Event("e", 2)))).ShouldBe(AppendOutcome.Conflict);
        (await Store.ReadCursor(0, "follower")).ShouldNotBeNull().Position.ShouldBe(5);
        var alone = Step(2, 6);
        (await Store.Append(alone)).ShouldBe(AppendOutcome.Written);
        (await Store.WasWritten(alone)).ShouldBeTrue();
        var cursor = (await Store.ReadCursor(0, "follower")).ShouldNotBeNull();
        cursor.Position.ShouldBe(6);
        JsonDocument.Parse(cursor.Data).RootElement.GetProperty("block").GetInt64().ShouldBe(6);
        (await Store.ReadCursor(1, "follower")).ShouldBeNull("a cursor belongs to a shard");
    }

    [Fact]
    public async Task What_no_store_may_keep_is_refused_with_its_name()
    {
        var lease = await Own();
        async Task Refuses(NewEvent e, string names) =>
            (await Should.ThrowAsync<ArgumentException>(async () => await Store.Append(Batch(lease, 1, e))))
                .Message.ShouldContain(names);

        await Refuses(Event("", 1), "Entity");
        await Refuses(Event(new string('x', 201), 1), "200");
        await Refuses(Event("e", 0), "Seq");
        await Refuses(Event("e", 1, "\"\\u0000\""), "U+0000");
        await Refuses(Event("e", 1, "\"\\\\\\u0000\""), "U+0000");
        await Refuses(Event("e", 1, new string(' ', StoreLimits.MaxDataChars + 1)), "262144");
        var crowd = Enumerable.Range(1, StoreLimits.MaxBatchEvents + 1).Select(n => Event("e", n)).ToArray();
        (await Should.ThrowAsync<ArgumentException>(async () => await Store.Append(Batch(lease, 1, crowd))))
            .Message.ShouldContain("4097");
        await Should.ThrowAsync<ArgumentException>(async () => await Store.Append(Batch(lease, 1)));
    }

    /// <summary>A vault may be called like the escape of U+0000.</summary>
    [Fact]
    public async Task Letters_that_only_look_like_an_escape_are_kept()
    {
        var lease = await Own();
        (await Store.Append(Batch(lease, 1, Event("e", 1, """ "\\u0000" """)))).ShouldBe(AppendOutcome.Written);
        var kept = (await Store.ReadShard(0, 0, 10)).ShouldHaveSingleItem();
        JsonDocument.Parse(kept.Data).RootElement.GetString().ShouldBe(@"\u0000");
    }

    [Fact]
    public async Task A_held_shard_is_not_given_away()
    {
        await Own();
        (await Store.Acquire(0, "b", LongTerm)).ShouldBeNull();
        (await Store.Acquire(1, "b", LongTerm)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_that_ran_out_passes_on_and_a_renewed_one_does_not()
    {
        var term = TimeSpan.FromSeconds(1);
        var lease = (await Store.Acquire(0, "a", term)).ShouldNotBeNull();
        (await Store.Renew(lease, LongTerm)).ShouldBeTrue();
        await Pass(term * 1.2);
        (await Store.Acquire(0, "b", term)).ShouldBeNull();
        (await Store.Renew(lease, term)).ShouldBeTrue();
        await Pass(term * 1.2);
        (await Store.Acquire(0, "b", term)).ShouldNotBeNull();
        (await Store.Renew(lease, term)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_released_shard_is_free_at_once_and_a_late_release_takes_nothing()
    {
        var first = await Own();
        await Store.Release(first);
        var second = await Own(owner: "b");
        await Store.Release(first);
        (await Store.Acquire(0, "c", LongTerm)).ShouldBeNull();
        (await Store.Append(Batch(second, 1, Event("e", 1)))).ShouldBe(AppendOutcome.Written);
    }

    [Fact]
    public async Task An_owner_takes_its_shard_again_under_a_new_epoch()
    {
        var first = await Own();
        var second = await Own();
        second.Epoch.ShouldBeGreaterThan(first.Epoch);
        (await Store.Append(Batch(first, 1, Event("e", 1)))).ShouldBe(AppendOutcome.Fenced);
        var batch = Batch(second, 1, Event("e", 1));
        (await Store.Append(batch)).ShouldBe(AppendOutcome.Written);
        (await Store.WasWritten(batch)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_written_is_read_back_whole_and_in_order()
    {
        var lease = await Own(shard: 1);
        var command = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");
        var at = Noon.AddTicks(12_345_678);
        const string data = """{"amount":"340282366920938463463374607431768211455","note":"ü ∑ \" \\ 😀"}""";
        var written = new NewEvent("vault/0xabc", 1, "LotTaken", 3, data, command, at);
        await Store.Append(Batch(lease, 1, written, Event("vault/0xdef", 1), Event("vault/0xabc", 2)));
        var read = (await Store.ReadShard(1, 0, 10))[0];
        read.ShouldSatisfyAllConditions(
            () => (read.Shard, read.Offset, read.Entity, read.Seq).ShouldBe((1, 1, "vault/0xabc", 1)),
            () => (read.Kind, read.Version, read.Command).ShouldBe(("LotTaken", 3, command)),
            () => read.At.ShouldBe(at.AddTicks(-8), "kept to the microsecond"),
            () => JsonElement.DeepEquals(
                JsonDocument.Parse(read.Data).RootElement, JsonDocument.Parse(data).RootElement).ShouldBeTrue());
        (await Store.ReadShard(1, 1, 1)).Select(e => e.Offset).ShouldBe([2]);
        (await Store.ReadShard(1, 3, 10)).ShouldBeEmpty();
        (await Store.ReadShard(0, 0, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_entities_are_read_at_once_each_from_its_place()
    {
        var lease = await Own();
        string[] entities = ["a", "b", "c"];
        NewEvent[] events = [.. from seq in Enumerable.Range(1, 5) from e in entities select Event(e, seq)];
        await Store.Append(Batch(lease, 1, events));
        var read = await Store.ReadEntities([new("b", 3), new("a", 0), new("nobody", 0), new("c", 5)], 3);
        read.Select(e => (e.Entity, e.Seq)).ShouldBe(
            [("b", 4), ("b", 5), ("a", 1), ("a", 2), ("a", 3)], ignoreOrder: true);
        read.Where(e => e.Entity == "a").Select(e => e.Seq).ShouldBe([1, 2, 3]);
        var whole = new List<long>();
        await foreach (var e in Store.ReadEntity("a", 1)) whole.Add(e.Seq);
        whole.ShouldBe([2, 3, 4, 5]);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(
            async () => await Store.ReadShard(0, 0, StoreLimits.MaxRead + 1));
    }

    [Fact]
    public async Task An_older_snapshot_never_replaces_a_newer_one()
    {
        await Store.WriteSnapshots([new("a", 5, 1, """{"n":5}"""), new("b", 2, 1, """{"n":2}""")]);
        await Store.WriteSnapshots([new("a", 4, 1, """{"n":4}"""), new("b", 3, 2, """{"n":3}""")]);
        var read = await Store.ReadSnapshots(["a", "b", "nobody"]);
        read.Select(s => (s.Entity, s.Seq, s.Version)).ShouldBe([("a", 5, 1), ("b", 3, 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_follower_gets_what_is_there_and_then_what_comes()
    {
        var lease = await Own();
        await Store.Append(Batch(lease, 1, Event("e", 1), Event("e", 2)));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var seen = new List<long>();
        await foreach (var e in Store.Follow(0, 1, limit.Token))
        {
            seen.Add(e.Offset);
            if (seen.Count == 3) break;
            await Store.Append(Batch(lease, e.Offset + 1, Event("e", e.Offset + 1)));
        }
        seen.ShouldBe([2, 3, 4]);
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_by_a_commit_of_this_process()
    {
        var lease = await Own();
        var woken = Store.WaitBeyond(0, 0, TimeSpan.FromMinutes(5));
        woken.IsCompleted.ShouldBeFalse();
        await Store.Append(Batch(lease, 1, Event("e", 1)));
        await woken.WaitAsync(TimeSpan.FromSeconds(10));
        await Store.WaitBeyond(0, 0, TimeSpan.FromMinutes(5)).WaitAsync(TimeSpan.FromSeconds(10));
    }
}
