using Fractional.Api.Metrics;
using Fractional.Api.Page;
using Fractional.Api.Sessions;
using Fractional.Store;
using Microsoft.AspNetCore.HttpOverrides;

namespace Fractional.Api.Http;

/// <summary>Everything that a request passes before its route runs, in this order.</summary>
static class Edge
{
    public static void AddEdge(
        this IServiceCollection services, ApiOptions options, IIdentityStore identities, TimeProvider time)
    {
        services.AddSingleton(options.Edge).AddSingleton(identities).AddSingleton(time);
        services.AddSingleton<RateLimits>().AddSingleton<Identification>().AddSingleton<SignIn>();
        services.AddSingleton<ApiMeter>().AddSingleton<MetricsBook>();
        services.AddCors();
    }

    public static void UseEdge(this WebApplication app, ApiOptions options)
    {
        var services = app.Services;
        services.GetRequiredService<MetricsBook>(); // listens from the first request on
        if (options.RequestLog is { } log)
            app.Use(new RequestLog(log, services.GetRequiredService<TimeProvider>()).Log);
        app.Use(SecurityHeaders.Add);
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Faults.Answer });
        if (options.Edge.TrustedProxies.Count > 0) app.UseForwardedHeaders(Trusting(options.Edge));
        app.Use(Framing.Check);
        app.Use(Methods.HeadAsGet);
        app.Use(Methods.Explain);
        if (options.WebRoot is { } folder)
            app.Use(new StaticPage(PageFiles.Load(folder), options.PageRpc).Serve);
        app.UseRouting();
        app.UseWhen(OpenReads.IsOpen, open => open.UseCors(OpenReads.Policy));
        app.Use(services.GetRequiredService<Identification>().Identify);
        app.Use(services.GetRequiredService<RateLimits>().Limit);
    }

    static ForwardedHeadersOptions Trusting(EdgeOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in options.TrustedProxies) forwarded.KnownProxies.Add(proxy);
        return forwarded;
    }
}
