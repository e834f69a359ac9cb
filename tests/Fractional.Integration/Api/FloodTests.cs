using System.Net;
using Fractional.Api;
using Fractional.Tests.Api.Edge;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Api;

/// <summary>One caller sends ten times what it may (threat I04). The stage's clock stands but for what the test says,
/// so that every count is exact.</summary>
public sealed class FloodTests : IAsyncLifetime
{
    /// <summary>What the quota of anonymous callers gives: ten a second, three hundred at once.</summary>
    const int PerSecond = 10, Burst = 300;

    const int Seconds = 20, UnderWay = 16;
    EdgeStage stage = null!;

    public async Task InitializeAsync() => stage = await EdgeStage.Open(new ApiOptions(IPAddress.Loopback, 0)
    {
        Edge = new() { TrustedProxies = [IPAddress.Loopback] },
    });

    public async Task DisposeAsync() => await stage.DisposeAsync();

    Task<Answer> Flood() => stage.Get("/v1/vaults", ("X-Forwarded-For", "192.0.2.7"));

    Task<Answer> Neighbour() => stage.Get("/v1/vaults", ("X-Forwarded-For", "192.0.2.8"));

    [Fact]
    public async Task A_flood_gets_what_its_bucket_gives_and_its_neighbour_gets_everything()
    {
        var (flood, neighbour) = (new List<Answer>(), new List<Answer>());
        for (var second = 0; second < Seconds; second++)
        {
            if (second > 0) stage.Clock.Advance(TimeSpan.FromSeconds(1));
            var flooding = Task.WhenAll(Enumerable.Range(0, 10 * PerSecond).Select(_ => Flood()));
            neighbour.AddRange(await Task.WhenAll(Enumerable.Range(0, PerSecond).Select(_ => Neighbour())));
            flood.AddRange(await flooding);
        }
        neighbour.Count.ShouldBe(Seconds * PerSecond);
        neighbour.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        flood.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(Burst + (Seconds - 1) * PerSecond);
        foreach (var refused in flood.Where(a => a.Status != HttpStatusCode.OK))
        {
            refused.Problem(429, "too-many-requests");
            refused.Header("Retry-After").ShouldBe("1");
            refused.Header("RateLimit").ShouldStartWith("\"anonymous\";r=0;t=");
            refused.Header("RateLimit-Policy").ShouldBe("\"anonymous\";q=300;w=30");
        }
    }

    /// <summary>In answers instead of milliseconds: who asks in the middle of a flood waits for what was there before,
    /// and not for what comes after.</summary>
    [Fact]
    public async Task A_neighbour_waits_for_no_more_of_a_flood_than_was_before_it()
    {
        var (answered, isOver) = (0, false);
        var flooding = Enumerable.Range(0, UnderWay).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                await Flood();
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        while (Volatile.Read(ref answered) < Burst + UnderWay) await Task.Delay(1);
        var waits = new List<int>();
        for (var i = 0; i < Burst / 2; i++)
        {
            var before = Volatile.Read(ref answered);
            (await Neighbour()).Status.ShouldBe(HttpStatusCode.OK);
            waits.Add(Volatile.Read(ref answered) - before);
        }
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(flooding);
        waits.Sort();
        waits[waits.Count / 2].ShouldBeLessThanOrEqualTo(2 * UnderWay);
    }
}
