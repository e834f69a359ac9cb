using Microsoft.Playwright;

namespace Fractional.Browser.Harness;

/// <summary>Pictures for people to look at, in FRACTIONAL_SCREENS or <c>screens</c> beside the tests.</summary>
static class Screens
{
    static readonly string Folder = Environment.GetEnvironmentVariable("FRACTIONAL_SCREENS") is { Length: > 0 } given
        ? given
        : Path.Combine(AppContext.BaseDirectory, "screens");

    /// <summary>The whole page, scrolled through, as <c>NAME-WIDTH-SCHEME.png</c>; where it was written. Of a sheet
    /// what the window shows: what lies behind it does not matter.</summary>
    public static async Task<string> Take(IPage page, string name, Look look)
    {
        var path = Path.Combine(Folder, $"{name}-{look.Name}.png");
        var isSheet = await page.Locator("dialog[open]").CountAsync() > 0;
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = path, FullPage = !isSheet, Animations = ScreenshotAnimations.Disabled,
        });
        return path;
    }
}
