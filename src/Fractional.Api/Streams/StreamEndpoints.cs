using System.Globalization;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Fractional.Api.Streams;

/// <summary>The event streams: docs/api.md, ADR 0010.</summary>
static class StreamEndpoints
{
    const string ContentType = "text/event-stream";
    const string LastEventId = "Last-Event-ID";

    /// <summary>Digits of 2^63-1, the last number of an event.</summary>
    const int MaxSeqDigits = 19;

    public static void AddStreams(this IServiceCollection services, StreamLimits limits) => services
        .AddSingleton(limits).AddSingleton<StreamHub>()
        .AddHostedService(provider => provider.GetRequiredService<StreamHub>());

    public static void Map(IEndpointRouteBuilder v1)
    {
        var routes = v1.MapGroup("").WithTags("Streams");
        Describe<AuctionChange>(routes.MapGet("/auctions/{id}/events", OfAuction), "streamAuction",
            "An auction, then each change of its vault and each block, as server-sent events.").ProducesProblem(404);
        Describe<VaultChange>(routes.MapGet("/vaults/{vault}/events", OfVault), "streamVault",
            "A vault, then each change of it and each block, as server-sent events.").ProducesProblem(404);
        Describe<AnyChange>(routes.MapGet("/events", OfAll), "streamAll",
            "Where every vault stands, then each change of any of them and each block, as server-sent events.");
    }

    static RouteHandlerBuilder Describe<TChange>(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name).WithSummary(summary)
        .Produces<TChange>(StatusCodes.Status200OK, ContentType)
        .ProducesProblem(400).ProducesProblem(429).ProducesProblem(503);

    static async Task<IResult> OfAuction(
        HttpContext http, FractionalEngine engine, string id, string? after = null)
    {
        if (Parameters.Auction(engine.Board, id, out _, out var auction) is not { } problem)
            return await Open(http, engine, new AuctionSubject(auction.Id), after);
        return Digits.TryRead(id, out var number) && ChainIds.TryAuction(number.Value, out var known)
            && IsBack(http, engine, known.Vault, after)
            ? await Open(http, engine, new AuctionSubject(known), after)
            : Missing(engine, problem);
    }

    static async Task<IResult> OfVault(
        HttpContext http, FractionalEngine engine, string vault, string? after = null)
    {
        if (Parameters.Address("vault", vault, out Account address) is { } malformed) return malformed;
        return engine.Board.Find(address) is null && !IsBack(http, engine, address, after)
            ? Missing(engine, Problems.NotFound("vault", vault))
            : await Open(http, engine, new VaultSubject(engine, address), after);
    }

    /// <summary>Who was here before may come back while blocks are being replaced, though what it reads about was in
    /// one of them: its vault has a journal all the same, and the stream tells what becomes of it.</summary>
    static bool IsBack(HttpContext http, FractionalEngine engine, Account vault, string? after) =>
        (after is not null || http.Request.Headers.ContainsKey(LastEventId))
        && engine.Board.Followed.ContainsKey(vault);

    static Task<IResult> OfAll(HttpContext http, FractionalEngine engine) =>
        Open(http, engine, new AllVaultsSubject(), after: null);

    /// <summary>What is not there may come with the first block.</summary>
    static IResult Missing(FractionalEngine engine, IResult problem) =>
        engine.Head is null ? Problems.NotReady("no block was followed yet") : problem;

    /// <summary>The header is what a browser sends when it comes again: it is younger than the address.</summary>
    static async Task<IResult> Open(
        HttpContext http, FractionalEngine engine, StreamSubject subject, string? after)
    {
        var header = subject.Vault is null ? null : http.Request.Headers[LastEventId].FirstOrDefault();
        var given = header ?? after;
        long? seq = null;
        if (given is not null)
        {
            if (given.Length > MaxSeqDigits
                || !long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return Problems.Malformed(
                    header is null ? "after" : LastEventId, given, "the id of an earlier message, a whole number");
            }
            seq = number;
        }
        var hub = http.RequestServices.GetRequiredService<StreamHub>();
        if (hub.Sit(http, subject, out var seat) is { } full) return full;
        try
        {
            return await Serve(http, engine, hub, seat, seq);
        }
        finally
        {
            hub.Leave(seat);
        }
    }

    static async Task<IResult> Serve(
        HttpContext http, FractionalEngine engine, StreamHub hub, StreamSeat seat, long? seq)
    {
        var life = http.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, life.ApplicationStopping);
        using var listener = engine.Listen(seat.Topic.Subject.Vault);
        seat.Listener = listener;
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var writer = new StreamWriter(http.Response, seat, time, stop.Token);
        var reading = new StreamReading(engine, hub, seat.Topic, listener, writer);
        try
        {
            var missed = await reading.Missed(seq, stop.Token);
            Begin(http);
            await reading.Run(seq, missed, stop.Token);
        }
        catch (StoreUnavailableException) when (http.Response.HasStarted)
        {
            await reading.Drop("the journal is away");
        }
        catch (OperationCanceledException)
        {
            // Its reader has gone, or the process stops: what is stuck on its way is given up.
            if (writer.IsCut) http.Abort();
        }
        return TypedResults.Empty;
    }

    static void Begin(HttpContext http)
    {
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // The hub has a patience of its own, for the stream as a whole.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }
}
