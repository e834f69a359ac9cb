namespace Fractional.Cli;

/// <summary>Files that hold a password or a phrase.</summary>
static class Secrets
{
    const UnixFileMode ReadableByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The file's text without the line end; warns when others can read it.</summary>
    /// <exception cref="UserException">Missing, unreadable or empty.</exception>
    public static string ReadFile(string option, string path)
    {
        if (!File.Exists(path)) throw new UserException($"{option}: there is no file {path}");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ReadableByOthers) != 0)
            Console.Error.WriteLine($"warning: {path} can be read by others; chmod 600 it");
        var text = File.ReadAllText(path).TrimEnd('\r', '\n');
        return text.Length > 0 ? text : throw new UserException($"{option}: {path} is empty");
    }
}
