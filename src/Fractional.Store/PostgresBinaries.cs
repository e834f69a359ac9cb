using System.Globalization;

namespace Fractional.Store;

/// <summary>Finds the folder that holds PostgreSQL's server programs.</summary>
static class PostgresBinaries
{
    public const string FolderVariable = "FRACTIONAL_PG_BIN";

    /// <summary>FRACTIONAL_PG_BIN, then Debian's newest /usr/lib/postgresql/N/bin, then PATH.</summary>
    /// <exception cref="FileNotFoundException">One sentence that says how to get them.</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
            return Holds(named)
                ? named
                : throw new FileNotFoundException($"{FolderVariable} is {named}, which holds no initdb and postgres");
        return Debian().Concat(OnPath()).FirstOrDefault(Holds) ?? throw new FileNotFoundException(
            "PostgreSQL's server programs (initdb, postgres) were not found: install PostgreSQL 15 or newer (Debian: "
            + $"apt-get install postgresql), name their folder in {FolderVariable}, or name a running server in "
            + $"{PostgresSource.ConnectionVariable}.");
    }

    static IEnumerable<string> Debian()
    {
        const string root = "/usr/lib/postgresql";
        if (!Directory.Exists(root)) return [];
        return Directory.GetDirectories(root)
            .Where(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderByDescending(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))
            .Select(d => Path.Combine(d, "bin"));
    }

    static IEnumerable<string> OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');

    static bool Holds(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));
}
