using System.Buffers.Binary;
using System.Globalization;

namespace Fractional.Chain;

/// <summary>32 bytes that name a block, a transaction or a contract's code.</summary>
public readonly record struct Hash32 : IComparable<Hash32>
{
    public const int Length = 32;

    private readonly UInt128 high;
    private readonly UInt128 low;

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"a hash has {Length} bytes, not {bytes.Length}", nameof(bytes));
        }
        high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>Reads <c>0x</c> and 64 hex digits.</summary>
    /// <exception cref="FormatException">Any other text.</exception>
    public static Hash32 Parse(string text) =>
        TryParse(text, out var hash)
            ? hash
            : throw new FormatException($"'{text}' is not a hash: 0x and {2 * Length} hex digits");

    public static bool TryParse(string? text, out Hash32 hash)
    {
        hash = default;
        if (text is null || text.Length != 2 + (2 * Length) || !text.StartsWith("0x", StringComparison.Ordinal))
        {
            return false;
        }
        Span<byte> bytes = stackalloc byte[Length];
        if (Convert.FromHexString(text.AsSpan(2), bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }
        hash = new Hash32(bytes);
        return true;
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], low);
    }

    public int CompareTo(Hash32 other)
    {
        var order = high.CompareTo(other.high);
        return order != 0 ? order : low.CompareTo(other.low);
    }

    /// <summary>Lower-case <c>0x</c> text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{high:x32}{low:x32}");
}
