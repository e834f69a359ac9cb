using System.Buffers;

namespace Fractional.Ethereum.Primitives;

/// <summary>
/// The two hexadecimal forms of Ethereum: data (<c>0x</c> and whole bytes, also none) and quantities (<c>0x</c> and
/// digits without a leading zero, <c>0x0</c> for nothing). Parsers are strict: no blanks, no missing prefix.
/// </summary>
public static class Hex
{
    private const int ShownCharacters = 80;

    /// <summary>Lower-case hex with the <c>0x</c> prefix.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <exception cref="EthereumFormatException">No prefix, an odd count of digits, or a digit not hex.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[DataLength(text.Length, text)];
        DecodeDigits(text, bytes);
        return bytes;
    }

    /// <summary>Decodes data of exactly <paramref name="destination"/>'s length.</summary>
    /// <exception cref="EthereumFormatException">Not hex data, or not of that length.</exception>
    public static void Decode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (DataLength(text.Length, text) != destination.Length)
        {
            throw new EthereumFormatException(
                $"hex '{Shown(text)}' holds {(text.Length - 2) / 2} bytes; {destination.Length} are needed");
        }

        DecodeDigits(text, destination);
    }

    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        HasPrefix(text) && text.Length == 2 + (destination.Length * 2)
        && Convert.FromHexString(text[2..], destination, out _, out _) == OperationStatus.Done;

    /// <summary>The same for UTF-8 text, as JSON readers hand it out.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> destination) =>
        HasPrefix(utf8) && utf8.Length == 2 + (destination.Length * 2)
        && Convert.FromHexString(utf8[2..], destination, out _, out _) == OperationStatus.Done;

    /// <exception cref="EthereumFormatException">No prefix, an odd count of digits, or a digit not hex.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> utf8)
    {
        if (HasPrefix(utf8) && utf8.Length % 2 == 0)
        {
            byte[] bytes = new byte[(utf8.Length - 2) / 2];
            if (TryDecode(utf8, bytes))
            {
                return bytes;
            }
        }

        throw NotHexData(Shown(utf8));
    }

    /// <summary>A quantity of at most 64 bits.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<byte> utf8, out ulong quantity)
    {
        quantity = 0;
        return TryParseQuantity(utf8, out UInt256 wide) && wide.TryToUInt64(out quantity);
    }

    /// <summary>A quantity of at most 256 bits: <c>0x</c>, then 1 to 64 digits without a leading zero.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<byte> utf8, out UInt256 quantity)
    {
        quantity = default;
        if (!HasPrefix(utf8) || utf8.Length is < 3 or > 66 || (utf8[2] == '0' && utf8.Length > 3))
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[64];
        digits.Fill((byte)'0');
        utf8[2..].CopyTo(digits[(66 - utf8.Length)..]);
        Span<byte> bytes = stackalloc byte[32];
        if (Convert.FromHexString(digits, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        quantity = UInt256.ReadBigEndian(bytes);
        return true;
    }

    /// <exception cref="EthereumFormatException">Not a quantity, or above 256 bits.</exception>
    public static UInt256 ParseQuantity(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[66];
        if (text.Length <= utf8.Length
            && System.Text.Ascii.FromUtf16(text, utf8, out int written) == OperationStatus.Done
            && TryParseQuantity(utf8[..written], out UInt256 quantity))
        {
            return quantity;
        }

        throw new EthereumFormatException(
            $"'{Shown(text)}' is not a quantity: 0x and 1 to 64 hex digits without a leading zero");
    }

    /// <summary>Text from outside, cut so that an error message stays readable.</summary>
    internal static string Shown(ReadOnlySpan<char> text) =>
        text.Length <= ShownCharacters ? text.ToString() : $"{text[..ShownCharacters]}... ({text.Length} characters)";

    internal static string Shown(ReadOnlySpan<byte> utf8) => Shown(System.Text.Encoding.UTF8.GetString(
        utf8.Length <= ShownCharacters ? utf8 : utf8[..(ShownCharacters + 1)]));

    private static int DataLength(int characters, ReadOnlySpan<char> text) =>
        HasPrefix(text) && characters % 2 == 0 ? (characters - 2) / 2 : throw NotHexData(Shown(text));

    private static void DecodeDigits(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (Convert.FromHexString(text[2..], destination, out _, out _) != OperationStatus.Done)
        {
            throw NotHexData(Shown(text));
        }
    }

    private static bool HasPrefix(ReadOnlySpan<char> text) => text.Length >= 2 && text[0] == '0' && text[1] == 'x';

    private static bool HasPrefix(ReadOnlySpan<byte> utf8) => utf8.Length >= 2 && utf8[0] == '0' && utf8[1] == 'x';

    private static EthereumFormatException NotHexData(string shown) =>
        new($"'{shown}' is not hex data: 0x and an even number of hex digits");
}
