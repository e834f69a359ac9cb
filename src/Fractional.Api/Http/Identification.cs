using Fractional.Api.Sessions;
using Fractional.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fractional.Api.Http;

/// <summary>Finds out who calls, before the route runs. A bearer key counts more than a cookie.</summary>
/// <remarks>A refusal waits for <see cref="RateLimits"/>: it costs the caller a token like any other answer.</remarks>
sealed class Identification(IIdentityStore store, EdgeOptions options, RateLimits limits, TimeProvider time)
{
    const string Bearer = "Bearer ";

    public async Task Identify(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments("/v1"))
        {
            await next(http);
            return;
        }
        var (caller, problem) = http.Request.Headers.Authorization.Count > 0
            ? await ByKey(http)
            : await ByCookie(http);
        http.Features.Set(caller);
        http.Features.Set(problem);
        await next(http);
    }

    async Task<(Caller Caller, ProblemHttpResult? Problem)> ByKey(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        var given = header.Count == 1 ? header.ToString() : "";
        var secret = given.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? Secret.Read(Secret.KeyPrefix, given[Bearer.Length..])
            : null;
        if (limits.MayShowToken(http) is { } tooMany) return (Caller.Nobody, tooMany);
        if (secret is { } token && await store.FindKey(token.Id, http.RequestAborted) is { } key
            && token.Is(key.Hash)) return (new Caller(key.Account, Role.Key), null);
        limits.NoteUnknownToken(http);
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return (Caller.Nobody, EdgeProblems.UnknownKey());
    }

    /// <summary>A cookie that ran out makes nobody of its owner, who may still read: it was the browser that sent
    /// it.</summary>
    async Task<(Caller Caller, ProblemHttpResult? Problem)> ByCookie(HttpContext http)
    {
        var given = http.Request.Cookies[SessionCookie.NameFor(http)];
        if (given is null) return (Caller.Nobody, null);
        if (IsUnsafe(http.Request.Method) && !Hosts.IsSameOrigin(options, http))
            return (Caller.Nobody, EdgeProblems.CrossSite());
        if (limits.MayShowToken(http) is not null || Secret.Read(Secret.SessionPrefix, given) is not { } secret)
            return (Caller.Nobody, null);
        if (await store.FindSession(secret.Id, time.GetUtcNow(), http.RequestAborted) is { } session
            && secret.Is(session.Hash)) return (new Caller(session.Account, Role.Session) { Session = session }, null);
        limits.NoteUnknownToken(http);
        return (Caller.Nobody, null);
    }

    static bool IsUnsafe(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
}
