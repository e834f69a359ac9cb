using System.Diagnostics;
using Fractional.Bench.Api;
using Fractional.Integration.Store;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Integration.Api;

/// <summary>A thousand streams of one auction, a hundred of which are read slowly or not at all. The server has a
/// process of its own: its memory is not that of its clients.</summary>
[Collection(PostgresTests.Name)]
public sealed class CrowdTests(Databases databases, ITestOutputHelper output)
{
    const int Keen = 900, Slow = 50, Still = 50;

    /// <summary>Everybody gets these before the memory is looked at: the first messages cost what all later ones
    /// use.</summary>
    const int Warm = 50;

    const int PerBlock = 10;
    const long MaxGrowthBytes = 64 * 1024 * 1024;

    static readonly bool IsDeep = Environment.GetEnvironmentVariable("FRACTIONAL_TIER") == "deep";

    /// <summary>Some 2.5 KB each: far above what a connection takes before its reader counts as slow.</summary>
    static readonly int Changes = IsDeep ? 3_300 : 1_200;

    /// <summary>After each block: the deep tier goes on for a minute.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(IsDeep ? 200 : 0);

    [Fact]
    public async Task Who_does_not_keep_up_is_dropped_and_nobody_else_misses_a_change()
    {
        await using var server = await AuctionServer.Start(await databases.Empty());
        await using var crowd = await StreamCrowd.Open(server, Keen, Slow, Still);
        var seq = await server.Change(Warm);
        await crowd.Have(seq);
        var (before, start, last) = (server.Memory, Stopwatch.GetTimestamp(), seq + Changes);
        var most = before;
        while (seq < last)
        {
            await crowd.Have(seq = await server.Change(PerBlock));
            most = Math.Max(most, server.Memory);
            await Task.Delay(Pause);
        }
        var took = Stopwatch.GetElapsedTime(start);
        var ended = await crowd.Ended();
        output.WriteLine($"{Changes} changes in {took.TotalSeconds:0.0} s, "
            + $"memory {before >> 20} + {most - before >> 20} MiB, "
            + $"ended {ended}, told why {crowd.Clients.Count(c => c.Dropped is not null)}");

        (most - before).ShouldBeLessThanOrEqualTo(MaxGrowthBytes);
        crowd.Clients.Count(c => c.Breaks > 0).ShouldBe(0, "what anybody was told has no gap and no double");
        crowd.Of(Pace.Keen).Count(c => c.Last >= seq && c.Arrivals.Count == c.Last - c.First && c.Dropped is null)
            .ShouldBe(Keen, "who keeps up is told everything");
        crowd.Of(Pace.Slow).Count(c => c.Last < seq && c.Dropped?.Contains("256 changes were waiting") == true)
            .ShouldBe(Slow, "who reads slowly is told why nothing more comes");
        crowd.Of(Pace.Still).Count(c => c.Last < seq).ShouldBe(Still, "who does not read is let go");
        ended.ShouldBe(Slow + Still);
    }
}
