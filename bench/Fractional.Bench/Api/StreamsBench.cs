using System.Diagnostics;
using System.Globalization;
using Fractional.Engine.Journal;
using Fractional.Store;

namespace Fractional.Bench.Api;

/// <summary>One auction told to a thousand clients: the server with its journal in one process, the clients in this
/// one, on the same cores. The next changes are made when everybody has the last.</summary>
public static class StreamsBench
{
    const int Rounds = 5, Clients = 1_000, BlocksPerRound = 40, ChangesPerBlock = 10;

    public static async Task Run()
    {
        await using var source = await PostgresSource.Open();
        var place = await source.CreateDatabase($"fractional_streams_{Environment.ProcessId}");
        await using var server = await AuctionServer.Start(place);
        await using var crowd = await StreamCrowd.Open(server, Clients);
        var (rates, warm, last) = (new List<double>(), 0L, 0L);
        for (var round = 0; round <= Rounds; round++)
        {
            var (start, told) = (Stopwatch.GetTimestamp(), crowd.Clients.Sum(c => (long)c.Arrivals.Count));
            for (var block = 0; block < BlocksPerRound; block++)
                await crowd.Have(last = await server.Change(ChangesPerBlock));
            told = crowd.Clients.Sum(c => (long)c.Arrivals.Count) - told;
            if (round == 0) warm = last;
            else rates.Add(told / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        var journal = await Journal(place, server);
        var delays = crowd.Clients.SelectMany(c => Delays(c, warm, journal)).ToList();
        Bench.Rounds.Print($"messages told to {Clients:N0} clients", string.Create(CultureInfo.InvariantCulture,
            $"median {Bench.Rounds.Percentile(rates, 50):N0}/s, best {rates.Max():N0}/s, append to arrival p50 "
            + $"{Bench.Rounds.Percentile(delays, 50):0.0} p99 {Bench.Rounds.Percentile(delays, 99):0.0} ms"), "none");
        var wrong = crowd.Clients.Count(c => c.Breaks > 0 || c.Last < last || c.Arrivals.Count != c.Last - c.First);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {delays.Count:N0} messages; clients that miss or doubled one of the journal's: {wrong}"));
        if (wrong > 0) throw new InvalidOperationException("not every client was told everything once");
    }

    /// <summary>When each event of the vault was decided, a moment before its commit.</summary>
    static async Task<IReadOnlyList<long>> Journal(string place, AuctionServer server)
    {
        var moments = new List<long>();
        await using var store = await PostgresEventStore.Open(new PostgresOptions(place), TimeProvider.System);
        await foreach (var stored in store.ReadEntity(Entities.NameOf(server.Auction.Vault)))
            moments.Add(stored.At.UtcTicks);
        return moments;
    }

    /// <summary>Milliseconds from the journal to the client, of the changes after the first round.</summary>
    static IEnumerable<double> Delays(StreamClient client, long warm, IReadOnlyList<long> journal) =>
        client.Arrivals.Select((at, i) => (Seq: client.First + 1 + i, At: at))
            .Where(a => a.Seq > warm && a.Seq <= journal.Count)
            .Select(a => (a.At - journal[(int)a.Seq - 1]) / (double)TimeSpan.TicksPerMillisecond);
}
