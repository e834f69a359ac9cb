using System.Buffers.Binary;
using System.Numerics;

namespace Fractional.Ethereum.Primitives;

/// <summary>
/// An unsigned 256-bit number. Every operator is checked: a result outside 0..2^256-1 throws
/// <see cref="OverflowException"/>. The <c>Overflowing...</c> methods wrap and tell.
/// </summary>
public readonly partial struct UInt256 :
    IEquatable<UInt256>, IComparable<UInt256>, IMinMaxValue<UInt256>, ISpanFormattable,
    IAdditionOperators<UInt256, UInt256, UInt256>, ISubtractionOperators<UInt256, UInt256, UInt256>,
    IMultiplyOperators<UInt256, UInt256, UInt256>, IDivisionOperators<UInt256, UInt256, UInt256>,
    IModulusOperators<UInt256, UInt256, UInt256>, IComparisonOperators<UInt256, UInt256, bool>,
    IBitwiseOperators<UInt256, UInt256, UInt256>, IShiftOperators<UInt256, int, UInt256>
{
    public const int Size = 32;

    /// <summary>2^256-1 has 78 decimal digits.</summary>
    public const int MaxDecimalDigits = 78;

    private const ulong TenToThe19 = 10_000_000_000_000_000_000;
    private const int DigitsPerLimb = 19;

    // Least significant limb first.
    private readonly ulong _u0;
    private readonly ulong _u1;
    private readonly ulong _u2;
    private readonly ulong _u3;

    private UInt256(ulong u0, ulong u1, ulong u2, ulong u3)
    {
        _u0 = u0;
        _u1 = u1;
        _u2 = u2;
        _u3 = u3;
    }

    public static UInt256 Zero => default;

    public static UInt256 One => new(1, 0, 0, 0);

    public static UInt256 MinValue => default;

    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    public bool IsZero => (_u0 | _u1 | _u2 | _u3) == 0;

    /// <summary>Bits up to and including the highest set one; 0 for zero.</summary>
    public int BitLength =>
        _u3 != 0 ? 256 - BitOperations.LeadingZeroCount(_u3)
        : _u2 != 0 ? 192 - BitOperations.LeadingZeroCount(_u2)
        : _u1 != 0 ? 128 - BitOperations.LeadingZeroCount(_u1)
        : 64 - BitOperations.LeadingZeroCount(_u0);

    /// <summary>Bytes of the shortest big-endian form; 0 for zero.</summary>
    public int ByteLength => (BitLength + 7) / 8;

    /// <param name="bytes">Exactly 32, most significant first.</param>
    /// <exception cref="EthereumFormatException">Another length.</exception>
    public static UInt256 ReadBigEndian(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new EthereumFormatException($"{bytes.Length} bytes given; a 256-bit number holds exactly {Size}");
        }

        return new UInt256(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>Writes 32 bytes, most significant first.</summary>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _u0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _u1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _u2);
        BinaryPrimitives.WriteUInt64BigEndian(destination, _u3);
    }

    internal static UInt256 FromLimbs(ulong u0, ulong u1, ulong u2, ulong u3) => new(u0, u1, u2, u3);

    /// <summary>Four limbs, least significant first.</summary>
    internal void CopyLimbs(Span<ulong> limbs) => (limbs[0], limbs[1], limbs[2], limbs[3]) = (_u0, _u1, _u2, _u3);

    /// <summary>Strict decimal: <c>0</c>, or digits without a leading zero, at most 2^256-1.</summary>
    /// <exception cref="EthereumFormatException">Anything else.</exception>
    public static UInt256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out UInt256 parsed)
            ? parsed
            : throw new EthereumFormatException(
                $"'{Hex.Shown(text)}' is not a 256-bit number: decimal digits without a leading zero, at most 2^256-1");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 parsed)
    {
        parsed = default;
        if (text.Length is 0 or > MaxDecimalDigits || (text[0] == '0' && text.Length > 1)
            || text.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        UInt256 sum = default;
        for (int i = 0; i < text.Length;)
        {
            int digits = Math.Min(DigitsPerLimb, text.Length - i);
            ulong part = 0;
            ulong scale = 1;
            for (int end = i + digits; i < end; i++, scale *= 10)
            {
                part = (part * 10) + (ulong)(text[i] - '0');
            }

            if (OverflowingMultiply(sum, scale, out sum) || OverflowingAdd(sum, part, out sum))
            {
                return false;
            }
        }

        parsed = sum;
        return true;
    }

    public bool Equals(UInt256 other) => _u0 == other._u0 && _u1 == other._u1 && _u2 == other._u2 && _u3 == other._u3;

    public override bool Equals(object? obj) => obj is UInt256 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_u0, _u1, _u2, _u3);

    public int CompareTo(UInt256 other) =>
        _u3 != other._u3 ? _u3.CompareTo(other._u3)
        : _u2 != other._u2 ? _u2.CompareTo(other._u2)
        : _u1 != other._u1 ? _u1.CompareTo(other._u1)
        : _u0.CompareTo(other._u0);

    /// <summary>Decimal digits, the form of JSON and the database.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxDecimalDigits];
        TryFormat(text, out int written, default, null);
        return text[..written].ToString();
    }

    /// <inheritdoc cref="ToString()"/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(
        Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        Span<char> buffer = stackalloc char[MaxDecimalDigits];
        int at = buffer.Length;
        UInt256 rest = this;
        do
        {
            rest = DivRem(rest, TenToThe19, out UInt256 part);
            int last = at;
            for (ulong digits = part._u0; digits != 0; digits /= 10)
            {
                buffer[--at] = (char)('0' + (digits % 10));
            }

            while (!rest.IsZero && last - at < DigitsPerLimb)
            {
                buffer[--at] = '0';
            }
        }
        while (!rest.IsZero);

        if (at == buffer.Length)
        {
            buffer[--at] = '0';
        }

        charsWritten = 0;
        if (!buffer[at..].TryCopyTo(destination))
        {
            return false;
        }

        charsWritten = buffer.Length - at;
        return true;
    }

    /// <summary>The JSON-RPC quantity: 0x and digits without a leading zero.</summary>
    public string ToQuantity()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBigEndian(bytes);
        ReadOnlySpan<char> digits = Convert.ToHexStringLower(bytes).AsSpan().TrimStart('0');
        return digits.IsEmpty ? "0x0" : $"0x{digits}";
    }
}
