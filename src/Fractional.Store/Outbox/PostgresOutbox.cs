using System.Data;
using System.Numerics;
using Npgsql;
using NpgsqlTypes;

namespace Fractional.Store;

/// <summary>
/// The outbox of one chain in PostgreSQL: what was prepared, signed and sent survives this process, and no nonce is
/// given twice. </summary>
public sealed class PostgresOutbox(PostgresDoor door, long chainId)
{
    const string Columns =
        """
        id, account, receiver, call_data, wei, gas_limit, max_fee_per_gas_wei, deadline, nonce, state, version,
        included_hash, included_block, included_block_hash, included_succeeded, cancel_wanted, reason
        """;

    /// <summary>
    /// Stores a row as prepared, under the lowest nonce from <paramref name="lowestNonce"/> on that no row of its
    /// account holds. A known id is answered as it is stored, unless it was dropped: then it is prepared anew, one
    /// version on. </summary>
    public Task<OutboxRow> Prepare(OutboxRow row, long lowestNonce, CancellationToken stop = default) =>
        door.Run($"preparing the transaction {row.Id}", writes: true, async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await LockAccount(connection, row.Account, stop);
            var known = await Find(connection, row.Id, stop);
            if (known is { State: not OutboxRow.Dropped }) return known;
            if (known is not null) await Forget(connection, row.Id, stop);
            var prepared = row with
            {
                Nonce = await FreeNonce(connection, row.Account, lowestNonce, stop),
                State = 0,
                Version = (known?.Version ?? 0) + 1,
                Attempts = [],
                Inclusion = null,
            };
            await Insert(connection, prepared, stop);
            await transaction.CommitAsync(stop);
            return prepared;
        }, stop);

    /// <summary>Stores the next version; false when the stored one is not the one before it. Durable when it
    /// returns.</summary>
    public Task<bool> Update(OutboxRow next, CancellationToken stop = default) =>
        door.Run($"storing the transaction {next.Id}", writes: true, async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await using var command = new NpgsqlCommand(
                """
                update outbox set state = @state, version = @version, gas_limit = @gas_limit,
                    max_fee_per_gas_wei = @max_fee_per_gas_wei, included_hash = @included_hash,
                    included_block = @included_block, included_block_hash = @included_block_hash,
                    included_succeeded = @included_succeeded, cancel_wanted = @cancel_wanted, reason = @reason
                where chain_id = @chain_id and id = @id and version = @version - 1
                """, connection);
            Fill(command, next);
            if (await command.ExecuteNonQueryAsync(stop) != 1) return false;
            await AddAttempts(connection, next, stop);
            await transaction.CommitAsync(stop);
            return true;
        }, stop);

    public Task<OutboxRow?> Find(string id, CancellationToken stop = default) =>
        door.Run($"reading the transaction {id}", writes: false, connection => Find(connection, id, stop), stop);

    /// <summary>The account's rows in the states prepared to included, lowest nonce first.</summary>
    public Task<IReadOnlyList<OutboxRow>> Unfinished(byte[] account, CancellationToken stop = default) =>
        door.Run("reading the unfinished transactions", writes: false, connection => Read(connection,
            $"select {Columns} from outbox where chain_id = @chain_id and account = @key and state < 4 order by nonce",
            account, stop), stop);

    async Task<OutboxRow?> Find(NpgsqlConnection connection, string id, CancellationToken stop) =>
        (await Read(connection, $"select {Columns} from outbox where chain_id = @chain_id and id = @key", id, stop))
        .SingleOrDefault();

    /// <summary>Two who prepare for one account wait for each other, so that they find different nonces free.</summary>
    async Task LockAccount(NpgsqlConnection connection, byte[] account, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            "select pg_advisory_xact_lock(hashtextextended(encode(@account, 'hex'), @chain_id))", connection);
        command.Parameters.AddWithValue("account", account);
        command.Parameters.AddWithValue("chain_id", chainId);
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task<long> FreeNonce(NpgsqlConnection connection, byte[] account, long lowest, CancellationToken stop)
    {
        // Among count + 1 numbers at least one is free of count held ones.
        await using var command = new NpgsqlCommand(
            """
            with held as (
                select nonce from outbox
                where chain_id = @chain_id and account = @account and state <> 7 and nonce >= @lowest)
            select min(free) from generate_series(@lowest, @lowest + (select count(*) from held)) as free
            where free not in (select nonce from held)
            """, connection);
        command.Parameters.AddWithValue("chain_id", chainId);
        command.Parameters.AddWithValue("account", account);
        command.Parameters.AddWithValue("lowest", lowest);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    async Task Forget(NpgsqlConnection connection, string id, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            """
            delete from outbox_attempts where chain_id = @chain_id and id = @id;
            delete from outbox where chain_id = @chain_id and id = @id
            """, connection);
        command.Parameters.AddWithValue("chain_id", chainId);
        command.Parameters.AddWithValue("id", id);
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task Insert(NpgsqlConnection connection, OutboxRow row, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            $"""
            insert into outbox (chain_id, {Columns})
            values (@chain_id, @id, @account, @receiver, @call_data, @wei, @gas_limit, @max_fee_per_gas_wei, @deadline,
                @nonce, @state, @version, @included_hash, @included_block, @included_block_hash, @included_succeeded,
                @cancel_wanted, @reason)
            """, connection);
        Fill(command, row);
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task AddAttempts(NpgsqlConnection connection, OutboxRow row, CancellationToken stop)
    {
        for (var place = 0; place < row.Attempts.Count; place++)
        {
            var attempt = row.Attempts[place];
            await using var command = new NpgsqlCommand(
                """
                insert into outbox_attempts (chain_id, id, place, hash, encoded, max_fee_per_gas_wei,
                    max_priority_fee_per_gas_wei, cancels, signed_at_block)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
                """, connection)
            {
                Parameters =
                {
                    new() { Value = chainId }, new() { Value = row.Id }, new() { Value = place },
                    new() { Value = attempt.Hash }, new() { Value = attempt.Encoded },
                    Numeric("", attempt.MaxFeePerGasWei), Numeric("", attempt.MaxPriorityFeePerGasWei),
                    new() { Value = attempt.Cancels }, new() { Value = attempt.SignedAtBlock },
                },
            };
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    void Fill(NpgsqlCommand command, OutboxRow row)
    {
        var p = command.Parameters;
        p.AddWithValue("chain_id", chainId);
        p.AddWithValue("id", row.Id);
        p.AddWithValue("account", row.Account);
        p.Add(Optional("receiver", NpgsqlDbType.Bytea, row.To));
        p.AddWithValue("call_data", row.Data);
        p.Add(Numeric("wei", row.Wei));
        p.AddWithValue("gas_limit", row.GasLimit);
        p.Add(Numeric("max_fee_per_gas_wei", row.MaxFeePerGasWei));
        p.Add(Optional("deadline", NpgsqlDbType.Bigint, row.Deadline));
        p.AddWithValue("nonce", row.Nonce);
        p.AddWithValue("state", row.State);
        p.AddWithValue("version", row.Version);
        p.Add(Optional("included_hash", NpgsqlDbType.Bytea, row.Inclusion?.Hash));
        p.Add(Optional("included_block", NpgsqlDbType.Bigint, row.Inclusion?.Block));
        p.Add(Optional("included_block_hash", NpgsqlDbType.Bytea, row.Inclusion?.BlockHash));
        p.Add(Optional("included_succeeded", NpgsqlDbType.Boolean, row.Inclusion?.Succeeded));
        p.AddWithValue("cancel_wanted", row.CancelWanted);
        p.Add(Optional("reason", NpgsqlDbType.Text, row.Reason));
    }

    /// <summary>The driver writes and reads a BigInteger exactly, where a decimal would end after 28 digits.</summary>
    static NpgsqlParameter Numeric(string name, BigInteger amount) =>
        new() { ParameterName = name, NpgsqlDbType = NpgsqlDbType.Numeric, Value = amount };

    static NpgsqlParameter Optional(string name, NpgsqlDbType type, object? maybe) =>
        new(name, type) { Value = maybe ?? DBNull.Value };

    async Task<IReadOnlyList<OutboxRow>> Read(
        NpgsqlConnection connection, string sql, object key, CancellationToken stop)
    {
        var rows = new List<OutboxRow>();
        await using (var command = new NpgsqlCommand(sql, connection))
        {
            command.Parameters.AddWithValue("chain_id", chainId);
            command.Parameters.AddWithValue("key", key);
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, stop);
            while (await reader.ReadAsync(stop)) rows.Add(Row(reader));
        }
        var attempts = await ReadAttempts(connection, [.. rows.Select(r => r.Id)], stop);
        return [.. rows.Select(r => r with { Attempts = [.. attempts[r.Id]] })];
    }

    async Task<ILookup<string, OutboxAttempt>> ReadAttempts(
        NpgsqlConnection connection, string[] ids, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            """
            select id, hash, encoded, max_fee_per_gas_wei, max_priority_fee_per_gas_wei, cancels, signed_at_block
            from outbox_attempts where chain_id = $1 and id = any($2) order by id, place
            """, connection)
        {
            Parameters = { new() { Value = chainId }, new() { Value = ids } },
        };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, stop);
        var attempts = new List<(string Id, OutboxAttempt Attempt)>();
        while (await reader.ReadAsync(stop))
            attempts.Add((reader.GetString(0), new OutboxAttempt(
                reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<BigInteger>(3),
                reader.GetFieldValue<BigInteger>(4), reader.GetBoolean(5), reader.GetInt64(6))));
        return attempts.ToLookup(a => a.Id, a => a.Attempt);
    }

    static OutboxRow Row(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Account = reader.GetFieldValue<byte[]>(1),
        To = reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2),
        Data = reader.GetFieldValue<byte[]>(3),
        Wei = reader.GetFieldValue<BigInteger>(4),
        GasLimit = reader.GetInt64(5),
        MaxFeePerGasWei = reader.GetFieldValue<BigInteger>(6),
        Deadline = reader.IsDBNull(7) ? null : reader.GetInt64(7),
        Nonce = reader.GetInt64(8),
        State = reader.GetInt16(9),
        Version = reader.GetInt32(10),
        Inclusion = reader.IsDBNull(11) ? null : new OutboxInclusion(
            reader.GetFieldValue<byte[]>(11), reader.GetInt64(12), reader.GetFieldValue<byte[]>(13),
            reader.GetBoolean(14)),
        CancelWanted = reader.GetBoolean(15),
        Reason = reader.IsDBNull(16) ? null : reader.GetString(16),
    };
}
