using System.Diagnostics.Metrics;
using Fractional.Engine;

namespace Fractional.Api.Metrics;

/// <summary>Our own measurements, beside those that ASP.NET Core and the runtime make.</summary>
sealed class ApiMeter
{
    public const string Name = "Fractional.Api";

    readonly Counter<long> limited;
    readonly Counter<long> signIns;

    public ApiMeter(IMeterFactory factory, FractionalEngine engine)
    {
        var meter = factory.Create(Name);
        limited = meter.CreateCounter<long>("fractional.api.limited");
        signIns = meter.CreateCounter<long>("fractional.api.sign_ins");
        meter.CreateObservableGauge("fractional.engine.head", () => (long)(engine.Head?.Number ?? 0));
        meter.CreateObservableGauge("fractional.engine.behind", () => Behind(engine));
        meter.CreateObservableGauge("fractional.engine.events", () => engine.Board.Events);
        meter.CreateObservableGauge("fractional.engine.vaults", () => (long)engine.Board.Followed.Count);
        meter.CreateObservableGauge("fractional.engine.trouble", () => engine.Trouble is null ? 0L : 1L);
    }

    public void Limited(string quota) => limited.Add(1, new KeyValuePair<string, object?>("quota", quota));

    /// <param name="outcome">opened or refused.</param>
    public void SignIn(string outcome) => signIns.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Blocks that were there when following began and are not on the board yet.</summary>
    static long Behind(FractionalEngine engine) => Math.Max(0, (long)engine.Goal - (long)(engine.Head?.Number ?? 0));
}
