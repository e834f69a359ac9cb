using System.Buffers.Binary;
using System.Security.Cryptography;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Wallets;

/// <summary>A BIP-32 private key with its chain code. Zeroed on dispose.</summary>
public sealed class ExtendedKey : IDisposable
{
    const int Half = 32;

    readonly PrivateKey key;
    readonly byte[] chainCode;

    ExtendedKey(ReadOnlySpan<byte> keyBytes, ReadOnlySpan<byte> chainCode)
    {
        key = new PrivateKey(keyBytes);
        this.chainCode = chainCode.ToArray();
    }

    public Address Address => key.Address;

    /// <param name="seed">16 to 64 bytes.</param>
    public static ExtendedKey FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length is < 16 or > 64)
            throw new EthereumFormatException($"a seed has 16 to 64 bytes, not {seed.Length}");
        Span<byte> hash = stackalloc byte[2 * Half];
        HMACSHA512.HashData("Bitcoin seed"u8, seed, hash);
        var master = new ExtendedKey(hash[..Half], hash[Half..]);
        CryptographicOperations.ZeroMemory(hash);
        return master;
    }

    /// <summary>The key at the end of a path from this one; this one stays usable.</summary>
    public ExtendedKey Derive(DerivationPath path)
    {
        var current = Copy();
        foreach (var step in path.Steps)
        {
            using var parent = current;
            current = parent.Child(step);
        }
        return current;
    }

    /// <summary>Copies the private key's 32 bytes out; the caller zeroes them.</summary>
    public void CopyTo(Span<byte> destination) => key.CopyTo(destination);

    public ReadOnlySpan<byte> ChainCode => chainCode;

    public void Dispose()
    {
        key.Dispose();
        CryptographicOperations.ZeroMemory(chainCode);
    }

    ExtendedKey Copy()
    {
        Span<byte> bytes = stackalloc byte[Half];
        key.CopyTo(bytes);
        var copy = new ExtendedKey(bytes, chainCode);
        CryptographicOperations.ZeroMemory(bytes);
        return copy;
    }

    /// <summary>CKDpriv. A child of zero or not below the order does not exist: 1 in 2^127 paths.</summary>
    ExtendedKey Child(uint step)
    {
        Span<byte> data = stackalloc byte[1 + Half + sizeof(uint)];
        Span<byte> own = stackalloc byte[Half];
        key.CopyTo(own);
        if (step >= DerivationPath.Hardened) own.CopyTo(data[1..]);
        else CompressedPublicKey(data[..(1 + Half)]);
        BinaryPrimitives.WriteUInt32BigEndian(data[(1 + Half)..], step);
        Span<byte> hash = stackalloc byte[2 * Half];
        HMACSHA512.HashData(chainCode, data, hash);
        AddModOrder(hash[..Half], own);
        var child = new ExtendedKey(own, hash[Half..]);
        CryptographicOperations.ZeroMemory(data);
        CryptographicOperations.ZeroMemory(own);
        CryptographicOperations.ZeroMemory(hash);
        return child;
    }

    /// <summary>02 or 03 by the parity of y, then x.</summary>
    void CompressedPublicKey(Span<byte> destination)
    {
        destination[0] = (byte)(2 + (key.PublicKey[^1] & 1));
        key.PublicKey.AsSpan(0, Half).CopyTo(destination[1..]);
    }

    /// <summary>key := tweak + key modulo the order. A tweak not below the order gives no child.</summary>
    static void AddModOrder(ReadOnlySpan<byte> tweak, Span<byte> key)
    {
        var order = Secp256k1.Order;
        var left = UInt256.ReadBigEndian(tweak);
        if (left >= order) throw new EthereumFormatException("this path has no key; take the next index");
        var room = order - left;
        var right = UInt256.ReadBigEndian(key);
        var sum = right >= room ? right - room : left + right;
        sum.WriteBigEndian(key);
    }
}
