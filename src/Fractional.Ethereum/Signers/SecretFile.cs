namespace Fractional.Ethereum.Signers;

/// <summary>A file that holds a secret: a phrase, a password, a key file.</summary>
public static class SecretFile
{
    /// <summary>Key files have about 500 bytes; anything far larger is something else.</summary>
    private const int MaxBytes = 64 * 1024;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The file's text; one line break at the end does not belong to it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it holds, for the sentences.</param>
    /// <param name="warn">Told when other users of the machine can read or change it.</param>
    /// <exception cref="EthereumException">Missing, unreadable, empty or far too large; names the file.</exception>
    public static string Read(string path, string what, Action<string> warn)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Length is 0 or > MaxBytes)
            {
                throw new EthereumException($"the {what} {path} has {file.Length} bytes; expected 1 to {MaxBytes}");
            }

            if (!OperatingSystem.IsWindows() && (file.UnixFileMode & Others) != 0)
            {
                warn($"the {what} {path} is open to other users of this machine; chmod 600 closes it");
            }

            string text = File.ReadAllText(path);
            string withoutBreak = text.EndsWith('\n') ? text[..^1] : text;
            return withoutBreak.EndsWith('\r') ? withoutBreak[..^1] : withoutBreak;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EthereumException($"the {what} {path} cannot be read: {fault.Message}", fault);
        }
    }
}
