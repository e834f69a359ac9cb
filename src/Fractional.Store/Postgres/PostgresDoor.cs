using System.Data.Common;
using Npgsql;

namespace Fractional.Store;

/// <summary>
/// The one way to the database: opens a connection, bounds the time, and turns what the driver throws into our two
/// faults.
/// </summary>
public sealed class PostgresDoor : IAsyncDisposable
{
    /// <summary>How long a connection may take to open, and a cancelled command to stop.</summary>
    const int OpenSeconds = 3, CancelMilliseconds = 500;

    readonly NpgsqlDataSource source;
    readonly string place;
    readonly TimeSpan deadline;

    public PostgresDoor(string connectionString, TimeSpan deadline)
    {
        var settings = Settings(connectionString);
        settings.Timeout = OpenSeconds;
        settings.CommandTimeout = Math.Max(1, (int)Math.Ceiling(deadline.TotalSeconds));
        settings.CancellationTimeout = CancelMilliseconds;
        settings.MaxAutoPrepare = 64;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;
        settings.ApplicationName ??= "fractional";
        // The fence relies on a statement seeing what was committed while it waited for the lease row.
        settings.Options = $"{settings.Options} -c default_transaction_isolation=read\\ committed".Trim();
        source = NpgsqlDataSource.Create(settings);
        place = $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
        this.deadline = deadline;
        ConnectionString = settings.ConnectionString;
    }

    internal string ConnectionString { get; }

    /// <summary>Host, port and database; never user or password.</summary>
    public override string ToString() => place;

    /// <summary>
    /// Runs some work on one connection. <paramref name="doing"/> ends the sentence "expected to answer while ...";
    /// <paramref name="writes"/> says that a connection lost on the way leaves the outcome unknown.
    /// </summary>
    public async Task<T> Run<T>(string doing, bool writes, Func<NpgsqlConnection, Task<T>> work, CancellationToken stop)
    {
        var asked = false;
        try
        {
            await using var connection = await source.OpenConnectionAsync(stop);
            asked = true;
            return await work(connection);
        }
        catch (Exception fault) when (IsOutage(fault))
        {
            throw Away(doing, writes && asked, fault);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    internal StoreUnavailableException Away(string doing, bool outcomeUnknown, Exception fault) => new(
        $"{place}, was expected to answer within {deadline.TotalSeconds:0.#} s while {doing}; {Reason(fault)}",
        outcomeUnknown, fault);

    /// <summary>
    /// A broken connection, a passed deadline, or a server that says it cannot work now (SQLSTATE classes 08, 53,
    /// 57, 58).
    /// </summary>
    internal static bool IsOutage(Exception fault) => fault switch
    {
        PostgresException p => p.SqlState[..2] is "08" or "28" or "3D" or "53" or "57" or "58",
        NpgsqlException or TimeoutException or IOException => true,
        _ => false,
    };

    static string Reason(Exception fault) => fault switch
    {
        PostgresException p => $"it answered {p.SqlState}: {p.MessageText}",
        _ => $"the connection failed: {Innermost(fault).Message}",
    };

    static Exception Innermost(Exception fault)
    {
        while (fault.InnerException is { } inner) fault = inner;
        return fault;
    }

    internal static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception fault) when (fault is ArgumentException or DbException or FormatException)
        {
            // The driver's message may quote the string, and the string holds a password.
            throw new ArgumentException(
                "the PostgreSQL connection string cannot be read; expected "
                + "Host=...;Port=...;Database=...;Username=...;Password=...");
        }
    }
}
