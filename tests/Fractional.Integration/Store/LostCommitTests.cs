using Fractional.Store;
using Npgsql;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Store;

/// <summary>The connection is lost while a batch commits: whether it is in the journal is found out.</summary>
[Collection(PostgresTests.Name)]
public sealed class LostCommitTests(Databases databases)
{
    const int Cuts = 50;
    static readonly TimeSpan Term = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_commit_cut_at_any_byte_takes_effect_exactly_once_after_its_outcome_is_looked_up()
    {
        var place = new NpgsqlConnectionStringBuilder(await databases.Fresh());
        await using var proxy = new CutProxy(place.Port);
        place.Host = "127.0.0.1";
        place.Port = proxy.Port;
        await using var store = await PostgresEventStore.Open(
            new PostgresOptions(place.ConnectionString, 2, Databases.Deadline), TimeProvider.System);
        var lease = (await store.Acquire(0, "a", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        var next = 1L;
        var (written, lost) = (0, 0);
        for (var cut = 0; cut < Cuts; cut++)
        {
            // The wire is warm: the cut falls into the append itself. One message has about 600 bytes.
            (await store.Append(Step(lease, next++))).ShouldBe(AppendOutcome.Written);
            proxy.CutAfter(cut * 31 % 1_000);
            var batch = Step(lease, next);
            (await Should.ThrowAsync<StoreUnavailableException>(async () => await store.Append(batch)))
                .OutcomeUnknown.ShouldBeTrue();
            proxy.Mend();
            lease = (await store.Acquire(0, "a", Term)).ShouldNotBeNull();
            if (await store.WasWritten(batch))
            {
                written++;
                lease.NextOffset.ShouldBe(next + 1);
            }
            else
            {
                lost++;
                lease.NextOffset.ShouldBe(next);
                (await store.Append(batch)).ShouldBe(AppendOutcome.Fenced, "looked up, so it never arrives");
                (await store.Append(Step(lease, next))).ShouldBe(AppendOutcome.Written);
            }
            next++;
        }
        (written > 0 && lost > 0).ShouldBeTrue($"both outcomes must have been met: {written} written, {lost} lost");
        var journal = await store.ReadShard(0, 0, StoreLimits.MaxRead);
        journal.Select(e => (e.Offset, e.Seq)).ShouldBe(Enumerable.Range(1, 2 * Cuts).Select(n => ((long)n, (long)n)));
    }

    [Fact]
    public async Task A_server_that_stops_answering_fails_the_commit_within_its_deadline()
    {
        var place = new NpgsqlConnectionStringBuilder(await databases.Fresh());
        await using var store = await PostgresEventStore.Open(
            new PostgresOptions(place.ConnectionString, 2, TimeSpan.FromSeconds(1)), TimeProvider.System);
        var lease = (await store.Acquire(0, "a", Term)).ShouldNotBeNull();
        // Someone holds the lease row and does not let go: the append has to wait for it.
        await using var holder = new NpgsqlConnection(place.ConnectionString);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select epoch from shards where shard = 0 for update", holder))
            await hold.ExecuteScalarAsync();
        var batch = Step(lease, 1);
        var fault = await Should.ThrowAsync<StoreUnavailableException>(
            async () => await store.Append(batch).WaitAsync(TimeSpan.FromSeconds(10)));
        fault.OutcomeUnknown.ShouldBeTrue();
        fault.Message.ShouldContain("within 1 s");
        fault.Message.ShouldContain("committing 1 events of shard 0");
        fault.ToString().ShouldNotContain(place.Password!);
        await transaction.RollbackAsync();
        lease = (await store.Acquire(0, "a", Term)).ShouldNotBeNull();
        (await store.WasWritten(batch)).ShouldBeFalse();
        (await store.Append(Step(lease, 1))).ShouldBe(AppendOutcome.Written);
    }

    [Fact]
    public async Task A_takeover_waits_for_the_commit_that_is_under_way()
    {
        var place = await databases.Fresh();
        await using var store = await PostgresEventStore.Open(
            new PostgresOptions(place, 2, Databases.Deadline), TimeProvider.System);
        var lease = (await store.Acquire(0, "a", TimeSpan.Zero)).ShouldNotBeNull();
        // An uncommitted row with the same key makes the append wait in the middle of its work.
        await using var holder = new NpgsqlConnection(place);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand(
            """
            insert into events (shard, "offset", entity, seq, kind, version, data, epoch, at)
            values (9, 1, 'counter', 1, 'Counted', 1, '{}', 1, now())
            """, holder))
            await hold.ExecuteNonQueryAsync();
        var append = store.Append(Step(lease, 1));
        await Task.Delay(200);
        var takeover = store.Acquire(0, "b", Term);
        await Task.Delay(300);
        takeover.IsCompleted.ShouldBeFalse("the old owner's statement is still running");
        await transaction.RollbackAsync();
        (await append).ShouldBe(AppendOutcome.Written);
        (await takeover).ShouldNotBeNull().NextOffset.ShouldBe(2);
    }

    static ShardBatch Step(Lease lease, long n) => new(0, lease.Epoch, n,
        [new NewEvent("counter", n, "Counted", 1, """{"n":1}""", null, DateTimeOffset.UnixEpoch)],
        [new CursorMove("steps", n, "{}")]);
}
