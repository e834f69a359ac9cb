using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fractional.Ethereum;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client.Http;

/// <summary>JSON as docs/api.md promises it: amounts and ids are digits in text, never numbers, so no wei is lost; what
/// is promised must be there unless it may be null, what is new is passed over.</summary>
static class ClientJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AllowLeavingOutNull } },
        Converters =
        {
            new TextJson<BigInteger>(ReadDigits, n => n.ToString(CultureInfo.InvariantCulture)),
            new TextJson<UInt256>(text => (UInt256)ReadDigits(text), n => n.ToString()),
            new TextJson<Address>(text => Address.Parse(text), address => address.ToString()),
            new TextJson<Bytes32>(text => Bytes32.Parse(text), hash => hash.ToString()),
            new TextJson<ReadOnlyMemory<byte>>(text => Hex.Decode(text), bytes => Hex.Encode(bytes.Span)),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    /// <summary>Digits of 2^256-1.</summary>
    const int MostDigits = 78;

    static void AllowLeavingOutNull(JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(m => m.IsSetNullable)) member.IsRequired = false;
    }

    static BigInteger ReadDigits(string text) =>
        text.Length is > 0 and <= MostDigits && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0')
            ? BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new FormatException("not digits of a whole number");

    /// <summary>A value that JSON carries as text; a fault names the member's path.</summary>
    sealed class TextJson<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException($"a {typeof(T).Name} is expected as text, found {reader.TokenType}");
            try
            {
                return read(reader.GetString()!);
            }
            catch (Exception fault) when (fault is FormatException or OverflowException or EthereumException)
            {
                throw new JsonException($"no {typeof(T).Name}: {fault.Message}", fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(write(value));
    }
}
