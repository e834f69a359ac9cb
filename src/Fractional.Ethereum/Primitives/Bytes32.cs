using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Fractional.Ethereum.Primitives;

/// <summary>32 bytes as the chain writes them: a hash, a topic, a storage slot.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly struct Bytes32 : IEquatable<Bytes32>, IComparable<Bytes32>
{
    public const int Size = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <exception cref="EthereumFormatException">Not exactly 32 bytes.</exception>
    public Bytes32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"{bytes.Length} bytes given; Bytes32 holds exactly {Size}");
        }

        this = MemoryMarshal.Read<Bytes32>(bytes);
    }

    public static Bytes32 Zero => default;

    /// <summary>The bytes in place; valid while the value they belong to lives.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => MemoryMarshal.AsBytes(new ReadOnlySpan<Bytes32>(in this));

    public static Bytes32 From(in UInt256 number)
    {
        Span<byte> bytes = stackalloc byte[Size];
        number.WriteBigEndian(bytes);
        return MemoryMarshal.Read<Bytes32>(bytes);
    }

    public UInt256 ToUInt256() => UInt256.ReadBigEndian(Span);

    /// <exception cref="EthereumFormatException">Not 0x and 64 hex digits.</exception>
    public static Bytes32 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Bytes32 parsed)
            ? parsed
            : throw new EthereumFormatException($"'{Hex.Shown(text)}' is not 32 bytes: 0x and 64 hex digits");

    public static bool TryParse(ReadOnlySpan<char> text, out Bytes32 parsed)
    {
        parsed = default;
        return Hex.TryDecode(text, MemoryMarshal.AsBytes(new Span<Bytes32>(ref parsed)));
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8, out Bytes32 parsed)
    {
        parsed = default;
        return Hex.TryDecode(utf8, MemoryMarshal.AsBytes(new Span<Bytes32>(ref parsed)));
    }

    public static bool operator ==(Bytes32 left, Bytes32 right) => left.Equals(right);

    public static bool operator !=(Bytes32 left, Bytes32 right) => !left.Equals(right);

    public void CopyTo(Span<byte> destination) => Span.CopyTo(destination);

    public byte[] ToArray() => Span.ToArray();

    public bool Equals(Bytes32 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    public override bool Equals(object? obj) => obj is Bytes32 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary>The order of the bytes, which is the order of the big-endian numbers.</summary>
    public int CompareTo(Bytes32 other) => Span.SequenceCompareTo(other.Span);

    public override string ToString() => Hex.Encode(Span);
}
