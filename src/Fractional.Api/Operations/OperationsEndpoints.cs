using System.Text;
using Fractional.Api.Metrics;
using Fractional.Engine;

namespace Fractional.Api.Operations;

/// <param name="Status">live.</param>
public sealed record LiveResource(string Status);

/// <param name="Status">ready.</param>
/// <param name="AsOf">The newest block that is followed.</param>
public sealed record ReadyResource(string Status, AsOf AsOf);

/// <param name="Version">Of the program.</param>
/// <param name="Commit">It was built from; null when that is not known.</param>
/// <param name="Runtime">The ASP.NET Core runtime it runs on.</param>
/// <param name="MinimumRuntime">Below it there is a warning.</param>
/// <param name="ChainId">Of the deployment that is served.</param>
/// <param name="Warnings">What an operator should mend, one sentence each.</param>
public sealed record VersionResource(
    string Version, string? Commit, string Runtime, string MinimumRuntime, ulong ChainId,
    IReadOnlyList<string> Warnings);

/// <summary>For those who run the server.</summary>
static class OperationsEndpoints
{
    const string MetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("").WithTags("Operations");
        routes.MapGet("/health/live", () => TypedResults.Ok(new LiveResource("live"))).WithName("getLive")
            .WithSummary("200 while the process answers.");
        routes.MapGet("/health/ready", Ready).WithName("getReady")
            .WithSummary("200 while it follows the chain's head and the journal takes writes.")
            .Produces<ReadyResource>().ProducesProblem(503);
        routes.MapGet("/version", Version).WithName("getVersion").WithSummary("What runs here.")
            .Produces<VersionResource>().ProducesProblem(429);
        routes.MapGet("/metrics", (MetricsBook book) => TypedResults.Text(
                book.Text(), MetricsContentType, Encoding.UTF8)).WithName("getMetrics")
            .WithSummary("Measurements in the text exposition format.")
            .Produces<string>(200, "text/plain").ProducesProblem(429);
    }

    static IResult Ready(FractionalEngine engine) =>
        engine.Trouble is { } trouble ? Problems.NotReady(trouble)
        : engine.Head is not { } head ? Problems.NotReady("no block was followed yet")
        : head.Number < engine.Goal ? Problems.NotReady($"followed to block {head.Number} of {engine.Goal}")
        : TypedResults.Ok(new ReadyResource("ready", AsOf.Of(engine.Board, head)));

    static IResult Version(FractionalEngine engine) => TypedResults.Ok(new VersionResource(
        ServerVersion.Product, ServerVersion.Commit, ServerVersion.Runtime.ToString(),
        ServerVersion.MinimumRuntime.ToString(), engine.Chain.Deployment.ChainId,
        ServerVersion.Warning is { } warning ? [warning] : []));
}
