using System.CommandLine;
using System.Net;
using Fractional.Api;
using Fractional.Api.Http;

namespace Fractional.Cli.Commands;

/// <summary>How <c>serve</c> listens, to whom, and with which page.</summary>
sealed class ServeOptions
{
    readonly Option<int> port = new("--port")
    {
        Description = "0 picks a free one", DefaultValueFactory = _ => 8080,
    };

    readonly Option<string?> web = new("--web")
    {
        Description = "Folder of the built page; by default 'web' beside this executable, if it is there",
    };

    readonly Option<string[]> domains = new("--domain")
    {
        Description = "host or host:port under which people reach this server and sign in; may be repeated",
        DefaultValueFactory = _ => [],
    };

    readonly Option<string[]> proxies = new("--proxy")
    {
        Description = "IP address of a proxy whose X-Forwarded-For is believed; may be repeated",
        DefaultValueFactory = _ => [],
    };

    readonly Option<bool> log = new("--log") { Description = "One JSON line on stderr for each request" };

    public void AddTo(Command command)
    {
        command.Add(port);
        command.Add(web);
        command.Add(domains);
        command.Add(proxies);
        command.Add(log);
    }

    /// <exception cref="UserException">Names the option, what was found and what was expected.</exception>
    public ApiOptions Read(ParseResult parsed) => new(IPAddress.Loopback, parsed.GetValue(port))
    {
        WebRoot = parsed.GetValue(web) is { } folder ? Typed.Page("--web", folder) : PageBesideUs(),
        RequestLog = parsed.GetValue(log) ? Console.Error.WriteLine : null,
        Edge = new EdgeOptions
        {
            Domains = parsed.GetValue(domains) ?? [],
            TrustedProxies = [.. (parsed.GetValue(proxies) ?? []).Select(text => Typed.Ip("--proxy", text))],
        },
    };

    /// <summary>The page that was built along with this executable.</summary>
    public static string? PageBesideUs()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "web");
        return File.Exists(Path.Combine(folder, "index.html")) ? folder : null;
    }
}
