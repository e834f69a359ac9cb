using System.Net;
using Fractional.Api.Auctions;
using Fractional.Api.Http;
using Fractional.Api.Streams;
using Fractional.Api.Vaults;
using Fractional.Engine;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fractional.Api;

/// <summary>Where and how the API listens.</summary>
/// <param name="Address">Loopback unless an operator says otherwise.</param>
/// <param name="Port">0 picks a free one.</param>
public sealed record ApiOptions(IPAddress Address, int Port)
{
    public StreamLimits Streams { get; init; } = new();
}

/// <summary>The HTTP face of the engine: reads only, for now.</summary>
public static class ApiHost
{
    /// <summary>A request has no body in this API; the limit keeps it so.</summary>
    const int MaxRequestBytes = 16 * 1024;

    /// <summary>Builds the application; the caller starts and stops it.</summary>
    /// <param name="time">For pings and patience; the system's clock when none is given.</param>
    public static WebApplication Build(FractionalEngine engine, ApiOptions options, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddSingleton(engine);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(options.Streams);
        builder.Services.AddSingleton<StreamHub>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StreamHub>());
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi("v1");
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapOpenApi();
        var v1 = app.MapGroup("/v1").AddEndpointFilter<ConditionalReads>();
        VaultEndpoints.Map(v1);
        AuctionEndpoints.Map(v1);
        StreamEndpoints.Map(v1);
        MapHealth(app);
        return app;
    }

    static void Configure(KestrelServerOptions kestrel, ApiOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        kestrel.Listen(options.Address, options.Port);
    }

    /// <summary>live: the process answers. ready: it follows the chain and its journal takes writes.</summary>
    static void MapHealth(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new { status = "live" })).WithName("Live");
        routes.MapGet("/health/ready", IResult (FractionalEngine engine) =>
            engine.Trouble is { } trouble ? Problems.NotReady(trouble)
            : engine.Head is not { } head ? Problems.NotReady("no block was followed yet")
            : head.Number < engine.Goal ? Problems.NotReady($"followed to block {head.Number} of {engine.Goal}")
            : TypedResults.Ok(new { status = "ready", asOf = AsOf.Of(engine.Board, head) })).WithName("Ready").ProducesProblem(503);
    }

    /// <summary>Without it the host would take Ctrl-C and SIGTERM from the program around it.</summary>
    sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
