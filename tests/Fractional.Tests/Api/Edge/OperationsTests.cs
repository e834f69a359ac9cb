using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Api.Metrics;
using Fractional.Api.Operations;
using Fractional.Chain.Simulated;
using Fractional.Ethereum.Crypto;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>What those see who run the server: version, health, measurements, the log.</summary>
public sealed class OperationsTests : IAsyncLifetime
{
    readonly ConcurrentQueue<string> log = new();
    EdgeStage stage = null!;

    public async Task InitializeAsync() =>
        stage = await EdgeStage.Open(new ApiOptions(IPAddress.Loopback, 0) { RequestLog = log.Enqueue });

    public async Task DisposeAsync() => await stage.DisposeAsync();

    [Theory]
    [InlineData("10.0.12", true)]
    [InlineData("9.0.99", true)]
    [InlineData("10.0.13", false)]
    [InlineData("10.1.0", false)]
    [InlineData("11.0.0-preview.1+abc", false)]
    public void A_runtime_below_the_minimum_is_warned_of(string runtime, bool isOld)
    {
        var warning = ServerVersion.WarningFor(ServerVersion.VersionOf(runtime));
        (warning is not null).ShouldBe(isOld);
        if (isOld) warning!.ShouldContain(runtime);
    }

    [Fact]
    public async Task The_version_names_program_runtime_and_chain()
    {
        var shown = (await stage.Get("/version")).Json;
        shown["chainId"]!.GetValue<ulong>().ShouldBe(1UL);
        shown["version"]!.GetValue<string>().ShouldNotBeEmpty();
        var runtime = shown["runtime"]!.GetValue<string>();
        Version.Parse(runtime).Major.ShouldBeGreaterThanOrEqualTo(10);
        shown["warnings"]!.AsArray().Count.ShouldBe(Version.Parse(runtime) < ServerVersion.MinimumRuntime ? 1 : 0);
    }

    [Fact]
    public async Task Not_ready_is_503_with_the_reason_and_when_to_ask_again()
    {
        (await stage.Get("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        stage.Chain.Faults = SimulatedFaults.None with { SilenceBps = 10_000 };
        await using var deaf = await EdgeStage.Starting(stage.Chain);
        var answer = await deaf.Get("/health/ready");
        answer.Problem(503, "not-ready");
        answer.Header("Retry-After").ShouldBe("2");
        (await deaf.Get("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Measurements_are_text_with_units_and_few_series()
    {
        for (var i = 0; i < 30; i++) await stage.Get($"/v1/auctions/{i}");
        await stage.Get("/v1/session");
        await stage.SignIn("nonsense", PrivateKey.Generate());
        var text = (await stage.Get("/metrics")).Text;
        text.ShouldContain(
            "http_server_request_duration_seconds_count{http_request_method=\"GET\",http_route=\"/v1/auctions/{id}\","
            + "http_response_status_code=\"404\"} 30");
        text.ShouldContain("http_server_request_duration_seconds_bucket{http_request_method=\"GET\",http_route="
            + "\"/v1/session\",http_response_status_code=\"200\",le=\"+Inf\"} 1");
        text.ShouldContain("fractional_engine_vaults 0");
        text.ShouldContain("# TYPE dotnet_process_memory_working_set_bytes gauge");
        text.Split('\n').Length.ShouldBeLessThan(200);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            line.ShouldMatch("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+="[^"\n]*",?)+\})? [0-9.eE+-]+)$""");
    }

    [Fact]
    public void Every_measurement_is_named_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(TidyTests.FindRoot(), "docs/api.md"));
        KnownInstruments.All.Values.Select(e => e.Name).ShouldAllBe(name => page.Contains($"`{name}`"));
    }

    [Fact]
    public async Task Each_request_is_one_line_without_secrets()
    {
        using var ada = PrivateKey.Generate();
        var cookie = await stage.SignedIn(ada);
        var (id, bearer) = await stage.KeyOf(cookie, "a-label");
        await stage.Get("/v1/session", ("Authorization", bearer));
        await stage.Get("/v1/vaults?after=a-query");
        await stage.Send("DELETE", $"/v1/keys/{id}", null, ("Cookie", cookie), ("Origin", stage.Origin));

        log.Count.ShouldBe(6);
        var lines = log.Select(line => JsonNode.Parse(line)!).ToList();
        lines.Select(l => l["route"]!.GetValue<string>()).ShouldBe(
            ["/v1/session/nonce", "/v1/session", "/v1/keys", "/v1/session", "/v1/vaults", "/v1/keys/{key}"]);
        lines.Select(l => l["caller"]!.GetValue<string>()).ShouldBe(
            ["anonymous", "anonymous", "session", "key", "anonymous", "session"]);
        lines.Select(l => l["status"]!.GetValue<int>()).ShouldBe([200, 201, 201, 200, 400, 204]);
        foreach (var secret in new[] { cookie.Split('=')[1], bearer.Split(' ')[1], id, "a-label", "a-query", "0x" })
            string.Concat(log).ShouldNotContain(secret);
    }

    [Fact]
    public async Task Nobody_writes_a_line_of_their_own_into_the_log()
    {
        string[] tricks =
        [
            "/v1/vaults?after=%0d%0a{\"status\":200}", "/v1/auctions/x%0ay", "/%1b[2J%1b[31mred", "/%e2%80%aeevil",
            "/v1/keys/%22%7d%0a%7b", "/%c2%85next", "/%e2%80%a8line",
        ];
        foreach (var trick in tricks)
            await stage.Send("GET", trick, null, ("User-Agent", "\u001b[31mred"), ("X-Forwarded-For", "\"}"));
        await stage.Send("BREW-COFFEE-WITH-A-VERY-LONG-METHOD", "/v1/vaults", null);

        log.Count.ShouldBe(tricks.Length + 1);
        foreach (var line in log)
        {
            JsonNode.Parse(line).ShouldNotBeNull();
            line.ShouldAllBe(c => c >= ' ' && c <= '~');
            line.ShouldNotContain("red");
            line.ShouldNotContain("evil");
        }
        log.Last().ShouldContain("\"method\":\"BREW-COFFEE-WITH\"");
    }
}
