using Npgsql;

namespace Fractional.Store;

/// <summary>
/// Where the database comes from: the server that FRACTIONAL_PG names, or else a private cluster of our own that is
/// gone afterwards.
/// </summary>
public sealed class PostgresSource : IAsyncDisposable
{
    /// <summary>Holds a connection string of a server to use instead of starting one.</summary>
    public const string ConnectionVariable = "FRACTIONAL_PG";

    readonly PrivateCluster? cluster;

    PostgresSource(string connectionString, PrivateCluster? cluster)
    {
        ConnectionString = connectionString;
        this.cluster = cluster;
    }

    /// <summary>Holds a password: not for logs.</summary>
    public string ConnectionString { get; }

    /// <summary>True when the database lives only as long as this object.</summary>
    public bool IsPrivate => cluster is not null;

    /// <exception cref="FormatException">FRACTIONAL_PG holds no connection string; it is not repeated.</exception>
    public static async Task<PostgresSource> Open(CancellationToken stop = default)
    {
        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } given)
            return new PostgresSource(Checked(given), null);
        var cluster = await PrivateCluster.Start(stop);
        return new PostgresSource(cluster.ConnectionString, cluster);
    }

    /// <summary>
    /// Makes an empty database, or a copy of a template that nobody is connected to, and answers its connection
    /// string.
    /// </summary>
    public async Task<string> CreateDatabase(string name, string? template = null, CancellationToken stop = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(stop);
        }
        catch (NpgsqlException failure)
        {
            var server = new NpgsqlConnectionStringBuilder(ConnectionString);
            throw new StoreUnavailableException(
                $"no PostgreSQL answers at {server.Host}:{server.Port}: {failure.Message}", false, failure);
        }
        var copy = template is null ? "" : $" template {Quote(template)}";
        await using var command = new NpgsqlCommand($"create database {Quote(name)}{copy}", connection);
        await command.ExecuteNonQueryAsync(stop);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    static string Checked(string given)
    {
        try
        {
            PostgresDoor.Settings(given);
            return given;
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"{ConnectionVariable}: {wrong.Message}", wrong);
        }
    }

    public ValueTask DisposeAsync() => cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
