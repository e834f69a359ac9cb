using System.Collections.Concurrent;
using System.Net;
using Fractional.Api;
using Fractional.Api.Http;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>Requests whose end two readers could see in different places, by hand on a socket. What came through is
/// counted behind the server's parser: each line of the request log is one request that was believed in.</summary>
public sealed class SmugglingTests : IAsyncLifetime
{
    const string Inner = "GET /smuggled HTTP/1.1\r\nHost: {host}\r\n\r\n";
    const string Post = "POST /v1/session HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n";
    const string Get = "GET /v1/vaults HTTP/1.1\r\nHost: {host}\r\n";
    const string Last = "Connection: close\r\n";

    readonly ConcurrentQueue<string> log = new();
    EdgeStage stage = null!;

    /// <summary>A server that waits for the rest of a request gives up after a second, so that nobody here waits
    /// longer.</summary>
    public async Task InitializeAsync() => stage = await EdgeStage.Open(new ApiOptions(IPAddress.Loopback, 0)
    {
        RequestLog = log.Enqueue,
        Edge = new EdgeOptions { HeadersTimeout = TimeSpan.FromSeconds(1), SlowGrace = TimeSpan.FromSeconds(2) },
    });

    public async Task DisposeAsync() => await stage.DisposeAsync();

    /// <summary>Sends, and reads until the server closes.</summary>
    async Task<List<RawAnswer>> Answers(string request)
    {
        await using var raw = await RawHttp.Connect(stage.Url, stage.Stop);
        await raw.Send(request.Replace("{host}", stage.Authority), stage.Stop);
        return await raw.ReadAll(stage.Stop);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "a chunk extension with a bare LF",
            Post + "Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n47\r\n0\r\n\r\n" + Inner + "\r\n0\r\n\r\n" },
        { "a chunk extension with a bare CR",
            Post + "Transfer-Encoding: chunked\r\n\r\n2;a\rb\r\nxx\r\n0\r\n\r\n" + Inner },
        { "a chunk size ended by a bare LF", Post + "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n" + Inner },
        { "Content-Length and Transfer-Encoding",
            Post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + Inner },
        { "Transfer-Encoding and Content-Length",
            Post + "Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n0\r\n\r\n" + Inner },
        { "both lengths where no body is read",
            Get + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Inner },
        { "chunked that is not last", Post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Inner },
        { "an unknown transfer coding", Post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Inner },
        { "a second, unknown transfer coding",
            Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + Inner },
        { "a space before the colon", Post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + Inner },
        { "a folded header", Get + "X-A: b\r\n c\r\n\r\n" + Inner },
        { "a folded Transfer-Encoding", Post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + Inner },
        { "two lengths that differ", Post + "Content-Length: 2\r\nContent-Length: 0\r\n\r\n{}" + Inner },
        { "two lengths in one header", Post + "Content-Length: 2, 2\r\n\r\n{}" + Inner },
        { "a negative length", Post + "Content-Length: -1\r\n\r\n{}" + Inner },
        { "a length in hex", Post + "Content-Length: 0x2\r\n\r\n{}" + Inner },
        { "a length of forty digits",
            Post + "Content-Length: " + "9999999999999999999999999999999999999999\r\n\r\n" + Inner },
        { "a chunk size that is no number", Post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" + Inner },
        { "a negative chunk size", Post + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n" + Inner },
        { "a chunk size in 0x", Post + "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n" + Inner },
        { "a chunk size above 2^63",
            Post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF2\r\n{}\r\n0\r\n\r\n" + Inner },
        { "a chunk longer than its size", Post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx\r\n0\r\n\r\n" + Inner },
        { "a header without a colon", Get + "X-A\r\n\r\n" + Inner },
        { "a header without a name", Get + ": a\r\n\r\n" + Inner },
        { "a name with a space", Get + "X A: b\r\n\r\n" + Inner },
        { "NUL in a header", Get + "X-A: b\0c\r\n\r\n" + Inner },
        { "a bare CR in a header", Get + "X-A: b\rX-C: d\r\n\r\n" + Inner },
        { "no Host", "GET /v1/vaults HTTP/1.1\r\n\r\n" + Inner },
        { "two Hosts", Get + "Host: evil.example\r\n\r\n" + Inner },
        { "a Host with a path", "GET /v1/vaults HTTP/1.1\r\nHost: {host}/x\r\n\r\n" + Inner },
        { "another Host than the target's",
            "GET http://evil.example/v1/vaults HTTP/1.1\r\nHost: {host}\r\n\r\n" + Inner },
        { "HTTP/1.2", "GET /v1/vaults HTTP/1.2\r\nHost: {host}\r\n\r\n" + Inner },
        { "HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Inner },
        { "HTTP/0.9", "GET /v1/vaults\r\n\r\n" + Inner },
        { "a space in the target", "GET /v1/vaults /x HTTP/1.1\r\nHost: {host}\r\n\r\n" + Inner },
        { "a NUL in the target", "GET /v1/%00vaults HTTP/1.1\r\nHost: {host}\r\n\r\n" + Inner },
        { "only line feeds", "GET /v1/vaults HTTP/1.1\nHost: {host}\n\n" + Inner },
        { "a carriage return alone", "GET /v1/vaults HTTP/1.1\rHost: {host}\r\r" + Inner },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Broken_framing_ends_the_connection_and_smuggles_nothing(string what, string request)
    {
        var answers = await Answers(request);
        answers.Count.ShouldBeLessThanOrEqualTo(1, $"{what}: {string.Join(" / ", answers.Select(a => a.Status))}");
        foreach (var answer in answers)
        {
            answer.Status.ShouldBeOneOf([RawHttp.NoAnswer, 400, 408, 413, 501, 505], what);
            answer.IsLast.ShouldBeTrue(what);
            answer.Body.ShouldNotContain("smuggled");
        }
        log.Count.ShouldBeLessThanOrEqualTo(1, what);
        log.ShouldAllBe(line => !line.Contains("\"status\":200") && !line.Contains("\"status\":404"));
        (await stage.Get("/health/live")).Status.ShouldBe(HttpStatusCode.OK, "the server goes on");
    }

    public static TheoryData<string, string, int> Whole => new()
    {
        { "a body that the route does not read", Get + Last + "Content-Length: {inner}\r\n\r\n" + Inner, 1 },
        { "such a body, and a request after it",
            Get + "Content-Length: {inner}\r\n\r\n" + Inner + Get + Last + "\r\n", 2 },
        { "chunks with extensions and a trailer",
            Post + Last + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-T: Content-Length\r\n\r\n", 1 },
        { "the absolute form", "GET http://{host}/v1/vaults HTTP/1.1\r\nHost: {host}\r\n" + Last + "\r\n", 1 },
        { "a tab before the coding", Post + Last + "Transfer-Encoding:\tchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 1 },
        { "a length with a plus, which is read as a number", Post + Last + "Content-Length: +2\r\n\r\n{}", 1 },
        { "three in a row", Get + "\r\n" + Post + "Content-Length: 2\r\n\r\n{}" + Get + Last + "\r\n", 3 },
        { "nothing after Connection: close", Get + Last + "\r\n" + Get + "\r\n", 1 },
        { "an upgrade that is not taken", Get + "Upgrade: h2c\r\n" + Last + "\r\n", 1 },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task What_has_one_reading_is_read_so(string what, string request, int requests)
    {
        request = request.Replace("{inner}", $"{Inner.Replace("{host}", stage.Authority).Length}");
        var answers = await Answers(request);
        answers.Count.ShouldBe(requests, what);
        log.Count.ShouldBe(requests, what);
        answers.ShouldAllBe(a => a.Status == 200 || a.Status == 400);
    }

    [Fact]
    public async Task A_thousand_headers_or_one_of_a_megabyte_are_refused_by_name()
    {
        (await Answers(Get + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"X-{i}: a\r\n")) + "\r\n"))
            .ShouldHaveSingleItem().Status.ShouldBe(431);
        (await Answers(Get + $"X-A: {new string('a', 1_000_000)}\r\n\r\n")).ShouldHaveSingleItem().Status.ShouldBe(431);
        (await Answers($"GET /{new string('a', 100_000)} HTTP/1.1\r\nHost: {{host}}\r\n\r\n"))
            .ShouldHaveSingleItem().Status.ShouldBe(414);
    }
}
