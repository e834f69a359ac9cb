using Dapper;

namespace Fractional.Store;

/// <summary>The settings without which PostgreSQL may forget a commit it has answered.</summary>
static class PostgresSettings
{
    static readonly (string Name, string[] Allowed)[] Expected =
    [
        ("fsync", ["on"]),
        ("full_page_writes", ["on"]),
        ("synchronous_commit", ["on", "remote_write", "remote_apply"]),
        // After a failed fsync the server must stop and recover, not try again and believe the second answer.
        ("data_sync_retry", ["off"]),
    ];

    const int OldestServer = 150_000;

    public static Task<bool> Check(PostgresDoor door, CancellationToken stop) =>
        door.Run("reading its settings", writes: false, async connection =>
        {
            var version = await connection.ExecuteScalarAsync<int>("select current_setting('server_version_num')::int");
            if (version < OldestServer)
                throw new StoreCorruptException($"{door}, is version {version / 10_000}; expected 15 or newer");
            foreach (var (name, allowed) in Expected)
            {
                var found = await connection.ExecuteScalarAsync<string>("select current_setting(@name)", new { name });
                if (!allowed.Contains(found))
                    throw new StoreCorruptException(
                        $"{door}, runs with {name} = {found}; expected {string.Join(" or ", allowed)}: "
                        + "an answered commit could be lost");
            }
            return true;
        }, stop);
}
