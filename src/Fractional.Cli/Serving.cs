using System.Net;
using Fractional.Api;
using Fractional.Cli.Commands;
using Fractional.Engine;
using Microsoft.AspNetCore.Builder;

namespace Fractional.Cli;

/// <summary>How this executable serves: on loopback, the API and the page that lies beside it.</summary>
static class Serving
{
    /// <param name="engine">What is served.</param>
    /// <param name="port">0 picks a free one.</param>
    public static WebApplication Build(FractionalEngine engine, int port) =>
        ApiHost.Build(engine, new ApiOptions(IPAddress.Loopback, port) { WebRoot = ServeOptions.PageBesideUs() });
}
