using Fractional.Engine.Hosting;
using Fractional.Integration.Store;
using Fractional.Store;
using Fractional.Tests.Engine.Hosting;
using Xunit;

namespace Fractional.Integration.Engine.Hosting;

[Collection(PostgresTests.Name)]
public sealed class PostgresHostTests(Databases databases) : EntityHostConformance
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    string connectionString = "";

    protected override async Task<IEventStore> OpenStore()
    {
        connectionString = await databases.Fresh();
        return await PostgresEventStore.Open(
            new PostgresOptions(connectionString, 2, Databases.Deadline), TimeProvider.System);
    }

    protected override IEntityHost NewHost(IEventStore store, HostOptions options) =>
        new LocalHost(store, TimeProvider.System, options);

    protected override Task<T> Wait<T>(IEntityHost host, Task<T> answer) => answer.WaitAsync(Patience);

    /// <summary>
    /// Both hosts of a test share the store and so its session: only the lease's own mark can be taken away.
    /// </summary>
    protected override Task LoseSession(IEntityHost host) => Databases.Execute(connectionString,
        $"update shards set session_pid = 0 where owner = '{((LocalHost)host).Owner}'");

    protected override Task Pass(TimeSpan time) => Task.Delay(time);
}
