using Fractional.Ethereum.Wallets;

namespace Fractional.Ethereum.Signers;

/// <summary>An account from a key file (version 3) and a file with its password, as servers keep them.</summary>
public static class KeyFile
{
    /// <param name="path">The key file.</param>
    /// <param name="passwordPath">Its password.</param>
    /// <param name="warn">Told when other users of the machine can read or change one of the files.</param>
    /// <exception cref="EthereumException">A file cannot be read; names it.</exception>
    /// <exception cref="EthereumFormatException">Not a key file, or another password.</exception>
    public static Account Open(string path, string passwordPath, Action<string> warn) => new(Keystore.Import(
        SecretFile.Read(path, "key file", warn), SecretFile.Read(passwordPath, "password file", warn)));
}
