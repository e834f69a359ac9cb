using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Fractional.Store;

namespace Fractional.Bench.Api;

/// <summary>What a caller waits for while another sends ten times what it may (threat I04): against what it waits for
/// alone, in the same run.</summary>
public static class FloodBench
{
    const int Ok = 200;
    const int TooMany = 429;

    /// <summary>A caller may ask ten times a second.</summary>
    const int PerSecond = 10, Flood = 10 * PerSecond, Seconds = 20;

    static readonly IPAddress Neighbour = new([127, 0, 2, 1]), Flooder = new([127, 0, 2, 2]);

    public static async Task Run()
    {
        await using var source = await PostgresSource.Open();
        var place = await source.CreateDatabase($"fractional_flood_{Environment.ProcessId}");
        await using var server = await AuctionServer.Start(place);
        await Ask(server, Neighbour, PerSecond);
        var alone = await Ask(server, Neighbour, PerSecond);
        var flooding = Ask(server, Flooder, Flood);
        var beside = await Ask(server, Neighbour, PerSecond);
        var flood = await flooding;
        Rounds.Print("a caller beside a flood", string.Create(CultureInfo.InvariantCulture,
            $"p50 {Figure(beside, 50)} p99 {Figure(beside, 99)} ms; alone {Figure(alone, 50)} and {Figure(alone, 99)}"),
            "none");
        Console.WriteLine($"  served {Count(beside, Ok)} of {beside.Count}; of the flood's {flood.Count} "
            + $"{Count(flood, Ok)}, refused {Count(flood, TooMany)}");
    }

    static int Count(List<(int Status, double Milliseconds)> answers, int status) =>
        answers.Count(a => a.Status == status);

    static string Figure(List<(int Status, double Milliseconds)> answers, int percent) =>
        Rounds.Percentile([.. answers.Select(a => a.Milliseconds)], percent)
            .ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Asks at a steady rate, whatever the answers take.</summary>
    static async Task<List<(int Status, double Milliseconds)>> Ask(AuctionServer server, IPAddress from, int perSecond)
    {
        using var connection = await HttpConnection.Open(server.Url, from);
        var request = Encoding.ASCII.GetBytes(
            $"GET /v1/auctions/{server.Auction} HTTP/1.1\r\nHost: {server.Url.Authority}\r\n\r\n");
        var answers = new List<(int, double)>();
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        for (var i = 0; i < Seconds * perSecond; i++)
        {
            await ticks.WaitForNextTickAsync();
            var start = Stopwatch.GetTimestamp();
            var status = await connection.Ask(request);
            answers.Add((status, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
        }
        return answers;
    }
}
