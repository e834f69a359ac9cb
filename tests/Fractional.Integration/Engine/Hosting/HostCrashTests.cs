using Fractional.Engine.Hosting;
using Fractional.Store;
using Fractional.Tests.Engine.Hosting;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Engine.Hosting;

using Answer = Answer<Tally.Event, Tally.State>;
using Region = IShardRegion<Tally.Command, Tally.Event, Tally.State>;

/// <summary>The whole way under kill -9 of the database: client, mailbox, decision, commit, answer. A server of its
/// own.</summary>
public sealed class HostCrashTests
{
    const int Clients = 24, Entities = 8, Kills = 3;

    [Fact]
    public async Task A_keyed_command_that_is_repeated_until_it_is_answered_happens_exactly_once()
    {
        await using var cluster = await PrivateCluster.Start();
        await using var store = await PostgresEventStore.Open(
            new PostgresOptions(cluster.ConnectionString, 2, TimeSpan.FromSeconds(3)), TimeProvider.System);
        await using var host = new LocalHost(store, TimeProvider.System);
        var region = host.Start(Tally.Props());
        var done = 0;
        using var stop = new CancellationTokenSource();
        void Count() => Interlocked.Increment(ref done);
        var clients = Enumerable.Range(0, Clients)
            .Select(c => Task.Run(() => Client(region, c, Count, stop.Token))).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            var goal = Volatile.Read(ref done) + 300;
            await WaitUntil(() => Volatile.Read(ref done) > goal);
            await cluster.KillServer();
            await cluster.StartServer();
        }
        await stop.CancelAsync();
        var commands = (await Task.WhenAll(clients).WaitAsync(TimeSpan.FromSeconds(60))).Sum(c => c.Commands);
        clients.Sum(c => c.Result.Faults).ShouldBeGreaterThan(0, "no client noticed that the server was killed");
        var told = 0L;
        for (var entity = 0; entity < Entities; entity++)
        {
            var journal = new List<StoredEvent>();
            await foreach (var e in store.ReadEntity($"tally/{entity}")) journal.Add(e);
            journal.Select(e => e.Seq).ShouldBe(Enumerable.Range(1, journal.Count).Select(n => (long)n));
            journal.Select(e => e.Command).Distinct().Count().ShouldBe(journal.Count, "a command happened twice");
            (await region.View($"{entity}")).ShouldBeOfType<Answer.Accepted>().State.Balance.ShouldBe(journal.Count);
            told += journal.Count;
        }
        told.ShouldBe(commands, "every command was answered, so every one is in the journal, once");
    }

    /// <summary>Sends commands one after the other, each with its own id, and each again until it has an
    /// answer.</summary>
    static async Task<(int Commands, int Faults)> Client(
        Region region, int client, Action answered, CancellationToken stop)
    {
        var (commands, faults) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            var id = new Guid(client + 1, 0, 0, BitConverter.GetBytes((long)++commands));
            while (true)
            {
                try
                {
                    var entity = $"{(client + commands) % Entities}";
                    var answer = await region.Ask(entity, new Tally.Command.Change(1), new AskOptions(CommandId: id));
                    if (answer is Answer.Accepted or Answer.Repeated) break;
                }
                catch (Exception fault) when (fault is StoreUnavailableException or BatchAbortedException)
                {
                    faults++;
                }
                await Task.Delay(10, CancellationToken.None);
            }
            answered();
        }
        return (commands, faults);
    }

    static async Task WaitUntil(Func<bool> holds)
    {
        for (var tries = 0; tries < 1_200; tries++)
        {
            if (holds()) return;
            await Task.Delay(50);
        }
        throw new TimeoutException("the clients did not come on within a minute");
    }
}
