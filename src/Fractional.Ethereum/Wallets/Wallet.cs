using System.Security.Cryptography;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Signers;

namespace Fractional.Ethereum.Wallets;

/// <summary>An HD wallet: one phrase, many accounts (BIP-39, BIP-32, BIP-44).</summary>
public sealed class Wallet : IDisposable
{
    readonly ExtendedKey branch;

    /// <param name="words">A BIP-39 phrase; its checksum is enforced.</param>
    /// <param name="passphrase">The phrase's own passphrase; another one opens another wallet.</param>
    /// <param name="path">Accounts lie below it; null for <c>m/44'/60'/0'/0</c>.</param>
    /// <exception cref="EthereumFormatException">Wrong words or path; the words are never shown.</exception>
    public Wallet(string words, string passphrase = "", string? path = null)
    {
        Path = path is null ? DerivationPath.Ethereum : DerivationPath.Parse(path);
        var seed = Mnemonic.Parse(words).ToSeed(passphrase);
        using var master = ExtendedKey.FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        branch = master.Derive(Path);
    }

    public DerivationPath Path { get; }

    /// <summary>The account at <c>path/index</c>; the caller disposes it.</summary>
    /// <param name="index">0..2^31-1.</param>
    public Account GetAccount(int index)
    {
        using var key = branch.Derive(default(DerivationPath).Child(index));
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        key.CopyTo(bytes);
        var account = new Account(new PrivateKey(bytes));
        CryptographicOperations.ZeroMemory(bytes);
        return account;
    }

    public void Dispose() => branch.Dispose();
}
