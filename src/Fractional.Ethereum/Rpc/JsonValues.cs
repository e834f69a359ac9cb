using System.Text;
using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>
/// Strict readers of the JSON forms nodes use. Each takes the name of what it reads, for the message, and throws
/// <see cref="EthereumFormatException"/> when the value is anything else.
/// </summary>
public static class JsonValues
{
    private const int ShownBytes = 66;

    public static ulong ReadUInt64(this ref Utf8JsonReader reader, string name) =>
        IsPlainText(ref reader) && Hex.TryParseQuantity(reader.ValueSpan, out ulong quantity)
            ? quantity
            : throw Unexpected(ref reader, name, "a quantity of at most 64 bits");

    public static UInt256 ReadUInt256(this ref Utf8JsonReader reader, string name) =>
        IsPlainText(ref reader) && Hex.TryParseQuantity(reader.ValueSpan, out UInt256 quantity)
            ? quantity
            : throw Unexpected(ref reader, name, "a quantity of at most 256 bits");

    public static Bytes32 ReadBytes32(this ref Utf8JsonReader reader, string name) =>
        IsPlainText(ref reader) && Bytes32.TryParse(reader.ValueSpan, out Bytes32 bytes)
            ? bytes
            : throw Unexpected(ref reader, name, "0x and 64 hex digits");

    public static Address ReadAddress(this ref Utf8JsonReader reader, string name) =>
        IsPlainText(ref reader) && Address.TryParse(reader.ValueSpan, out Address address)
            ? address
            : throw Unexpected(ref reader, name, "0x and 40 hex digits");

    public static byte[] ReadData(this ref Utf8JsonReader reader, string name)
    {
        if (IsPlainText(ref reader) && reader.ValueSpan.Length >= 2 && reader.ValueSpan.Length % 2 == 0)
        {
            byte[] bytes = new byte[(reader.ValueSpan.Length - 2) / 2];
            if (Hex.TryDecode(reader.ValueSpan, bytes))
            {
                return bytes;
            }
        }

        throw Unexpected(ref reader, name, "hex data");
    }

    public static bool ReadBoolean(this ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unexpected(ref reader, name, "true or false"),
    };

    public static string ReadText(this ref Utf8JsonReader reader, string name)
    {
        try
        {
            return reader.GetString() ?? throw Unexpected(ref reader, name, "a string");
        }
        catch (InvalidOperationException)
        {
            // Not a string at all, or escapes and bytes that are not Unicode.
            throw Unexpected(ref reader, name, "a string");
        }
    }

    public static double ReadNumber(this ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double number)
            ? number
            : throw Unexpected(ref reader, name, "a number");

    /// <summary>Elements whose text is shorter than their value need a limit, or a small answer takes much
    /// memory.</summary>
    public static T[] ReadArray<T>(
        this ref Utf8JsonReader reader, string name, RpcParser<T> element, int limit = int.MaxValue)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Unexpected(ref reader, name, "an array");
        }

        var elements = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (elements.Count == limit)
            {
                throw Unexpected(ref reader, name, $"at most {limit} elements");
            }

            elements.Add(element(ref reader));
        }

        return elements.ToArray();
    }

    public static void ExpectObject(this ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Unexpected(ref reader, name, "an object");
        }
    }

    /// <summary>When the reader stands on the property of that name: moves to its value and says true.</summary>
    public static bool Enter(this ref Utf8JsonReader reader, ReadOnlySpan<byte> property) =>
        reader.ValueTextEquals(property) && reader.Read();

    /// <summary>Anything else, without allocating more than a few hundred bytes for the message.</summary>
    public static EthereumFormatException Unexpected(ref Utf8JsonReader reader, string name, string expected)
    {
        ReadOnlySpan<byte> token = reader.ValueSpan;
        string shown = token.Length <= ShownBytes
            ? Encoding.UTF8.GetString(token)
            : $"{Encoding.UTF8.GetString(token[..ShownBytes])}... ({token.Length} bytes)";
        return new EthereumFormatException(
            $"{name}: expected {expected}, found {reader.TokenType} '{Printable(shown)}'");
    }

    internal static EthereumFormatException Missing(string name) => new($"{name} is missing");

    /// <summary>One line: text from outside must not be able to draw on a terminal or to forge a log line.</summary>
    internal static string Printable(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });

    // Hex never needs an escape; a value that carries one is not hex.
    private static bool IsPlainText(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped;
}
