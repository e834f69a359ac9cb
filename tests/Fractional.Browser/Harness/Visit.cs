using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;
using Shouldly;

namespace Fractional.Browser.Harness;

/// <summary>One person at one window. What the page complains of, and what it asks of other hosts, is kept.</summary>
sealed class Visit : IAsyncDisposable
{
    /// <summary>For anything a test waits for in the page.</summary>
    const float PatienceMilliseconds = 20_000;

    readonly IBrowserContext context;
    readonly Uri site;
    readonly ConcurrentQueue<string> complaints = [];
    readonly ConcurrentQueue<string> heard = [];

    Visit(IBrowserContext context, Uri site, Look look) => (this.context, this.site, Look) = (context, site, look);

    public Look Look { get; }

    public IPage Page { get; private set; } = null!;

    /// <summary>Console errors but for conflicts, uncaught errors, what the page's own policy blocked, and requests to
    /// other hosts.</summary>
    public IReadOnlyList<string> Complaints => [.. complaints];

    /// <summary>What the page's live regions said, in order: what a screen reader would have told.</summary>
    public IReadOnlyList<string> Heard => [.. heard];

    /// <param name="browser">Its own cookies and storage for every visit.</param>
    /// <param name="site">Where the page lies; nothing else is reachable.</param>
    /// <param name="wallet">Null for a person without one.</param>
    /// <param name="look">Null for <see cref="Look.Wide"/>.</param>
    /// <param name="clockError">How far the window's clock is off.</param>
    public static async Task<Visit> Start(
        IBrowser browser, Uri site, InjectedWallet? wallet = null, Look? look = null, TimeSpan clockError = default)
    {
        look ??= Look.Wide;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            ColorScheme = look.Scheme, Locale = "en-GB", TimezoneId = "UTC",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        var visit = new Visit(context, site, look);
        await context.RouteAsync("**/*", visit.Judge);
        context.Console += (_, message) => visit.Hear(message);
        context.WebError += (_, error) => visit.complaints.Enqueue($"uncaught: {error.Error}");
        await context.ExposeFunctionAsync<string>("fractionalHears", visit.heard.Enqueue);
        await context.AddInitScriptAsync(Scripts.Read("Hearing.js"));
        if (clockError != default) await context.AddInitScriptAsync(WrongClock(clockError));
        if (wallet is not null) await wallet.Enter(context);
        visit.Page = await context.NewPageAsync();
        return visit;
    }

    /// <param name="path">Below the site, with its query.</param>
    public Task<IResponse?> Go(string path) => Page.GotoAsync(new Uri(site, path).ToString());

    public void ShouldBeWithoutComplaint() => Complaints.ShouldBeEmpty();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    Task Judge(IRoute route)
    {
        var asked = new Uri(route.Request.Url);
        if (asked.Scheme is "data" or "blob" || asked.Authority == site.Authority) return route.ContinueAsync();
        complaints.Enqueue($"asked another host: {asked}");
        return route.AbortAsync();
    }

    /// <summary>A conflict is an answer: the auction ended while the page asked for its next price.</summary>
    void Hear(IConsoleMessage message)
    {
        if (message.Type is "error" && !message.Text.Contains("status of 409"))
            complaints.Enqueue($"console: {message.Text} ({message.Location})");
    }

    static string WrongClock(TimeSpan error) => $$"""
        (error => {
          const Right = Date;
          window.Date = class extends Right {
            constructor(...given) { given.length ? super(...given) : super(Right.now() + error); }
            static now() { return Right.now() + error; }
          };
        })({{error.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}});
        """;
}
