using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fractional.Api.Http;

/// <summary>The refusals of the edge, each with what to do next.</summary>
static class EdgeProblems
{
    /// <summary>When to ask again after the chain or the store was away, seconds: their own retries take as
    /// long.</summary>
    public const int RetryAfterAwaySeconds = 2;

    public static ProblemHttpResult NoRoute(string method, string path) => Of(
        404, "not-found", $"there is no route {Problems.Shorten(method)} {Problems.Shorten(path)}",
        "see /openapi/v1.json for the routes", []);

    public static ProblemHttpResult MethodNotAllowed(string method, string allowed) => Of(
        405, "method-not-allowed", $"this route does not take {Problems.Shorten(method)}, only {allowed}",
        $"use {allowed}", new() { ["allowed"] = allowed });

    public static ProblemHttpResult MediaType(string? given) => Of(
        415, "unsupported-media-type",
        $"Content-Type: expected application/json in UTF-8, found '{Problems.Shorten(given)}'",
        "send Content-Type: application/json, without Content-Encoding",
        new() { ["field"] = "Content-Type", ["given"] = Problems.Shorten(given), ["expected"] = "application/json" });

    public static ProblemHttpResult TooLarge() => Of(
        413, "too-large", $"the body is longer than {EdgeLimits.MaxBodyBytes} bytes", "send less",
        new() { ["limitBytes"] = EdgeLimits.MaxBodyBytes });

    public static ProblemHttpResult TooManyRequests(Draw draw) => Of(
        429, "too-many-requests",
        $"the bucket '{draw.Quota.Name}' is empty: it holds {draw.Quota.Burst} requests and gains "
        + $"{draw.Quota.PerMinute} a minute",
        $"wait {draw.RetryAfterSeconds} seconds and ask again",
        new()
        {
            ["quota"] = draw.Quota.Name, ["burst"] = draw.Quota.Burst, ["perMinute"] = draw.Quota.PerMinute,
            ["retryAfterSeconds"] = draw.RetryAfterSeconds,
        });

    public static ProblemHttpResult SignInNeeded() => Of(
        401, "sign-in-needed", "this route needs to know who calls",
        "sign in (POST /v1/session) or send a key as Authorization: Bearer fk_...", []);

    public static ProblemHttpResult UnknownKey() => Of(
        401, "unknown-key", "the key in Authorization is unknown or revoked", "make a new key with a session", []);

    public static ProblemHttpResult SessionNeeded() => Of(
        403, "session-needed", "a key can not do this: it takes the session of a person",
        "sign in (POST /v1/session) and ask again without Authorization", []);

    public static ProblemHttpResult CrossSite() => Of(
        403, "cross-site", "a request with the session's cookie that changes something must come from our own page",
        "from other origins send a key as Authorization: Bearer fk_..., without cookies", []);

    public static ProblemHttpResult SignInRefused(string name, string detail, string next) =>
        Of(401, name, detail, next, []);

    public static ProblemHttpResult TooManyKeys(int limit) => Of(
        409, "too-many-keys", $"the account has {limit} keys, which is the most",
        "revoke one that is not used any more",
        new() { ["limit"] = limit });

    public static ProblemHttpResult Away(string what) => Of(
        503, "not-ready", $"{what} does not answer at the moment",
        $"ask again in {RetryAfterAwaySeconds} seconds", []);

    public static ProblemHttpResult Internal(string trace) => Of(
        500, "internal", "a fault of ours; nothing is known about the outcome",
        "look whether it was done before asking again, and report the trace", new() { ["trace"] = trace });

    /// <summary>For statuses without a problem of their own, 400 or 408 for instance.</summary>
    public static ProblemHttpResult Plain(int status, string name, string detail) =>
        Of(status, name, detail, "correct the request", []);

    static ProblemHttpResult Of(
        int status, string name, string detail, string next, Dictionary<string, object?> numbers) =>
        Problems.Refused(status, name, detail, numbers, next: next);

    public static string Seconds(int seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
