using Dapper;
using Fractional.Core.Units;
using Npgsql;

namespace Fractional.Store;

/// <summary>Sessions and keys beside the journal; what is added is durable when the call returns.</summary>
/// <remarks>Who makes room passes over rows that another is removing at the moment: nobody waits, and a limit may be
/// exceeded by as many rows as there are callers at once.</remarks>
public sealed class PostgresIdentityStore(PostgresDoor door) : IIdentityStore
{
    /// <summary>Rows that are over and go with each new one: more than come, so that they do not pile up.</summary>
    const int SweptAtOnce = 100;

    const string SessionColumns = "id, hash, account, signed_in_at as SignedInAt, ends_at as EndsAt";
    const string KeyColumns = "id, hash, account, label, made_at as MadeAt";

    public Task AddNonce(string nonce, DateTimeOffset now, DateTimeOffset endsAt, CancellationToken stop = default) =>
        Execute("keeping a sign-in's nonce",
            """
            delete from sign_in_nonces where nonce in (
                select nonce from sign_in_nonces where ends_at <= @now limit @SweptAtOnce for update skip locked);
            delete from sign_in_nonces where nonce in (
                select nonce from sign_in_nonces order by ends_at desc, nonce offset @MaxNonces - 1
                for update skip locked);
            insert into sign_in_nonces (nonce, ends_at) values (@nonce, @endsAt)
            """, new { nonce, now, endsAt, SweptAtOnce, IdentityLimits.MaxNonces }, stop);

    public Task<bool> TakeNonce(string nonce, DateTimeOffset now, CancellationToken stop = default) =>
        Run("using a sign-in's nonce", true, connection => connection.ExecuteScalarAsync<bool>(Statement(
            "delete from sign_in_nonces where nonce = @nonce returning ends_at > @now", new { nonce, now }, stop)),
            stop);

    public Task AddSession(StoredSession session, CancellationToken stop = default) => Execute("keeping a session",
        """
        delete from sessions where id in (
            select id from sessions where ends_at <= @SignedInAt limit @SweptAtOnce for update skip locked);
        delete from sessions where id in (
            select id from sessions where account = @account order by ends_at desc, id
            offset @MaxSessionsPerAccount - 1 for update skip locked);
        delete from sessions where id in (
            select id from sessions order by ends_at desc, id offset @MaxSessions - 1 for update skip locked);
        insert into sessions (id, hash, account, signed_in_at, ends_at)
        values (@Id, @Hash, @account, @SignedInAt, @EndsAt)
        """,
        new
        {
            session.Id, session.Hash, account = Bytes(session.Account), session.SignedInAt, session.EndsAt, SweptAtOnce,
            IdentityLimits.MaxSessionsPerAccount, IdentityLimits.MaxSessions,
        }, stop);

    public Task<StoredSession?> FindSession(string id, DateTimeOffset now, CancellationToken stop = default) =>
        Run("reading a session", false, async connection =>
            (await connection.QuerySingleOrDefaultAsync<SessionRow>(Statement(
                $"select {SessionColumns} from sessions where id = @id and ends_at > @now", new { id, now }, stop)))
            ?.Stored, stop);

    public Task EndSession(string id, CancellationToken stop = default) =>
        Execute("ending a session", "delete from sessions where id = @id", new { id }, stop);

    public Task<KeyRoom> AddKey(StoredKey key, CancellationToken stop = default) =>
        Run("keeping a key", true, async connection =>
        {
            var account = Bytes(key.Account);
            await using var transaction = await connection.BeginTransactionAsync(stop);
            // Two of one account's wait for each other, so that the second counts the first.
            await connection.ExecuteAsync(Statement(
                "select pg_advisory_xact_lock(hashtextextended(encode(@account, 'hex'), 3))", new { account }, stop));
            var (own, all) = await connection.QuerySingleAsync<(long, long)>(Statement(
                """
                select (select count(*) from api_keys where account = @account),
                    (select count(*) from (select from api_keys limit @MaxKeys) as counted)
                """, new { account, IdentityLimits.MaxKeys }, stop));
            if (own >= IdentityLimits.MaxKeysPerAccount) return KeyRoom.AccountIsFull;
            if (all >= IdentityLimits.MaxKeys) return KeyRoom.StoreIsFull;
            await connection.ExecuteAsync(Statement(
                """
                insert into api_keys (id, hash, account, label, made_at) values (@Id, @Hash, @account, @Label, @MadeAt)
                """, new { key.Id, key.Hash, account, key.Label, key.MadeAt }, stop));
            await transaction.CommitAsync(stop);
            return KeyRoom.Added;
        }, stop);

    public Task<StoredKey?> FindKey(string id, CancellationToken stop = default) =>
        Run("reading a key", false, async connection =>
            (await connection.QuerySingleOrDefaultAsync<KeyRow>(
                Statement($"select {KeyColumns} from api_keys where id = @id", new { id }, stop)))?.Stored, stop);

    public Task<IReadOnlyList<StoredKey>> KeysOf(Account account, CancellationToken stop = default) =>
        Run("reading an account's keys", false, async connection =>
            (IReadOnlyList<StoredKey>)[.. (await connection.QueryAsync<KeyRow>(Statement(
                $"select {KeyColumns} from api_keys where account = @account order by made_at, id",
                new { account = Bytes(account) }, stop))).Select(row => row.Stored)], stop);

    public Task<bool> DropKey(Account account, string id, CancellationToken stop = default) =>
        Run("dropping a key", true, async connection => await connection.ExecuteAsync(Statement(
            "delete from api_keys where id = @id and account = @account", new { id, account = Bytes(account) }, stop))
            == 1, stop);

    Task Execute(string doing, string sql, object parameters, CancellationToken stop) => Run(
        doing, true, connection => connection.ExecuteAsync(Statement(sql, parameters, stop)), stop);

    Task<T> Run<T>(string doing, bool writes, Func<NpgsqlConnection, Task<T>> work, CancellationToken stop) =>
        door.Run(doing, writes, work, stop);

    static CommandDefinition Statement(string sql, object parameters, CancellationToken stop) =>
        new(sql, parameters, cancellationToken: stop);

    static byte[] Bytes(Account account)
    {
        var bytes = new byte[Account.Length];
        account.CopyTo(bytes);
        return bytes;
    }

    sealed record SessionRow(string Id, byte[] Hash, byte[] Account, DateTime SignedInAt, DateTime EndsAt)
    {
        public StoredSession Stored => new(Id, Hash, new Account(Account), SignedInAt, EndsAt);
    }

    sealed record KeyRow(string Id, byte[] Hash, byte[] Account, string Label, DateTime MadeAt)
    {
        public StoredKey Stored => new(Id, Hash, new Account(Account), Label, MadeAt);
    }
}
