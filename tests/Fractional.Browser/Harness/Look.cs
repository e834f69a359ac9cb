using Microsoft.Playwright;

namespace Fractional.Browser.Harness;

/// <summary>A window: CSS pixels, and whether its person likes it light or dark.</summary>
sealed record Look(string Name, int Width, int Height, ColorScheme Scheme)
{
    public static readonly Look Narrow = new("390-light", 390, 844, ColorScheme.Light);

    public static readonly Look NarrowDark = new("390-dark", 390, 844, ColorScheme.Dark);

    public static readonly Look Wide = new("1280-light", 1280, 900, ColorScheme.Light);

    public static readonly Look WideDark = new("1280-dark", 1280, 900, ColorScheme.Dark);

    public static readonly Look[] All = [Narrow, NarrowDark, Wide, WideDark];
}
