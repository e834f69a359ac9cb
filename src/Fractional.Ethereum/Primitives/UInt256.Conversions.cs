using System.Numerics;

namespace Fractional.Ethereum.Primitives;

public readonly partial struct UInt256
{
    public static implicit operator UInt256(ulong number) => new(number, 0, 0, 0);

    public static implicit operator UInt256(UInt128 number) =>
        new((ulong)(number & ulong.MaxValue), (ulong)(number >> 64), 0, 0);

    public static implicit operator BigInteger(UInt256 number)
    {
        Span<byte> bytes = stackalloc byte[Size];
        number.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <exception cref="OverflowException">Negative, or above 2^256-1.</exception>
    public static explicit operator UInt256(BigInteger number)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (number.Sign < 0 || number.GetByteCount(isUnsigned: true) > Size)
        {
            throw new OverflowException($"{Hex.Shown(number.ToString())} is outside 0..2^256-1");
        }

        number.TryWriteBytes(bytes, out int written, isUnsigned: true, isBigEndian: true);
        Span<byte> aligned = stackalloc byte[Size];
        bytes[..written].CopyTo(aligned[(Size - written)..]);
        return ReadBigEndian(aligned);
    }

    /// <exception cref="OverflowException">Negative.</exception>
    public static explicit operator UInt256(int number) =>
        number < 0 ? throw new OverflowException($"{number} is outside 0..2^256-1") : new((ulong)number, 0, 0, 0);

    /// <exception cref="OverflowException">Negative.</exception>
    public static explicit operator UInt256(long number) =>
        number < 0 ? throw new OverflowException($"{number} is outside 0..2^256-1") : new((ulong)number, 0, 0, 0);

    /// <exception cref="OverflowException">Above 2^64-1.</exception>
    public static explicit operator ulong(UInt256 number) =>
        number.TryToUInt64(out ulong narrow) ? narrow : throw new OverflowException($"{number} is above 2^64-1");

    /// <exception cref="OverflowException">Above 2^63-1.</exception>
    public static explicit operator long(UInt256 number) =>
        number.TryToUInt64(out ulong narrow) && narrow <= long.MaxValue
            ? (long)narrow
            : throw new OverflowException($"{number} is above 2^63-1");

    /// <exception cref="OverflowException">Above 2^31-1.</exception>
    public static explicit operator int(UInt256 number) =>
        number.TryToUInt64(out ulong narrow) && narrow <= int.MaxValue
            ? (int)narrow
            : throw new OverflowException($"{number} is above 2^31-1");

    /// <exception cref="OverflowException">Above 2^128-1.</exception>
    public static explicit operator UInt128(UInt256 number) =>
        number.TryToUInt128(out UInt128 narrow) ? narrow : throw new OverflowException($"{number} is above 2^128-1");

    public bool TryToUInt64(out ulong number)
    {
        number = _u0;
        return (_u1 | _u2 | _u3) == 0;
    }

    public bool TryToUInt128(out UInt128 number)
    {
        number = new UInt128(_u1, _u0);
        return (_u2 | _u3) == 0;
    }
}
