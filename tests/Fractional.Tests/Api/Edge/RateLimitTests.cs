using System.Diagnostics.Metrics;
using System.Net;
using Fractional.Api;
using Fractional.Api.Http;
using Fractional.Api.Metrics;
using Fractional.Core.Units;
using Fractional.Ethereum.Crypto;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>Whose bucket a request takes from, and what the answer says of it.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    static readonly ApiOptions Narrow = new(IPAddress.Loopback, 0)
    {
        Edge = new EdgeOptions
        {
            Anonymous = new Quota("anonymous", PerMinute: 60, Burst: 4),
            SignedIn = new Quota("signed-in", PerMinute: 60, Burst: 6),
            SignIns = new Quota("sign-ins", PerMinute: 6, Burst: 10),
            UnknownTokens = new Quota("unknown-tokens", PerMinute: 6, Burst: 3),
            TrustedProxies = [IPAddress.Loopback],
        },
    };

    readonly PrivateKey ada = PrivateKey.Generate();
    EdgeStage stage = null!;

    public async Task InitializeAsync() => stage = await EdgeStage.Open(Narrow);

    public async Task DisposeAsync()
    {
        await stage.DisposeAsync();
        ada.Dispose();
    }

    Task<Answer> From(string address, string path = "/v1/vaults") => stage.Get(path, ("X-Forwarded-For", address));

    [Fact]
    public async Task Above_the_limit_is_429_with_when_to_ask_again()
    {
        for (var left = 3; left >= 0; left--)
        {
            var answer = await From("192.0.2.7");
            answer.Status.ShouldBe(HttpStatusCode.OK);
            answer.Header("RateLimit").ShouldBe($"\"anonymous\";r={left};t={4 - left}");
        }
        var refused = await From("192.0.2.7");
        var problem = refused.Problem(429, "too-many-requests");
        problem["quota"]!.GetValue<string>().ShouldBe("anonymous");
        problem["retryAfterSeconds"]!.GetValue<int>().ShouldBe(1);
        refused.Header("Retry-After").ShouldBe("1");
        refused.Header("RateLimit-Policy").ShouldBe("\"anonymous\";q=4;w=4");
        refused.Header("X-RateLimit-Limit").ShouldBe("4");
        refused.Header("X-RateLimit-Remaining").ShouldBe("0");
        refused.Header("X-RateLimit-Reset").ShouldBe("4");

        (await From("192.0.2.8")).Status.ShouldBe(HttpStatusCode.OK, "another network has another bucket");
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        (await From("192.0.2.7")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/auctions/x")]
    [InlineData("/v1/session")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_answer_says_what_is_left(string path) =>
        (await From("192.0.2.9", path)).Header("X-RateLimit-Remaining").ShouldBe("3");

    [Fact]
    public async Task Health_is_never_limited()
    {
        for (var i = 0; i < 10; i++)
        {
            var answer = await From("192.0.2.10", "/health/live");
            answer.Status.ShouldBe(HttpStatusCode.OK);
            answer.Header("RateLimit").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task An_account_has_one_bucket_wherever_it_calls_from()
    {
        var (_, bearer) = await stage.KeyOf(await stage.SignedIn(ada));
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 6; i++)
            (await stage.Get("/v1/vaults", ("Authorization", bearer), ("X-Forwarded-For", $"192.0.2.{i}")))
                .Status.ShouldBe(HttpStatusCode.OK);
        (await stage.Get("/v1/vaults", ("Authorization", bearer), ("X-Forwarded-For", "192.0.2.99")))
            .Problem(429, "too-many-requests")["quota"]!.GetValue<string>().ShouldBe("signed-in");
    }

    [Fact]
    public async Task Sign_ins_have_a_bucket_of_their_own_however_the_path_is_spelled()
    {
        for (var i = 0; i < 10; i++)
            (await stage.Send("POST", i % 2 == 0 ? "/v1/session/nonce" : "/V1/Session/NONCE/", null))
                .Status.ShouldBe(HttpStatusCode.OK);
        (await stage.Send("POST", "/v1/session/nonce", null)).Problem(429, "too-many-requests")["quota"]!
            .GetValue<string>().ShouldBe("sign-ins");
        (await stage.Get("/v1/vaults")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void A_bids_owner_has_a_bucket_whoever_posts()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meter = new ApiMeter(services.GetRequiredService<IMeterFactory>(), stage.Engine);
        var options = Narrow.Edge with { Bids = new Quota("bids", PerMinute: 60, Burst: 2) };
        var limits = new RateLimits(options, stage.Clock, meter);
        var (owner, other) = (new Account([.. new byte[19], 1]), new Account([.. new byte[19], 2]));
        ProblemHttpResult? Post(Account account)
        {
            if (limits.MayBid(new DefaultHttpContext(), account) is { } refused) return refused;
            limits.NoteBid(account);
            return null;
        }

        Post(owner).ShouldBeNull();
        Post(owner).ShouldBeNull();
        Post(owner).ShouldNotBeNull().StatusCode.ShouldBe(429);
        Post(other).ShouldBeNull();
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        Post(owner).ShouldBeNull();
    }

    [Fact]
    public async Task Guessing_keys_ends_after_a_few_and_looks_nothing_up_any_more()
    {
        var (_, bearer) = await stage.KeyOf(await stage.SignedIn(ada));
        var guess = $"Bearer fk_{new string('A', 43)}";
        for (var i = 0; i < 3; i++)
            (await stage.Get("/v1/session", ("Authorization", guess))).Problem(401, "unknown-key");
        stage.Clock.Advance(TimeSpan.FromSeconds(5));
        var refused = await stage.Get("/v1/session", ("Authorization", guess));
        refused.Problem(429, "too-many-requests")["quota"]!.GetValue<string>().ShouldBe("unknown-tokens");
        refused.Header("Retry-After").ShouldBe("5");
        (await stage.Get("/v1/session", ("Authorization", bearer))).Problem(429, "too-many-requests");
        (await stage.Get("/v1/session", ("Authorization", bearer), ("X-Forwarded-For", "192.0.2.1")))
            .Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_trusted_proxy_nobody_chooses_their_own_address()
    {
        await using var direct = await EdgeStage.Open(
            Narrow with { Edge = Narrow.Edge with { TrustedProxies = [] } });
        for (var i = 0; i < 4; i++) await direct.Get("/v1/vaults", ("X-Forwarded-For", $"192.0.2.{i}"));
        (await direct.Get("/v1/vaults", ("X-Forwarded-For", "192.0.2.99"))).Problem(429, "too-many-requests");
    }
}
