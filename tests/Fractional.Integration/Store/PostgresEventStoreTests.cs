using Fractional.Store;
using Fractional.Tests.Store;
using Xunit;

namespace Fractional.Integration.Store;

[Collection(PostgresTests.Name)]
public sealed class PostgresEventStoreTests(Databases databases) : EventStoreConformance
{
    string connectionString = "";

    protected override async Task<IEventStore> Open()
    {
        connectionString = await databases.Fresh();
        return await PostgresEventStore.Open(
            new PostgresOptions(connectionString, 2, Databases.Deadline), TimeProvider.System);
    }

    /// <summary>The server ends the session as if its client had died.</summary>
    protected override Task LoseSession(string owner) => Databases.Execute(connectionString,
        $"select pg_terminate_backend(session_pid, 5000) from shards where owner = '{owner}'");

    protected override Task Pass(TimeSpan time) => Task.Delay(time);
}
