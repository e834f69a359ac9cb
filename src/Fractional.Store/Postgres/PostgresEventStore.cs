using System.Data;
using Npgsql;

namespace Fractional.Store;

/// <summary>
/// How to open the journal. <paramref name="Shards"/> is fixed at the first start on a database: entities are
/// spread over so many writers. After <paramref name="CommitDeadline"/>, in whole seconds from 1, an append fails
/// instead of waiting.
/// </summary>
public sealed record PostgresOptions(string ConnectionString, int Shards, TimeSpan CommitDeadline)
{
    public PostgresOptions(string connectionString) : this(connectionString, DefaultShards, TimeSpan.FromSeconds(5))
    {
    }

    /// <summary>Four writers keep two to eight cores and one disk busy; more only make the groups smaller.</summary>
    public const int DefaultShards = 4;
}

/// <summary>The journal in PostgreSQL 15 or newer, over a direct connection (no pooler between).</summary>
public sealed partial class PostgresEventStore : IEventStore
{
    /// <summary>
    /// Fence, order and rows in one statement, so that no client frozen between two statements holds the lease row:
    /// "lease" waits for a takeover that is under way and then sees its epoch; "open" is empty unless the batch is
    /// the next one.
    /// </summary>
    const string AppendSql =
        """
        with lease as materialized (
            select shard from shards where shard = $1 and epoch = $2 for share
        ), open as materialized (
            select shard from lease
            where $3 = (select coalesce(max("offset"), 0) + 1 from events where shard = $1)
            and not exists (
                select from cursors c join unnest($11, $12) as m (name, position) using (name)
                where c.shard = $1 and c.position >= m.position)
        ), written as (
            insert into events (shard, "offset", entity, seq, kind, version, data, command, epoch, at)
            select $1, $3 + e.place - 1, e.entity, e.seq, e.kind, e.version, e.data, e.command, $2, e.at
            from open cross join unnest($4, $5, $6, $7, $8, $9, $10) with ordinality
                as e (entity, seq, kind, version, data, command, at, place)
            returning 1
        ), moved as (
            insert into cursors as c (shard, name, position, data)
            select $1, m.name, m.position, m.data from open cross join unnest($11, $12, $13) as m (name, position, data)
            on conflict (shard, name) do update set position = excluded.position, data = excluded.data
            where c.position < excluded.position
            returning 1
        )
        select (select count(*) from lease), (select count(*) from written), (select count(*) from moved)
        """;

    readonly PostgresDoor door;
    readonly PostgresSession session;
    readonly CommitBell bell;

    PostgresEventStore(PostgresDoor door, int shards, TimeProvider clock)
    {
        this.door = door;
        session = new PostgresSession(door);
        bell = new CommitBell(shards, clock);
        Shards = shards;
    }

    public int Shards { get; }

    /// <summary>
    /// Connects, applies missing schema steps, refuses settings under which an answered commit could be lost.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing answers there.</exception>
    /// <exception cref="StoreCorruptException">
    /// The settings, the schema or the number of shards are not what they must be.
    /// </exception>
    public static async Task<PostgresEventStore> Open(
        PostgresOptions options, TimeProvider clock, CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Shards, 1);
        var door = new PostgresDoor(options.ConnectionString, options.CommitDeadline);
        try
        {
            await PostgresSettings.Check(door, stop);
            await Migrations.Apply(door, stop);
            await AgreeOnShards(door, options.Shards, stop);
            return new PostgresEventStore(door, options.Shards, clock);
        }
        catch
        {
            await door.DisposeAsync();
            throw;
        }
    }

    /// <summary>The transactions that go to one chain, kept beside the journal.</summary>
    public PostgresOutbox Outbox(long chainId) => new(door, chainId);

    /// <summary>Who may call the API, kept beside the journal.</summary>
    public PostgresIdentityStore Identities => new(door);

    public Task<AppendOutcome> Append(ShardBatch batch, CancellationToken stop = default)
    {
        batch.Check();
        return door.Run($"committing {batch.Events.Count} events of shard {batch.Shard}", writes: true,
            connection => Append(connection, batch, stop), stop);
    }

    async Task<AppendOutcome> Append(NpgsqlConnection connection, ShardBatch batch, CancellationToken stop)
    {
        await using var command = AppendCommand(connection, batch);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, stop);
            await reader.ReadAsync(stop);
            if (reader.GetInt64(0) == 0) return AppendOutcome.Fenced;
            if (reader.GetInt64(1) != batch.Events.Count || reader.GetInt64(2) != batch.Cursors.Count)
                return AppendOutcome.Conflict;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return AppendOutcome.Conflict;
        }
        if (batch.Events.Count > 0) bell.Ring(batch.Shard, batch.LastOffset);
        return AppendOutcome.Written;
    }
}
