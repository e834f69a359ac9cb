using System.Net;
using System.Text;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>Headers, methods and refusals without a resource.</summary>
public sealed class HeaderTests : IAsyncLifetime
{
    EdgeStage stage = null!;

    public async Task InitializeAsync() => stage = await EdgeStage.Open();

    public async Task DisposeAsync() => await stage.DisposeAsync();

    [Theory]
    [InlineData("GET", "/v1/vaults", 200)]
    [InlineData("GET", "/v1/vaults?limit=x", 400)]
    [InlineData("GET", "/v1/keys", 401)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("PUT", "/v1/vaults", 405)]
    [InlineData("OPTIONS", "/v1/vaults", 204)]
    [InlineData("HEAD", "/v1/vaults", 200)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    public async Task Every_answer_has_its_date_and_its_guards(string method, string path, int status)
    {
        var answer = await stage.Send(method, path, null);
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.Header("Date").ShouldNotBeEmpty();
        answer.Header("Server").ShouldBeEmpty();
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("Content-Security-Policy").ShouldStartWith("default-src 'none'; frame-ancestors 'none'");
        answer.Header("Referrer-Policy").ShouldBe("no-referrer");
        answer.Header("Permissions-Policy").ShouldContain("camera=()");
        answer.Header("Cross-Origin-Opener-Policy").ShouldBe("same-origin");
    }

    [Theory]
    [InlineData("GET", "/v2/vaults")]
    [InlineData("POST", "/")]
    [InlineData("GET", "/v1/../etc/passwd")]
    public async Task What_is_no_route_is_a_problem(string method, string path) =>
        (await stage.Send(method, path, null)).Problem(404, "not-found")["next"]!.GetValue<string>()
            .ShouldContain("openapi");

    [Fact]
    public async Task A_method_that_a_route_does_not_take_is_told_those_it_takes()
    {
        var refused = await stage.Send("PATCH", "/v1/vaults", null);
        refused.Problem(405, "method-not-allowed")["allowed"]!.GetValue<string>().ShouldBe("GET, HEAD, OPTIONS");
        refused.Header("Allow").ShouldBe("GET, HEAD, OPTIONS");
        var asked = await stage.Send("OPTIONS", "/v1/session", null);
        (asked.Status, asked.Header("Allow")).ShouldBe((HttpStatusCode.NoContent, "DELETE, GET, HEAD, OPTIONS, POST"));
        (await stage.Send("HEAD", "/v1/session/nonce", null)).Header("Allow").ShouldBe("OPTIONS, POST");
    }

    [Fact]
    public async Task HEAD_is_GET_without_the_body()
    {
        var get = await stage.Get("/v1/vaults");
        var head = await stage.Send("HEAD", "/v1/vaults", null);
        (head.Status, head.Text, head.Header("ETag"), head.Header("Content-Type"))
            .ShouldBe((HttpStatusCode.OK, "", get.Header("ETag"), get.Header("Content-Type")));
        var again = await stage.Send("HEAD", "/v1/vaults", null, ("If-None-Match", get.Header("ETag")));
        again.Status.ShouldBe(HttpStatusCode.NotModified);
        var missing = await stage.Send("HEAD", "/nothing", null);
        (missing.Status, missing.Text).ShouldBe((HttpStatusCode.NotFound, ""));
    }

    [Fact]
    public async Task Any_origin_may_read_and_never_with_a_cookie()
    {
        var read = await stage.Get("/v1/vaults", ("Origin", "https://bot.example"));
        read.Header("Access-Control-Allow-Origin").ShouldBe("*");
        read.Header("Access-Control-Allow-Credentials").ShouldBeEmpty();
        read.Header("Access-Control-Expose-Headers").ShouldContain("RateLimit");
        (await stage.Get("/v1/vaults?limit=x", ("Origin", "https://bot.example")))
            .Header("Access-Control-Allow-Origin").ShouldBe("*", "a refusal is to be read as well");

        var asked = await stage.Send(
            "OPTIONS", "/v1/vaults", null, ("Origin", "https://bot.example"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization, content-type"));
        asked.Status.ShouldBe(HttpStatusCode.NoContent);
        asked.Header("Access-Control-Allow-Methods").ShouldContain("POST");
        asked.Header("Access-Control-Allow-Headers").ShouldContain("Authorization");
        asked.Header("Access-Control-Allow-Headers").ShouldContain("Idempotency-Key");
    }

    [Theory]
    [InlineData("/v1/session")]
    [InlineData("/v1/session/nonce")]
    [InlineData("/v1/keys")]
    [InlineData("/health/ready")]
    public async Task Sessions_and_keys_are_for_our_own_page_alone(string path)
    {
        var asked = await stage.Send(
            "OPTIONS", path, null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
        asked.Headers.Keys.ShouldNotContain(
            name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        var read = await stage.Get(path, ("Origin", "https://evil.example"));
        read.Header("Access-Control-Allow-Origin").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    [InlineData("application/json, text/plain")]
    public async Task Another_content_type_than_JSON_is_415(string type)
    {
        using var body = new ByteArrayContent("{}"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        var problem = (await stage.Send("POST", "/v1/session", body)).Problem(415, "unsupported-media-type");
        problem["given"]!.GetValue<string>().ShouldBe(type);
    }

    [Fact]
    public async Task A_body_that_is_compressed_or_has_no_type_is_415()
    {
        using var packed = new StringContent("{}", Encoding.UTF8, "application/json");
        packed.Headers.ContentEncoding.Add("gzip");
        (await stage.Send("POST", "/v1/session", packed)).Problem(415, "unsupported-media-type");
        (await stage.Send("POST", "/v1/session", null)).Problem(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_above_the_cap_is_413_declared_or_not(bool isDeclared)
    {
        var text = $$"""{"message":"{{new string('x', 20_000)}}","signature":"0x00"}""";
        using var body = new StringContent(text, Encoding.UTF8, "application/json");
        if (!isDeclared) body.Headers.ContentLength = null;
        var answer = await stage.Send(
            "POST", "/v1/session", body, isDeclared ? [] : [("Transfer-Encoding", "chunked")]);
        answer.Problem(413, "too-large")["limitBytes"]!.GetValue<int>().ShouldBe(16_384);
    }
}
