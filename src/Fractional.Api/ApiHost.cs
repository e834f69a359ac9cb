using System.Net;
using Fractional.Api.Accounts;
using Fractional.Api.Auctions;
using Fractional.Api.Bids;
using Fractional.Api.Deployments;
using Fractional.Api.Http;
using Fractional.Api.Keepers;
using Fractional.Api.OpenApi;
using Fractional.Api.Operations;
using Fractional.Api.Risk;
using Fractional.Api.Sessions;
using Fractional.Api.Streams;
using Fractional.Api.Transactions;
using Fractional.Api.Vaults;
using Fractional.Engine;
using Fractional.Store;

namespace Fractional.Api;

/// <summary>Where and how the API listens.</summary>
/// <param name="Address">Loopback unless an operator says otherwise.</param>
/// <param name="Port">0 picks a free one.</param>
public sealed record ApiOptions(IPAddress Address, int Port)
{
    /// <summary>Who may call, and how often.</summary>
    public EdgeOptions Edge { get; init; } = new();

    public StreamLimits Streams { get; init; } = new();

    /// <summary>The folder of the built page; null serves the API alone. Its files are read at the start.</summary>
    public string? WebRoot { get; init; }

    /// <summary>Hears one JSON line for each request; null logs none.</summary>
    public Action<string>? RequestLog { get; init; }

    /// <summary>A node that the page may read from besides us; only scheme, host and port are told.</summary>
    public Uri? PageRpc { get; init; }
}

/// <summary>The HTTP face of the engine.</summary>
public static class ApiHost
{
    /// <summary>Builds the application; the caller starts and stops it.</summary>
    /// <param name="identities">Where sessions and keys are kept; in memory when none is given.</param>
    /// <param name="clock">The system's when none is given.</param>
    public static WebApplication Build(
        FractionalEngine engine, ApiOptions options, IIdentityStore? identities = null, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => EdgeLimits.Configure(kestrel, options));
        builder.WebHost.UseSockets(EdgeLimits.Configure);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddSingleton(engine);
        builder.Services.AddStreams(options.Streams);
        builder.Services.AddProblemDetails();
        builder.Services.AddEdge(options, identities ?? new MemoryIdentityStore(), clock ?? TimeProvider.System);
        builder.Services.AddDescription();
        var app = builder.Build();
        app.UseEdge(options);
        app.MapOpenApi();
        var v1 = app.MapGroup("/v1").AddEndpointFilter<ConditionalReads>().ProducesProblem(401).ProducesProblem(429);
        DeploymentEndpoints.Map(v1);
        VaultEndpoints.Map(v1);
        AuctionEndpoints.Map(v1);
        AccountEndpoints.Map(v1);
        BidEndpoints.Map(v1);
        RiskEndpoints.Map(v1);
        KeeperEndpoints.Map(v1);
        SessionEndpoints.Map(v1);
        StreamEndpoints.Map(v1);
        TransactionEndpoints.Map(v1);
        OperationsEndpoints.Map(app);
        return app;
    }

    /// <summary>Without it the host would take Ctrl-C and SIGTERM from the program around it.</summary>
    sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
