using Fractional.Ethereum.Wallets;

namespace Fractional.Ethereum.Signers;

/// <summary>An account from a key file (version 3) and a file with its password, as servers keep them.</summary>
public static class KeyFile
{
    /// <summary>Key files have about 500 bytes; anything far larger is something else.</summary>
    private const int MaxBytes = 64 * 1024;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="path">The key file.</param>
    /// <param name="passwordPath">Its password; one line break at the end does not belong to it.</param>
    /// <param name="warn">Told when other users of the machine can read or change one of the files.</param>
    /// <exception cref="EthereumException">A file cannot be read; names it.</exception>
    /// <exception cref="EthereumFormatException">Not a key file, or another password.</exception>
    public static Account Open(string path, string passwordPath, Action<string> warn)
    {
        string file = Read(path, "key file", warn);
        string password = Read(passwordPath, "password file", warn);
        string withoutBreak = password.EndsWith('\n') ? password[..^1] : password;
        return new Account(Keystore.Import(file, withoutBreak.EndsWith('\r') ? withoutBreak[..^1] : withoutBreak));
    }

    private static string Read(string path, string what, Action<string> warn)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Length > MaxBytes)
            {
                throw new EthereumException($"the {what} {path} has {file.Length} bytes; at most {MaxBytes} are read");
            }

            if (!OperatingSystem.IsWindows() && (file.UnixFileMode & Others) != 0)
            {
                warn($"the {what} {path} is open to other users of this machine; chmod 600 closes it");
            }

            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EthereumException($"the {what} {path} cannot be read: {fault.Message}", fault);
        }
    }
}
