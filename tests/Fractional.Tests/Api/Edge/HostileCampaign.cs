using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Fractional.Api;
using Fractional.Api.Http;
using Fractional.Ethereum.Crypto;
using Fractional.Tests.Ethereum;
using Shouldly;

namespace Fractional.Tests.Api.Edge;

/// <summary>Thousands of seeded hostile requests over loopback, on a few sockets at once. Whatever comes: an answer in
/// a documented form, in bounded time, and nothing kept.</summary>
static class HostileCampaign
{
    const int Sockets = 4;

    /// <summary>A machine under load is slow; an algorithm that explodes is slower.</summary>
    static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    /// <summary>What only a stack trace or an unhandled fault would say.</summary>
    static readonly string[] Betrayals =
    [
        "   at ", "Exception", "System.", "Microsoft.", "Npgsql", "Fractional.", "StackTrace", ".cs:line",
        "sign_in_nonces", "SQLSTATE",
    ];

    static readonly Quota Wide = new("wide", PerMinute: 10_000_000, Burst: 1_000_000);

    public static readonly ApiOptions Options = new(IPAddress.Loopback, 0)
    {
        Edge = new EdgeOptions
        {
            Anonymous = Wide, SignedIn = Wide, Bids = Wide, Streams = Wide, SignIns = Wide, UnknownTokens = Wide,
        },
    };

    /// <param name="census">Everything that is kept, as text: the same before and after.</param>
    /// <returns>One line of figures.</returns>
    public static async Task<string> Run(EdgeStage stage, int requests, ulong seed, Func<Task<string>> census)
    {
        using var victim = PrivateKey.Generate();
        using var attacker = PrivateKey.Generate();
        var view = await Scout(stage, victim, attacker);
        var vaults = (await stage.Get("/v1/vaults")).Text;
        var before = await census();
        var tally = new ConcurrentDictionary<int, int>();
        var times = new ConcurrentBag<double>();
        var began = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Sockets).Select(i => Task.Run(() => Attack(
            stage, new HostileRequests(new Seeded(seed + (ulong)i), view), requests / Sockets, tally, times))));
        (await census()).ShouldBe(before, "a hostile request changed what is kept");
        (await stage.Get("/v1/vaults")).Text.ShouldBe(vaults);
        (await stage.Get("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        var sorted = times.Order().ToList();
        var statuses = string.Join(" ", tally.OrderBy(t => t.Key).Select(t => $"{t.Key}:{t.Value}"));
        return string.Create(CultureInfo.InvariantCulture,
            $"campaign: {sorted.Count:N0} hostile requests, {statuses}, p50 {sorted[sorted.Count / 2]:F1} ms, "
            + $"p99 {sorted[sorted.Count * 99 / 100]:F1} ms, longest {sorted[^1]:F0} ms, "
            + $"{began.Elapsed.TotalSeconds:F0} s");
    }

    static async Task<AttackerView> Scout(EdgeStage stage, PrivateKey victim, PrivateKey attacker)
    {
        var (vault, auction) = await stage.TellStory();
        var victims = await stage.KeyOf(await stage.SignedIn(victim));
        var cookie = await stage.SignedIn(attacker);
        var own = await stage.KeyOf(cookie);
        var description = (await stage.Get("/openapi/v1.json")).Json;
        return new AttackerView(
            stage.Authority,
            [
                .. description["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
                    .Select(method => (method.Key.ToUpperInvariant(), path.Key)))
                    // A nonce is there for everybody who asks: it would change what is kept, and rightly.
                    .Where(r => r.Key != "/v1/session/nonce"),
            ],
            new Dictionary<string, string[]>
            {
                ["{vault}"] = [vault.ToString(), $"0x{new string('2', 40)}"],
                ["{id}"] = [auction, "1", "123456789"],
                ["{account}"] = [victim.Address.ToString(), attacker.Address.ToString().ToLowerInvariant()],
                ["{bid}"] = [$"0x{new string('3', 64)}", $"{auction}-1"],
                ["{key}"] = [victims.Id, new string('4', 24)],
            },
            [
                $"Authorization: {own.Bearer}", "Authorization: Bearer x", "Authorization: Basic eDp4",
                "Authorization:",
                $"Authorization: Bearer fk_{new string('A', 43)}", $"Authorization: {own.Bearer}\r\nAuthorization: x",
                // Without our own Origin the session changes nothing; that is the point.
                $"Cookie: {cookie}", $"Cookie: {cookie}\r\nOrigin: https://evil.example", $"Cookie: {cookie}; {cookie}",
            ]);
    }

    static async Task Attack(
        EdgeStage stage, HostileRequests requests, int count, ConcurrentDictionary<int, int> tally,
        ConcurrentBag<double> times)
    {
        RawHttp? socket = null;
        for (var i = 0; i < count; i++)
        {
            var (bytes, isHead, line) = requests.Next();
            var clock = Stopwatch.StartNew();
            var answer = socket is null ? null : await Ask(socket, bytes, isHead, stage.Stop);
            if (answer is null)
            {
                // A server may close between two requests, after a body that it would not read for instance.
                if (socket is not null) await socket.DisposeAsync();
                socket = await RawHttp.Connect(stage.Url, stage.Stop);
                answer = (await Ask(socket, bytes, isHead, stage.Stop)).ShouldNotBeNull($"no answer to {line}");
            }
            clock.Elapsed.ShouldBeLessThan(LongestAnswer, line);
            times.Add(clock.Elapsed.TotalMilliseconds);
            tally.AddOrUpdate(answer.Status, 1, (_, n) => n + 1);
            Check(answer, isHead, line);
            if (!answer.IsLast) continue;
            await socket!.DisposeAsync();
            socket = null;
        }
        if (socket is not null) await socket.DisposeAsync();
    }

    static async Task<RawAnswer?> Ask(RawHttp socket, byte[] request, bool isHead, CancellationToken stop)
    {
        await socket.Send(request, stop);
        return await socket.Read(stop, isHead);
    }

    static void Check(RawAnswer answer, bool isHead, string line)
    {
        (answer.Status < 500 || answer.Status == 503).ShouldBeTrue($"{answer.Status} for {line}: {answer.Body}");
        var type = answer.Header("Content-Type");
        if (!type.StartsWith("text/plain", StringComparison.Ordinal))
            foreach (var word in Betrayals) answer.Body.ShouldNotContain(word, Case.Sensitive, $"for {line}");
        if (isHead || answer.Status is 204 or 304) return;
        if (answer.Status < 400)
        {
            if (type.StartsWith("application/json", StringComparison.Ordinal))
                JsonNode.Parse(answer.Body).ShouldNotBeNull();
            else type.ShouldMatch("^(text/plain; version=0\\.0\\.4|text/event-stream)", line);
        }
        else if (answer.Body.Length == 0)
        {
            // The server's own refusal of what is no HTTP: documented, without a body, and the end of the socket.
            answer.Status.ShouldBeOneOf([400, 408, 413, 414, 417, 431], line);
            answer.IsLast.ShouldBeTrue(line);
        }
        else
        {
            type.ShouldStartWith("application/problem+json", Case.Sensitive, line);
            var problem = JsonNode.Parse(answer.Body)!;
            problem["status"]!.GetValue<int>().ShouldBe(answer.Status, line);
            problem["type"]!.GetValue<string>().ShouldStartWith("/problems/", Case.Sensitive, line);
            problem["detail"]!.GetValue<string>().Length.ShouldBeInRange(1, 600, line);
            answer.Header("Content-Security-Policy").ShouldNotBeEmpty(line);
        }
    }
}
