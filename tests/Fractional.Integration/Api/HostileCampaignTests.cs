using Fractional.Integration.Store;
using Fractional.Store;
using Fractional.Tests.Api.Edge;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Integration.Api;

/// <summary>The whole campaign over PostgreSQL: not one row more or less, in no table.</summary>
[Collection(PostgresTests.Name)]
public sealed class HostileCampaignTests(Databases databases, ITestOutputHelper output)
{
    const int Requests = 20_000;
    const ulong Seed = 20_260_301;

    [Fact]
    public async Task Twenty_thousand_hostile_requests_change_no_row()
    {
        var database = await databases.Fresh();
        await using var store = await PostgresEventStore.Open(
            new PostgresOptions(database, 2, Databases.Deadline), TimeProvider.System);
        await using var stage = await EdgeStage.Open(store, store.Identities, HostileCampaign.Options);
        output.WriteLine(await HostileCampaign.Run(stage, Requests, Seed, () => Rows(database)));
    }

    /// <summary>Rows and a hash of what they hold, of every table. Leases are renewed meanwhile, so only their owners
    /// count.</summary>
    static async Task<string> Rows(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select string_agg(name || ' ' || rows || ' ' || coalesce(hash, '-'), ', ' order by name) from (
                select 'events' as name, count(*) as rows, md5(string_agg(e::text, '|' order by entity, seq)) as hash
                from events e
                union all select 'snapshots', count(*), md5(string_agg(s::text, '|' order by entity)) from snapshots s
                union all select 'cursors', count(*), md5(string_agg(c::text, '|' order by shard, name)) from cursors c
                union all select 'outbox', count(*), md5(string_agg(o::text, '|' order by id)) from outbox o
                union all select 'outbox_attempts', count(*), md5(string_agg(a::text, '|' order by id, place))
                from outbox_attempts a
                union all select 'sign_in_nonces', count(*), md5(string_agg(n::text, '|' order by nonce))
                from sign_in_nonces n
                union all select 'sessions', count(*), md5(string_agg(s::text, '|' order by id)) from sessions s
                union all select 'api_keys', count(*), md5(string_agg(k::text, '|' order by id)) from api_keys k
                union all select 'shards', count(*), md5(string_agg(h.owner, '|' order by shard)) from shards h
                union all select 'tables', count(*), null from information_schema.tables where table_schema = 'public'
            ) as counted
            """, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
