using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

/// <summary>The types of EIP-712 that are neither struct nor array, and their 32-byte words.</summary>
internal static class TypedDataAtom
{
    private const int MaxNumberCharacters = 80;

    public static bool IsKnown(string type) =>
        type is "address" or "bool" or "string" or "bytes"
        || Suffix(type, "uint", 8, 256, 8) > 0 || Suffix(type, "int", 8, 256, 8) > 0
        || Suffix(type, "bytes", 1, 32, 1) > 0;

    public static Bytes32 Word(string type, JsonElement value, string path) => type switch
    {
        "bool" => Bytes32.From(Flag(value, path) ? UInt256.One : UInt256.Zero),
        "address" => Padded(Address.Parse(Text(value, path)).Span, 12),
        "string" => Eip712.HashText(Text(value, path)),
        "bytes" => Keccak256.Hash(Data(value, path)),
        _ when Suffix(type, "bytes", 1, 32, 1) is > 0 and int size => Padded(Sized(value, size, path), 0),
        _ when Suffix(type, "uint", 8, 256, 8) is > 0 and int bits => Number(value, bits, isSigned: false, path),
        _ => Number(value, Suffix(type, "int", 8, 256, 8), isSigned: true, path),
    };

    // The number behind the prefix when it is canonical and allowed, else 0.
    private static int Suffix(string type, string prefix, int least, int most, int step) =>
        type.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(type.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && type[prefix.Length] != '0' && number >= least && number <= most && number % step == 0
            ? number
            : 0;

    private static Bytes32 Padded(ReadOnlySpan<byte> bytes, int at)
    {
        Span<byte> word = stackalloc byte[Bytes32.Size];
        word.Clear();
        bytes.CopyTo(word[at..]);
        return new Bytes32(word);
    }

    private static Bytes32 Number(JsonElement value, int bits, bool isSigned, string path)
    {
        BigInteger number = ReadNumber(value, path);
        BigInteger limit = BigInteger.One << (isSigned ? bits - 1 : bits);
        BigInteger least = isSigned ? -limit : BigInteger.Zero;
        if (number < least || number >= limit)
        {
            throw new EthereumFormatException(
                $"{path} is {number}; {(isSigned ? "int" : "uint")}{bits} cannot hold it");
        }

        return Bytes32.From((UInt256)(number.Sign < 0 ? number + (BigInteger.One << 256) : number));
    }

    private static BigInteger ReadNumber(JsonElement value, string path)
    {
        string text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString()!,
            _ => throw new EthereumFormatException($"{path} is not a number"),
        };
        ReadOnlySpan<char> digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        if (text.Length > MaxNumberCharacters)
        {
            throw new EthereumFormatException($"{path} '{Hex.Shown(text)}' has too many digits");
        }

        if (text.Length > 2 && text.StartsWith("0x", StringComparison.Ordinal)
            && BigInteger.TryParse(
                $"0{text[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger number))
        {
            return number;
        }

        if (digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && (digits.Length == 1 || digits[0] != '0'))
        {
            return BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        throw new EthereumFormatException($"{path} '{Hex.Shown(text)}' is not a whole number in decimal or hex");
    }

    private static bool Flag(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new EthereumFormatException($"{path} is neither true nor false"),
    };

    private static string Text(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new EthereumFormatException($"{path} is not text");

    private static byte[] Data(JsonElement value, string path) => Hex.Decode(Text(value, path));

    private static byte[] Sized(JsonElement value, int size, string path)
    {
        byte[] bytes = Data(value, path);
        return bytes.Length == size
            ? bytes
            : throw new EthereumFormatException($"{path} has {bytes.Length} bytes; its type has {size}");
    }
}
