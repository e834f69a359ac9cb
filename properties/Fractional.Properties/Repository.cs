using System.Runtime.CompilerServices;

namespace Fractional.Properties;

/// <summary>Where the files lie that both languages share.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    private static string Here([CallerFilePath] string path = "") => path;
}
