using Fractional.Store;
using Npgsql;
using Xunit;

namespace Fractional.Integration.Store;

/// <summary>One PostgreSQL for these tests, and a fresh database with the schema for each that asks.</summary>
public sealed class Databases : IAsyncLifetime
{
    const string Template = "fractional_template";

    /// <summary>One deadline for all tests: long for a commit, short for a person.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    PostgresSource source = null!;
    int made;

    public async Task InitializeAsync()
    {
        source = await PostgresSource.Open();
        var template = await source.CreateDatabase(Name(Template));
        await using var store = await PostgresEventStore.Open(
            new PostgresOptions(template, 2, Deadline), TimeProvider.System);
    }

    /// <summary>The connection string of an empty journal of two shards.</summary>
    public Task<string> Fresh() =>
        source.CreateDatabase(Name($"fractional_test_{Interlocked.Increment(ref made)}"), Name(Template));

    /// <summary>The connection string of a database without even a schema.</summary>
    public Task<string> Empty() => source.CreateDatabase(Name($"fractional_test_{Interlocked.Increment(ref made)}"));

    public async Task<IEventStore> FreshStore() =>
        await PostgresEventStore.Open(new PostgresOptions(await Fresh(), 2, Deadline), TimeProvider.System);

    /// <summary>A server that others use too must not see the same name twice.</summary>
    static string Name(string name) => $"{name}_{Environment.ProcessId}";

    public static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task DisposeAsync() => source.DisposeAsync().AsTask();
}

[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<Databases>
{
    public const string Name = "PostgreSQL";
}
