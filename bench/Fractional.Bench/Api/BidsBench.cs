using System.Diagnostics;
using System.Globalization;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine.Journal;
using Fractional.Engine.Vaults;
using Fractional.Store;

namespace Fractional.Bench.Api;

/// <summary>Signed bids over HTTP until the durable answer (BUDGETS, engine and journal): the server with its journal
/// in one process, those who bid in this one, on the same cores.</summary>
public static class BidsBench
{
    /// <summary>An auction keeps 65,536 signed bids. A round takes some two seconds: the first are the compiler's, not
    /// the server's.</summary>
    const int WarmUps = 3, Rounds = 5, PerRound = 8_000, InFlight = 64;

    const int Created = 201;

    public static async Task Run()
    {
        await using var source = await PostgresSource.Open();
        var place = await source.CreateDatabase($"fractional_bids_{Environment.ProcessId}");
        await using var server = await AuctionServer.Start(place);
        var requests = SignedRequest.Make(server, (WarmUps + Rounds) * PerRound);
        var (rates, times) = (new List<double>(), new List<double>());
        var (answered, total, seconds) = (new List<Hash32>(), 0, 0.0);
        var (served, asked) = (server.CpuTime, Environment.CpuUsage.TotalTime);
        foreach (var (number, round) in requests.Chunk(PerRound).Index())
        {
            var start = Stopwatch.GetTimestamp();
            var answers = await Send(server, round);
            var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            answered.AddRange(answers.Where(a => a.Status == Created).Select(a => a.Id));
            total += answers.Count;
            if (number == WarmUps - 1) (served, asked) = (server.CpuTime, Environment.CpuUsage.TotalTime);
            if (number < WarmUps) continue;
            seconds += took;
            rates.Add(answers.Count / took);
            times.AddRange(answers.Select(a => a.Milliseconds));
        }
        Bench.Rounds.Print("signed bids over HTTP, durable", string.Create(CultureInfo.InvariantCulture,
            $"median {Bench.Rounds.Percentile(rates, 50):N0}/s, {rates.Min():N0} to {rates.Max():N0}, p50 "
            + $"{Bench.Rounds.Percentile(times, 50):0.0} p99 {Bench.Rounds.Percentile(times, 99):0.0} ms"),
            ">= 4,000/s, p99 <= 50 ms");
        Print(string.Create(
            CultureInfo.InvariantCulture, $"{times.Count:N0} bids in {seconds:0.0} s, {InFlight} in flight"));
        Print($"us of a core for each bid: server {Share(server.CpuTime - served, times.Count)}, "
            + $"those who bid {Share(Environment.CpuUsage.TotalTime - asked, times.Count)}");
        var missing = answered.Except(await Journaled(place, server.Auction.Vault)).Count();
        Print($"refused {total - answered.Count}, answered and not in the journal {missing} of {answered.Count:N0}");
        if (total != answered.Count || missing > 0) throw new InvalidOperationException("not every bid was kept");
    }

    static string Share(TimeSpan time, int bids) =>
        (time.TotalMicroseconds / bids).ToString("0", CultureInfo.InvariantCulture);

    static void Print(string line) => Console.WriteLine($"  {line}");

    /// <summary>Every connection has one bid under way.</summary>
    static async Task<List<(Hash32 Id, int Status, double Milliseconds)>> Send(
        AuctionServer server, SignedRequest[] requests)
    {
        var next = -1;
        var all = await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            var answers = new List<(Hash32, int, double)>();
            using var connection = await HttpConnection.Open(server.Url);
            while (Interlocked.Increment(ref next) is var i && i < requests.Length)
            {
                var start = Stopwatch.GetTimestamp();
                var status = await connection.Ask(requests[i].Http);
                answers.Add((requests[i].Id, status, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
            }
            return answers;
        })));
        return [.. all.SelectMany(a => a)];
    }

    /// <summary>The bids that the journal has, read by another than the server.</summary>
    static async Task<HashSet<Hash32>> Journaled(string place, Account vault)
    {
        var bids = new HashSet<Hash32>();
        await using var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System);
        await foreach (var stored in store.ReadEntity(Entities.NameOf(vault)))
        {
            if (JournalCodec.Vault.Decode(stored.Kind, stored.Version, stored.Data) is VaultJournal.BidAccepted bid)
                bids.Add(bid.Hash);
        }
        return bids;
    }
}
