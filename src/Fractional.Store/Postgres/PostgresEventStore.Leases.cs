using Dapper;
using Npgsql;

namespace Fractional.Store;

/// <summary>
/// Who may write a shard. All times are the server's clock, so two machines need not agree on theirs.
/// </summary>
public sealed partial class PostgresEventStore
{
    public async Task<Lease?> Acquire(int shard, string owner, TimeSpan term, CancellationToken stop = default)
    {
        var (pid, started) = await session.Identity(stop);
        return await door.Run($"taking shard {shard}", writes: true, async connection =>
        {
            // The update waits for an append that is under way, and every later append sees the new epoch.
            var epoch = await connection.ExecuteScalarAsync<long?>(
                """
                update shards as s
                set epoch = s.epoch + 1, owner = @owner, session_pid = @pid, session_started = @started,
                    held_until = clock_timestamp() + @term
                where s.shard = @shard and (
                    s.owner is null or s.owner = @owner or s.held_until < clock_timestamp()
                    or not exists (
                        select from pg_stat_activity a
                        where a.pid = s.session_pid and a.backend_start = s.session_started))
                returning epoch
                """, new { shard, owner, pid, started, term });
            if (epoch is null) return null;
            var next = await connection.ExecuteScalarAsync<long>(
                "select coalesce(max(\"offset\"), 0) + 1 from events where shard = @shard", new { shard });
            return new Lease(shard, epoch.Value, owner, next);
        }, stop);
    }

    public async Task<bool> Renew(Lease lease, TimeSpan term, CancellationToken stop = default)
    {
        var (pid, started) = await session.Identity(stop);
        return await door.Run($"renewing the lease of shard {lease.Shard}", writes: true, async connection =>
            await connection.ExecuteAsync(
                """
                update shards set owner = @Owner, session_pid = @pid, session_started = @started,
                    held_until = clock_timestamp() + @term
                where shard = @Shard and epoch = @Epoch
                """, new { lease.Shard, lease.Epoch, lease.Owner, pid, started, term }) == 1, stop);
    }

    public Task Release(Lease lease, CancellationToken stop = default) =>
        door.Run($"giving shard {lease.Shard} back", writes: true, connection => connection.ExecuteAsync(
            "update shards set owner = null where shard = @Shard and epoch = @Epoch", lease), stop);

    /// <summary>The rows of "shards" are made at the first start; a later start must ask for as many.</summary>
    static Task<bool> AgreeOnShards(PostgresDoor door, int shards, CancellationToken stop) =>
        door.Run("reading the number of shards", writes: true, async connection =>
        {
            await connection.ExecuteAsync(
                """
                insert into shards (shard) select generate_series(0, @shards - 1)
                where not exists (select from shards) on conflict do nothing
                """, new { shards });
            var found = await connection.ExecuteScalarAsync<int>("select count(*) from shards");
            return found == shards ? true : throw new StoreCorruptException(
                $"{door}, has a journal of {found} shards, this program was told {shards}: "
                + "the number is fixed at the first start");
        }, stop);
}

/// <summary>
/// One open connection that shows the database that this process lives: when it dies its backend goes, and its
/// shards are free at once.
/// </summary>
sealed class PostgresSession(PostgresDoor door) : IAsyncDisposable
{
    readonly SemaphoreSlim one = new(1);
    NpgsqlConnection? connection;
    (int Pid, DateTime Started) identity;

    public async Task<(int Pid, DateTime Started)> Identity(CancellationToken stop)
    {
        await one.WaitAsync(stop);
        try
        {
            if (connection is not null && await Lives(connection, stop)) return identity;
            await Drop();
            var fresh = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(door.ConnectionString) { Pooling = false }.ConnectionString);
            connection = fresh;
            await fresh.OpenAsync(stop);
            identity = await fresh.QuerySingleAsync<(int, DateTime)>(
                "select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()");
            return identity;
        }
        catch (Exception fault) when (PostgresDoor.IsOutage(fault))
        {
            throw door.Away("opening the session that holds the leases", outcomeUnknown: false, fault);
        }
        finally
        {
            one.Release();
        }
    }

    static async Task<bool> Lives(NpgsqlConnection connection, CancellationToken stop)
    {
        try
        {
            await using var ping = new NpgsqlCommand("select 1", connection);
            await ping.ExecuteScalarAsync(stop);
            return true;
        }
        catch (Exception fault) when (PostgresDoor.IsOutage(fault) || fault is InvalidOperationException)
        {
            return false;
        }
    }

    async Task Drop()
    {
        if (connection is not null) await connection.DisposeAsync();
        connection = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Drop();
        one.Dispose();
    }
}
