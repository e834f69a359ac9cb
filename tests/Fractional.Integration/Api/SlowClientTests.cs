using System.Net;
using Fractional.Api;
using Fractional.Tests.Api.Edge;
using Shouldly;
using Xunit;

namespace Fractional.Integration.Api;

/// <summary>Clients that hold a socket by saying little (slowloris): each is closed by the server, others are served
/// meanwhile. The waits are the server's own limits, shortened.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    const int SlowClients = 100;
    EdgeStage stage = null!;

    public async Task InitializeAsync() => stage = await EdgeStage.Open(new ApiOptions(IPAddress.Loopback, 0)
    {
        Edge = HostileCampaign.Options.Edge with
        {
            HeadersTimeout = TimeSpan.FromSeconds(2), SlowGrace = TimeSpan.FromSeconds(2),
        },
    });

    public async Task DisposeAsync() => await stage.DisposeAsync();

    string Post(int length) => $"POST /v1/session HTTP/1.1\r\nHost: {stage.Authority}\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n";

    /// <summary>Says something, then a byte each tenth of a second until the server closes.</summary>
    async Task<RawAnswer?> Trickle(string first)
    {
        await using var raw = await RawHttp.Connect(stage.Url, stage.Stop);
        await raw.Send(first, stage.Stop);
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(stage.Stop);
        var dripping = Drip(raw, closed.Token);
        var answer = await raw.Read(stage.Stop);
        await closed.CancelAsync();
        await dripping;
        return answer;
    }

    static async Task Drip(RawHttp raw, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await raw.Send("x", CancellationToken.None);
            await Task.Delay(100, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [Fact]
    public async Task Headers_that_never_end_are_closed() =>
        (await Trickle($"GET /v1/vaults HTTP/1.1\r\nHost: {stage.Authority}\r\nX-Slow: "))
            .ShouldNotBeNull().Status.ShouldBe(408);

    [Fact]
    public async Task A_body_that_trickles_is_closed()
    {
        var answer = (await Trickle(Post(10_000))).ShouldNotBeNull();
        (answer.Status, answer.IsLast).ShouldBe((408, true));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_costs_nothing_but_itself()
    {
        var slow = await Task.WhenAll(
            Enumerable.Range(0, SlowClients).Select(_ => RawHttp.Connect(stage.Url, stage.Stop)));
        foreach (var socket in slow) await socket.Send(Post(1_000), stage.Stop);
        for (var i = 0; i < 20; i++) (await stage.Get("/v1/vaults")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var socket in slow) (await socket.Read(stage.Stop)).ShouldNotBeNull().Status.ShouldBe(408);
        foreach (var socket in slow) await socket.DisposeAsync();
    }
}
