using System.Net;

namespace Fractional.Api.Http;

/// <summary>Under which names people reach this API.</summary>
static class Hosts
{
    /// <summary>Whether an authority, <c>host</c> or <c>host:port</c>, is one of ours; by default that is loopback with
    /// the port of this very connection.</summary>
    public static bool AreOurs(EdgeOptions options, HttpContext http, string authority)
    {
        if (options.Domains.Count > 0) return options.Domains.Contains(authority, StringComparer.OrdinalIgnoreCase);
        var host = new HostString(authority);
        return IsLoopback(host) && (host.Port ?? 80) == http.Connection.LocalPort;
    }

    public static bool IsLoopback(HostString host) =>
        string.Equals(host.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether a browser sent this from a page of ours: it names the page's origin in each request that may
    /// change something, and pages can not forge it.</summary>
    public static bool IsSameOrigin(EdgeOptions options, HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.Origin.Count == 0) return headers["Sec-Fetch-Site"] == "same-origin";
        return Uri.TryCreate(headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && origin.Scheme is "http" or "https"
            && string.Equals(origin.Authority, Authority(origin.Scheme, http), StringComparison.OrdinalIgnoreCase)
            && AreOurs(options, http, http.Request.Host.Value ?? "");
    }

    /// <summary>The Host header as an origin of this scheme writes it: without the scheme's own port.</summary>
    static string Authority(string scheme, HttpContext http) =>
        Uri.TryCreate($"{scheme}://{http.Request.Host.Value}", UriKind.Absolute, out var own) ? own.Authority : "";
}
