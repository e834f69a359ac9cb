using System.Security.Cryptography;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>A private key in memory that the collector never copies and that is zeroed on dispose.</summary>
public sealed class PrivateKey : IDisposable
{
    public const int Size = 32;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private readonly ISecp256k1 _curve;
    private bool _isDisposed;

    /// <param name="bytes">32 bytes, big-endian; copied.</param>
    /// <param name="curve">The process's own when null.</param>
    /// <exception cref="EthereumFormatException">Not 32 bytes, zero, or not below the order of the curve.</exception>
    public PrivateKey(ReadOnlySpan<byte> bytes, ISecp256k1? curve = null)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"{bytes.Length} bytes given; a private key holds exactly {Size}");
        }

        _curve = curve ?? Secp256k1.Current;
        bytes.CopyTo(_bytes);
        PublicKey = new byte[64];
        if (!_curve.TryPublicKey(_bytes, PublicKey))
        {
            Dispose();
            throw new EthereumFormatException("a private key is zero or not below the order of the curve");
        }

        Address = Address.FromPublicKey(PublicKey);
    }

    public Address Address { get; }

    /// <summary>X then Y, 64 bytes.</summary>
    internal byte[] PublicKey { get; }

    /// <summary>A key from the operating system's randomness.</summary>
    public static PrivateKey Generate()
    {
        Span<byte> bytes = stackalloc byte[Size];
        UInt256 number;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            number = UInt256.ReadBigEndian(bytes);
        }
        while (number.IsZero || number >= Secp256k1.Order);

        PrivateKey key = new(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <exception cref="EthereumFormatException">Not 0x and 64 hex digits, or no key; never shown.</exception>
    public static PrivateKey Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            return Hex.TryDecode(text, bytes)
                ? new PrivateKey(bytes)
                : throw new EthereumFormatException("a private key is 0x and 64 hex digits");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <exception cref="SigningRefusedException">The managed curve is in use and not allowed to sign.</exception>
    public Signature Sign(in Bytes32 hash)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _curve.Sign(hash.Span, _bytes);
    }

    /// <summary>Copies the 32 bytes out, for key files; the caller zeroes its copy.</summary>
    public void CopyTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _bytes.CopyTo(destination);
    }

    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>The address; never the key.</summary>
    public override string ToString() => Address.ToString();
}
