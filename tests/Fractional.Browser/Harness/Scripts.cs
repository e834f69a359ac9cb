namespace Fractional.Browser.Harness;

/// <summary>What runs inside a page: our own scripts from this assembly, others' from the page's tools.</summary>
static class Scripts
{
    public static string Read(string name)
    {
        using var stream = typeof(Scripts).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"{name} is not embedded in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A file of a package that <c>web/package.json</c> names.</summary>
    public static string FromPackage(string path)
    {
        var file = Path.Combine(Root(), "web/node_modules", path);
        return File.Exists(file)
            ? File.ReadAllText(file)
            : throw new FileNotFoundException($"{file} is missing; ./test installs it (npm ci in web/)");
    }

    /// <summary>The repository's folder.</summary>
    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fractional.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("no Fractional.sln above the tests");
        return folder;
    }
}
