using System.Diagnostics;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Npgsql;
using NpgsqlTypes;

namespace Fractional.Bench.Engine;

using Region = IShardRegion<Counter.Command, Counter.Added, Counter.State>;

/// <summary>Durable commands against the bare INSERT they need at least, on the same server in the same run.</summary>
public static class JournalBench
{
    const int Rounds = 5, InFlight = 256, Entities = 1_000;
    static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(2);

    public static async Task Run()
    {
        await using var source = await PostgresSource.Open();
        var place = await source.CreateDatabase($"fractional_bench_{Environment.ProcessId}");
        await using var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System);
        await using var host = new LocalHost(store, TimeProvider.System);
        var region = host.Start(Counter.Props());
        string[] ids = [.. Enumerable.Range(0, Entities).Select(n => $"{n}")];
        await Task.WhenAll(ids.Select(id => region.Ask(id, Counter.One)));
        await using var bare = NpgsqlDataSource.Create(place + ";Max Auto Prepare=8;Auto Prepare Min Usages=1");
        await using (var table = bare.CreateCommand(
            "create table bare (entity text, seq bigint, data jsonb, primary key (entity, seq))"))
            await table.ExecuteNonQueryAsync();
        await Compare("durable commands, 1 in flight", 1, region, ids, bare, "bare INSERT x 1.3, >= 3 k/s");
        await Compare($"durable commands, {InFlight} in flight", InFlight, region, ids, bare,
            ">= 100 k/s, p50 <= 2 ms, p99 <= 6 ms");
        await host.DisposeAsync();
        await Restart(source);
    }

    /// <summary>
    /// Rounds of both in turn. The bare side commits one row at a time, or with many in flight as many rows at once as
    /// there would be commands waiting: the least any journal has to do.
    /// </summary>
    static async Task Compare(
        string what, int inFlight, Region region, string[] ids, NpgsqlDataSource bare, string budget)
    {
        var (ours, theirs, times) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (rate, latencies) = await Commands(region, ids, inFlight);
            var least = await Bare(bare, inFlight, round);
            if (round == 0) continue;
            ours.Add(rate);
            theirs.Add(least);
            times.AddRange(latencies);
        }
        var (median, floor) = (Bench.Rounds.Percentile(ours, 50), Bench.Rounds.Percentile(theirs, 50));
        Bench.Rounds.Print(what,
            $"{median:N0}/s, bare {floor:N0}/s ({floor / median:0.00}x), "
            + $"p50 {Bench.Rounds.Percentile(times, 50):0.00} p99 {Bench.Rounds.Percentile(times, 99):0.00} ms",
            budget);
    }

    static async Task<(double Rate, List<double> Milliseconds)> Commands(Region region, string[] ids, int inFlight)
    {
        var start = Stopwatch.GetTimestamp();
        var clients = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(client => Task.Run(async () =>
        {
            var times = new List<double>();
            for (var n = client; Stopwatch.GetElapsedTime(start) < RoundTime; n += 37)
            {
                var asked = Stopwatch.GetTimestamp();
                await region.Ask(ids[n % ids.Length], Counter.One);
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
            return times;
        })));
        var all = clients.SelectMany(c => c).ToList();
        return (all.Count / Stopwatch.GetElapsedTime(start).TotalSeconds, all);
    }

    static async Task<double> Bare(NpgsqlDataSource bare, int rows, int round)
    {
        await using var connection = await bare.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("insert into bare select * from unnest($1, $2, $3)", connection);
        const string data =
            """{"By":1,"Bidder":"0x8ba1f109551bd432803012645ac136ddd64dba72","PriceWei":"2500000000000000000"}""";
        var entities = Enumerable.Range(0, rows).Select(n => $"bare/{rows}/{n}").ToArray();
        var json = Enumerable.Repeat(data, rows).ToArray();
        var (start, seq) = (Stopwatch.GetTimestamp(), round * 1_000_000_000L);
        while (Stopwatch.GetElapsedTime(start) < RoundTime)
        {
            seq++;
            command.Parameters.Clear();
            command.Parameters.Add(new() { Value = entities });
            command.Parameters.Add(new() { Value = Enumerable.Repeat(seq, rows).ToArray() });
            command.Parameters.Add(new() { Value = json, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync();
        }
        return (seq - round * 1_000_000_000L) * rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A journal of a million events with snapshots: until every entity's state is in memory again.</summary>
    static async Task Restart(PostgresSource source)
    {
        const int entities = 10_000, each = 100;
        var place = await source.CreateDatabase($"fractional_restart_{Environment.ProcessId}");
        var options = new HostOptions { SnapshotEvery = 90 };
        string[] ids = [.. Enumerable.Range(0, entities).Select(n => $"{n}")];
        await using (var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System))
        await using (var host = new LocalHost(store, TimeProvider.System, options))
        {
            var region = host.Start(Counter.Props());
            for (var n = 0; n < each; n++)
                foreach (var part in ids.Chunk(5_000))
                    await Task.WhenAll(part.Select(id => region.Ask(id, Counter.One)));
        }
        var start = Stopwatch.GetTimestamp();
        await using (var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System))
        await using (var host = new LocalHost(store, TimeProvider.System, options))
        {
            var region = host.Start(Counter.Props());
            var seen = await Task.WhenAll(ids.Select(region.View));
            if (seen.Any(a => a is not Answer<Counter.Added, Counter.State>.Accepted { State.Sum: each }))
                throw new InvalidOperationException("a state differs from what was acknowledged");
        }
        Bench.Rounds.Print($"restart, {entities * each:N0} events with snapshots",
            $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s until {entities:N0} states are back", "<= 10 s");
    }
}
