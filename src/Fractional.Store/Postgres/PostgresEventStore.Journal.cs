using System.Data;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Fractional.Store;

/// <summary>Parameters of the append, and the reads.</summary>
public sealed partial class PostgresEventStore
{
    const string EventColumns = "shard, \"offset\", entity, seq, kind, version, data, command, at";

    static NpgsqlCommand AppendCommand(NpgsqlConnection connection, ShardBatch batch)
    {
        var events = batch.Events;
        var cursors = batch.Cursors;
        return new NpgsqlCommand(AppendSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = batch.Shard },
                new NpgsqlParameter<long> { TypedValue = batch.Epoch },
                new NpgsqlParameter<long> { TypedValue = batch.FirstOffset },
                Column(events, NpgsqlDbType.Text, e => e.Entity),
                Column(events, NpgsqlDbType.Bigint, e => e.Seq),
                Column(events, NpgsqlDbType.Text, e => e.Kind),
                Column(events, NpgsqlDbType.Integer, e => e.Version),
                Column(events, NpgsqlDbType.Jsonb, e => e.Data),
                Column(events, NpgsqlDbType.Uuid, e => e.Command),
                Column(events, NpgsqlDbType.TimestampTz, e => e.At.UtcDateTime),
                Column(cursors, NpgsqlDbType.Text, c => c.Name),
                Column(cursors, NpgsqlDbType.Bigint, c => c.Position),
                Column(cursors, NpgsqlDbType.Jsonb, c => c.Data),
            },
        };
    }

    static NpgsqlParameter Column<TRow, TValue>(IReadOnlyList<TRow> rows, NpgsqlDbType type, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = value(rows[i]);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    public Task<bool> WasWritten(ShardBatch batch, CancellationToken stop = default) => door.Run(
        $"looking up a batch of shard {batch.Shard}", writes: false, connection => connection.ExecuteScalarAsync<bool>(
            """
            select (@events = 0 or exists (
                select from events where shard = @Shard and "offset" = @FirstOffset and epoch = @Epoch))
            and @cursors = (
                select count(*) from cursors c join unnest(@names, @positions) as m (name, position) using (name)
                where c.shard = @Shard and c.position >= m.position)
            """,
            new
            {
                batch.Shard,
                batch.Epoch,
                batch.FirstOffset,
                events = batch.Events.Count,
                cursors = batch.Cursors.Count,
                names = batch.Cursors.Select(c => c.Name).ToArray(),
                positions = batch.Cursors.Select(c => c.Position).ToArray(),
            }), stop);

    public Task<IReadOnlyList<StoredEvent>> ReadEntities(
        IReadOnlyList<EntityPosition> after, int limitEach, CancellationToken stop = default)
    {
        StoreLimits.CheckRead(limitEach);
        return door.Run($"reading {after.Count} entities", writes: false, async connection =>
        {
            await using var command = new NpgsqlCommand(
                $"""
                select {EventColumns} from unnest($1, $2) as wanted (name, after_seq) cross join lateral (
                    select * from events where entity = wanted.name and seq > wanted.after_seq
                    order by seq limit $3) as e
                """, connection)
            {
                Parameters =
                {
                    Column(after, NpgsqlDbType.Text, a => a.Entity),
                    Column(after, NpgsqlDbType.Bigint, a => a.AfterSeq),
                    new NpgsqlParameter<int> { TypedValue = limitEach },
                },
            };
            return await ReadEvents(command, stop);
        }, stop);
    }

    public Task<IReadOnlyList<StoredEvent>> ReadShard(
        int shard, long afterOffset, int limit, CancellationToken stop = default)
    {
        StoreLimits.CheckRead(limit);
        return door.Run($"reading shard {shard}", writes: false, async connection =>
        {
            await using var command = new NpgsqlCommand(
                $"""
                select {EventColumns} from events where shard = $1 and "offset" > $2 order by "offset" limit $3
                """, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = shard },
                    new NpgsqlParameter<long> { TypedValue = afterOffset },
                    new NpgsqlParameter<int> { TypedValue = limit },
                },
            };
            return await ReadEvents(command, stop);
        }, stop);
    }

    /// <summary>
    /// In the order of the rows: the callers' statements sort, or walk sorted indexes one entity at a time.
    /// </summary>
    static async Task<IReadOnlyList<StoredEvent>> ReadEvents(NpgsqlCommand command, CancellationToken stop)
    {
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, stop);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(stop))
            events.Add(new StoredEvent(
                reader.GetInt32(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4),
                reader.GetInt32(5), reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetGuid(7),
                reader.GetFieldValue<DateTimeOffset>(8)));
        return events;
    }

    public Task<IReadOnlyList<Snapshot>> ReadSnapshots(
        IReadOnlyList<string> entities, CancellationToken stop = default) =>
        door.Run($"reading {entities.Count} snapshots", writes: false, async connection =>
            (IReadOnlyList<Snapshot>)(await connection.QueryAsync<Snapshot>(
                "select entity, seq, version, data from snapshots where entity = any(@entities)",
                new { entities = entities.ToArray() })).AsList(), stop);

    public async Task WriteSnapshots(IReadOnlyList<Snapshot> snapshots, CancellationToken stop = default)
    {
        foreach (var snapshot in snapshots) StoreLimits.Check(snapshot);
        await door.Run($"writing {snapshots.Count} snapshots", writes: true, connection => connection.ExecuteAsync(
            """
            insert into snapshots as kept (entity, seq, version, data)
            select * from unnest(@entities, @seqs, @versions, @data::jsonb[])
            on conflict (entity) do update set seq = excluded.seq, version = excluded.version, data = excluded.data
            where kept.seq < excluded.seq
            """,
            new
            {
                entities = snapshots.Select(s => s.Entity).ToArray(),
                seqs = snapshots.Select(s => s.Seq).ToArray(),
                versions = snapshots.Select(s => s.Version).ToArray(),
                data = snapshots.Select(s => s.Data).ToArray(),
            }), stop);
    }

    public Task<Cursor?> ReadCursor(int shard, string name, CancellationToken stop = default) => door.Run(
        $"reading the cursor {name}", writes: false, connection => connection.QuerySingleOrDefaultAsync<Cursor>(
            "select name, position, data from cursors where shard = @shard and name = @name",
            new { shard, name }), stop);

    public Task WaitBeyond(int shard, long offset, TimeSpan atMost, CancellationToken stop = default) =>
        bell.Wait(shard, offset, atMost, stop);

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await door.DisposeAsync();
    }
}
