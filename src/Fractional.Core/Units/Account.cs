using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Fractional.Core.Units;

/// <summary>Twenty bytes that name a person or a contract on chain; ordered as a big-endian number.</summary>
public readonly record struct Account : IComparable<Account>
{
    public const int Length = 20;

    private readonly UInt128 high;
    private readonly uint low;

    /// <exception cref="ArgumentException">Not 20 bytes.</exception>
    public Account(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"an account has {Length} bytes, not {bytes.Length}", nameof(bytes));
        }
        high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The account that is nobody.</summary>
    public static Account Zero => default;

    public bool IsZero => high == 0 && low == 0;

    /// <summary>Reads <c>0x</c> and forty hex digits of either case; no checksum is checked here.</summary>
    /// <exception cref="FormatException">Any other text.</exception>
    public static Account Parse(string text) =>
        TryParse(text, out var account)
            ? account
            : throw new FormatException($"'{text}' is not an account: 0x and {2 * Length} hex digits");

    public static bool TryParse(string? text, out Account account)
    {
        account = default;
        if (text is null || text.Length != 2 + 2 * Length || text[0] != '0' || text[1] != 'x')
        {
            return false;
        }
        Span<byte> bytes = stackalloc byte[Length];
        for (var i = 0; i < Length; i++)
        {
            if (!byte.TryParse(text.AsSpan(2 + 2 * i, 2), NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture, out bytes[i]))
            {
                return false;
            }
        }
        account = new Account(bytes);
        return true;
    }

    public static bool operator <(Account left, Account right) => left.CompareTo(right) < 0;

    public static bool operator >(Account left, Account right) => left.CompareTo(right) > 0;

    public int CompareTo(Account other)
    {
        var order = high.CompareTo(other.high);
        return order != 0 ? order : low.CompareTo(other.low);
    }

    /// <summary>Writes the twenty bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Room for fewer than 20 bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Length, nameof(destination));
        BinaryPrimitives.WriteUInt128BigEndian(destination, high);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], low);
    }

    /// <summary>The account as the number <c>uint160(address)</c>.</summary>
    public BigInteger ToNumber() => ((BigInteger)high << 32) | low;

    /// <summary>Lower-case <c>0x</c> text.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"0x{high:x32}{low:x8}");
}
