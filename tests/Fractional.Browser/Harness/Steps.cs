using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace Fractional.Browser.Harness;

/// <summary>What a person does at a window and sees there, in the page's own words.</summary>
static class Steps
{
    /// <summary>For anything that comes by itself: a block that is followed, a stream that is taken up again.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    static Steps() => SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);

    /// <summary>The page is there, and nothing on it is still being read.</summary>
    public static async Task Open(this Visit visit, string path)
    {
        await visit.Go(path);
        await visit.Settles();
    }

    public static async Task Settles(this Visit visit)
    {
        await visit.Page.Locator("main h1").WaitForAsync();
        await Expect(visit.Page.Locator(".loading")).ToHaveCountAsync(0);
    }

    public static async Task Connect(this Visit visit)
    {
        await visit.Button("Connect a wallet").First.ClickAsync();
        await visit.Sheet().GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Test wallet") }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Account ") }).WaitForAsync();
    }

    public static ILocator Sheet(this Visit visit) => visit.Page.GetByRole(AriaRole.Dialog);

    public static ILocator Button(this Visit visit, string name) =>
        visit.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Button(this ILocator part, string name) =>
        part.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static Task Fill(this Visit visit, string label, string text) =>
        visit.Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);

    public static Task Sees(this ILocator part, string text) => Expect(part).ToContainTextAsync(text);

    public static Task Sees(this Visit visit, string text) => visit.Page.Locator("main").Sees(text);

    /// <summary>What is shown in the sheet is handed to the wallet.</summary>
    public static Task Sign(this Visit visit) => visit.Sheet().Button("Sign in the wallet").ClickAsync();

    /// <summary>A step of the way, such as an approval: signed, and in a block before the next one is shown.</summary>
    public static async Task SignStep(this Visit visit, string says)
    {
        await visit.Sheet().Sees(says);
        await visit.Sign();
        await Expect(visit.Sheet().GetByText(says)).ToHaveCountAsync(0);
    }

    public static Task CloseSheet(this Visit visit) => visit.Sheet().Button("Close").Last.ClickAsync();

    /// <summary>A live region said a sentence with this in it.</summary>
    public static Task Hears(this Visit visit, string words) =>
        Eventually(() => Task.FromResult(visit.Heard.Any(said => said.Contains(words))),
            () => $"nobody said '{words}', but: {string.Join(" | ", visit.Heard)}");

    /// <summary>A picture at both widths, neither of which has to be scrolled sideways; and what is shown is
    /// accessible.</summary>
    public static async Task Show(this Visit visit, string name)
    {
        var page = visit.Page;
        foreach (var look in Look.All.Where(look => look.Scheme == visit.Look.Scheme))
        {
            await page.SetViewportSizeAsync(look.Width, look.Height);
            await Screens.Take(page, name, look);
            await page.ShouldFit();
        }
        await page.SetViewportSizeAsync(visit.Look.Width, visit.Look.Height);
        await page.ShouldBeAccessible();
    }

    public static async Task ShouldFit(this IPage page) =>
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth"))
            .ShouldBeLessThanOrEqualTo(0, $"{page.Url} is wider than its window");

    /// <summary>Waits until something holds that no locator can be asked for.</summary>
    public static async Task Eventually(Func<Task<bool>> holds, Func<string> orElse)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience) throw new ShouldAssertException(orElse());
            await Task.Delay(Glance);
        }
    }
}
