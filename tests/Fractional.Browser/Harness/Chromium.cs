using Microsoft.Playwright;
using Xunit;

// Two cores: a chain, a database, a server and a browser at a time are enough.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Fractional.Browser.Harness;

/// <summary>The system's own browser; none is ever downloaded.</summary>
static class Chromium
{
    static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    /// <summary>Beyond what is asked of it, it must not speak to anybody: this machine may have no way out.</summary>
    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    static readonly string? Executable = Find();

    /// <summary>Why no browser test can run; null when they can.</summary>
    public static string? Missing => Executable is null
        ? "no browser: none of " + string.Join(", ", Names) + " is on PATH and FRACTIONAL_CHROMIUM names none "
            + "(Debian: apt-get install chromium)"
        : null;

    public static Task<IBrowser> Launch(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable, Headless = true, Args = Arguments,
        });

    static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FRACTIONAL_CHROMIUM") is { Length: > 0 } given)
            return File.Exists(given)
                ? given
                : throw new FileNotFoundException("FRACTIONAL_CHROMIUM names no file", given);
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}

/// <summary>A test that needs the browser; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing;
}
