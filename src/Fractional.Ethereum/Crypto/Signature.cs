using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>A recoverable ECDSA signature over secp256k1.</summary>
/// <param name="R">The x of the nonce's point, modulo the group order.</param>
/// <param name="S">The proof; only the lower half is taken as valid (EIP-2), so nobody can make a twin.</param>
/// <param name="YParity">
/// 0 or 1: the parity of the nonce's point. That its x was above the group order (once in 2^128) finds no place here.
/// </param>
public readonly record struct Signature(UInt256 R, UInt256 S, byte YParity)
{
    /// <summary>r, s and v in one row.</summary>
    public const int Size = 65;

    /// <summary>v of messages and of contracts is 27 or 28.</summary>
    private const byte FirstV = 27;

    private static readonly UInt256 HalfOrder = Secp256k1.Order / 2;

    public bool IsLowS => S <= HalfOrder;

    /// <summary>v as <c>ecrecover</c> takes it: 27 or 28.</summary>
    public byte V => (byte)(FirstV + YParity);

    /// <summary>Reads r, s, v; v is 27 or 28, or the bare parity 0 or 1.</summary>
    /// <exception cref="EthereumFormatException">Another length, or another v.</exception>
    public static Signature Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"{bytes.Length} bytes given; a signature with v holds exactly {Size}");
        }

        int parity = bytes[64] >= FirstV ? bytes[64] - FirstV : bytes[64];
        if (parity > 1)
        {
            throw new EthereumFormatException($"v of a signature is {bytes[64]}; 27, 28, 0 or 1 are known");
        }

        return new Signature(UInt256.ReadBigEndian(bytes[..32]), UInt256.ReadBigEndian(bytes[32..64]), (byte)parity);
    }

    /// <summary>Reads the 64 bytes of EIP-2098: r, then s with the parity in its highest bit.</summary>
    /// <exception cref="EthereumFormatException">Another length.</exception>
    public static Signature ReadCompact(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 64)
        {
            throw new EthereumFormatException($"{bytes.Length} bytes given; a compact signature holds exactly 64");
        }

        UInt256 second = UInt256.ReadBigEndian(bytes[32..]);
        UInt256 parity = second >> 255;
        return new Signature(UInt256.ReadBigEndian(bytes[..32]), second ^ (parity << 255), (byte)(ulong)parity);
    }

    /// <summary>Writes r, s, v (27 or 28) to 65 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        R.WriteBigEndian(destination);
        S.WriteBigEndian(destination[32..]);
        destination[64] = V;
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <summary>The account that signed <paramref name="hash"/>.</summary>
    /// <returns>False for an s in the upper half and for numbers no key could have made.</returns>
    public bool TryRecover(in Bytes32 hash, out Address signer)
    {
        Span<byte> publicKey = stackalloc byte[64];
        if (YParity > 1 || !IsLowS || !Secp256k1.Current.TryRecover(hash.Span, this, YParity, publicKey))
        {
            signer = default;
            return false;
        }

        signer = Address.FromPublicKey(publicKey);
        return true;
    }

    /// <inheritdoc cref="TryRecover"/>
    /// <exception cref="EthereumFormatException">No key could have made it, or s is in the upper half.</exception>
    public Address Recover(in Bytes32 hash) =>
        TryRecover(hash, out Address signer)
            ? signer
            : throw new EthereumFormatException(
                IsLowS ? "no key can have made this signature" : "the s of the signature is in the upper half (EIP-2)");

    public override string ToString() => Hex.Encode(ToArray());
}
