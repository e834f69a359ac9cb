using Fractional.Api.Metrics;
using Fractional.Core.Units;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fractional.Api.Http;

/// <summary>Which bucket a request takes from, and the headers that tell what is left.</summary>
sealed class RateLimits(EdgeOptions options, TimeProvider time, ApiMeter meter)
{
    readonly TokenBuckets anonymous = new(options.Anonymous, time);
    readonly TokenBuckets signedIn = new(options.SignedIn, time);
    readonly TokenBuckets bids = new(options.Bids, time);
    readonly TokenBuckets bidOwners = new(options.Bids, time);
    readonly TokenBuckets streams = new(options.Streams, time);
    readonly TokenBuckets signIns = new(options.SignIns, time);
    readonly TokenBuckets unknownTokens = new(options.UnknownTokens, time);

    /// <summary>Health is asked by those who restart us, and the page's files cost nothing: both are free.</summary>
    public async Task Limit(HttpContext http, RequestDelegate next)
    {
        if (!IsLimited(http.Request.Path))
        {
            await next(http);
            return;
        }
        var draw = Bucket(http).Take(KeyOf(http));
        Tell(http, draw);
        if (!draw.IsGranted) await EdgeProblems.TooManyRequests(draw).ExecuteAsync(http);
        else if (http.Features.Get<ProblemHttpResult>() is { } unidentified) await unidentified.ExecuteAsync(http);
        else await next(http);
    }

    /// <summary>Whether the bucket of a bid's owner has a token, whoever posts it. It takes none: who only names an
    /// owner must not empty its bucket.</summary>
    public ProblemHttpResult? MayBid(HttpContext http, Account owner)
    {
        var draw = bidOwners.Peek(BucketKey.Of(owner));
        if (draw.IsGranted) return null;
        Tell(http, draw);
        return EdgeProblems.TooManyRequests(draw);
    }

    /// <summary>A bid that its owner signed was taken.</summary>
    public void NoteBid(Account owner) => bidOwners.Take(BucketKey.Of(owner));

    /// <summary>Whether a network that sent unknown tokens may have another one looked up.</summary>
    public ProblemHttpResult? MayShowToken(HttpContext http)
    {
        var draw = unknownTokens.Peek(BucketKey.Of(http.Connection.RemoteIpAddress));
        if (draw.IsGranted) return null;
        Tell(http, draw);
        return EdgeProblems.TooManyRequests(draw);
    }

    public void NoteUnknownToken(HttpContext http) =>
        unknownTokens.Take(BucketKey.Of(http.Connection.RemoteIpAddress));

    static bool IsLimited(PathString path) =>
        path.StartsWithSegments("/v1") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/metrics")
        || path.StartsWithSegments("/version");

    /// <summary>By the route as it was written, so that no spelling of the path finds another bucket.</summary>
    TokenBuckets Bucket(HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "";
        var isPost = HttpMethods.IsPost(http.Request.Method);
        if (isPost && route is "/v1/bids") return bids;
        if (isPost && route.StartsWith("/v1/session", StringComparison.Ordinal)) return signIns;
        if (route.EndsWith("/events", StringComparison.Ordinal)) return streams;
        return Caller.Of(http).Role == Role.Anonymous ? anonymous : signedIn;
    }

    static BucketKey KeyOf(HttpContext http) => Caller.Of(http).Address is { } address
        ? BucketKey.Of(address)
        : BucketKey.Of(http.Connection.RemoteIpAddress);

    /// <summary>The answer tells of the draw that refused, else of the newest.</summary>
    void Tell(HttpContext http, Draw draw)
    {
        if (!draw.IsGranted) meter.Limited(draw.Quota.Name);
        var known = http.Items.TryGetValue(typeof(Draw), out var told);
        if (!known) http.Response.OnStarting(() => Write(http));
        if (told is not Draw { IsGranted: false }) http.Items[typeof(Draw)] = draw;
    }

    /// <summary>draft-ietf-httpapi-ratelimit-headers: q tokens in w seconds, r left, full again in t seconds; and the
    /// older headers that clients know.</summary>
    static Task Write(HttpContext http)
    {
        var draw = (Draw)http.Items[typeof(Draw)]!;
        var headers = http.Response.Headers;
        var (name, burst) = (draw.Quota.Name, draw.Quota.Burst);
        var windowSeconds = Math.Max(1, burst * 60 / draw.Quota.PerMinute);
        headers["RateLimit-Policy"] = $"\"{name}\";q={burst};w={windowSeconds}";
        headers["RateLimit"] = $"\"{name}\";r={draw.Remaining};t={draw.FullInSeconds}";
        headers["X-RateLimit-Limit"] = EdgeProblems.Seconds(burst);
        headers["X-RateLimit-Remaining"] = EdgeProblems.Seconds(draw.Remaining);
        headers["X-RateLimit-Reset"] = EdgeProblems.Seconds(draw.FullInSeconds);
        if (!draw.IsGranted) headers.RetryAfter = EdgeProblems.Seconds(draw.RetryAfterSeconds);
        return Task.CompletedTask;
    }
}
