using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Fractional.Ethereum.Crypto;

namespace Fractional.Ethereum.Primitives;

/// <summary>A 20-byte account address; its text form carries the EIP-55 checksum.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    public const int Size = 20;

    private const int Digits = 2 * Size;
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly uint _c;

    /// <exception cref="EthereumFormatException">Not exactly 20 bytes.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"{bytes.Length} bytes given; an address holds exactly {Size}");
        }

        this = MemoryMarshal.Read<Address>(bytes);
    }

    public static Address Zero => default;

    public bool IsZero => Equals(default);

    /// <summary>The bytes in place; valid while the value they belong to lives.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => MemoryMarshal.AsBytes(new ReadOnlySpan<Address>(in this));

    /// <summary>The address of an uncompressed public key without its 0x04 prefix.</summary>
    /// <param name="publicKey">X then Y, 64 bytes.</param>
    public static Address FromPublicKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != 64)
        {
            throw new EthereumFormatException($"{publicKey.Length} bytes given; a public key holds exactly 64");
        }

        return new Address(Keccak256.Hash(publicKey).Span[12..]);
    }

    /// <summary>0x and 40 digits. One case is taken as it is; mixed case must be the right checksum.</summary>
    /// <exception cref="EthereumFormatException">Not that shape, or a wrong checksum.</exception>
    public static Address Parse(ReadOnlySpan<char> text)
    {
        Address parsed = default;
        if (!Hex.TryDecode(text, MemoryMarshal.AsBytes(new Span<Address>(ref parsed))))
        {
            throw new EthereumFormatException($"'{Hex.Shown(text)}' is not an address: 0x and 40 hex digits");
        }

        return ChecksumAgrees(text[2..], parsed)
            ? parsed
            : throw new EthereumFormatException(
                $"address '{text}' has a wrong EIP-55 checksum; a digit or a letter's case was changed");
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Address parsed)
    {
        parsed = default;
        if (Hex.TryDecode(text, MemoryMarshal.AsBytes(new Span<Address>(ref parsed)))
            && ChecksumAgrees(text[2..], parsed))
        {
            return true;
        }

        parsed = default;
        return false;
    }

    /// <summary>For node answers: the case of the digits is not looked at.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Address parsed)
    {
        parsed = default;
        return Hex.TryDecode(utf8, MemoryMarshal.AsBytes(new Span<Address>(ref parsed)));
    }

    public static bool operator ==(Address left, Address right) => left.Equals(right);

    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    public void CopyTo(Span<byte> destination) => Span.CopyTo(destination);

    public byte[] ToArray() => Span.ToArray();

    public bool Equals(Address other) => _a == other._a && _b == other._b && _c == other._c;

    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_a, _b, _c);

    public int CompareTo(Address other) => Span.SequenceCompareTo(other.Span);

    /// <summary>With the EIP-55 checksum.</summary>
    public override string ToString() => string.Create(Digits + 2, this, static (text, address) =>
    {
        text[0] = '0';
        text[1] = 'x';
        address.WriteChecksummed(text[2..]);
    });

    private static bool ChecksumAgrees(ReadOnlySpan<char> digits, Address address)
    {
        if (!digits.ContainsAnyInRange('a', 'f') || !digits.ContainsAnyInRange('A', 'F'))
        {
            return true;
        }

        Span<char> expected = stackalloc char[Digits];
        address.WriteChecksummed(expected);
        return digits.SequenceEqual(expected);
    }

    // EIP-55: a letter is upper case when the same nibble of the keccak of the lower-case text is 8 or more.
    private void WriteChecksummed(Span<char> digits)
    {
        Convert.TryToHexStringLower(Span, digits, out _);
        Span<byte> ascii = stackalloc byte[Digits];
        Ascii.FromUtf16(digits, ascii, out _);
        Bytes32 hash = Keccak256.Hash(ascii);
        for (int i = 0; i < Digits; i++)
        {
            int nibble = (hash.Span[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            if (nibble >= 8)
            {
                digits[i] = char.ToUpperInvariant(digits[i]);
            }
        }
    }
}
