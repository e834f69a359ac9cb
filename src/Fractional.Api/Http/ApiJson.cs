using System.Text.Json;
using System.Text.Json.Serialization;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Ethereum.Primitives;

namespace Fractional.Api.Http;

/// <summary>The JSON of Core's records as the API speaks it: like the journal's, but addresses carry their EIP-55
/// checksum (a wrong one is refused), words of closed lists are in camel case, and an item is an object.</summary>
static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Freeze(Create());

    /// <summary>A fresh copy for who must add to it.</summary>
    public static JsonSerializerOptions Create()
    {
        var json = ChainJson.Create();
        json.Converters.Insert(0, new Addresses());
        json.Converters.Insert(0, new Items());
        json.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return json;
    }

    /// <summary>With its EIP-55 checksum.</summary>
    public static string Checksummed(this Account account) => Address.Parse(account.ToString()).ToString();

    static JsonSerializerOptions Freeze(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    sealed class Addresses : JsonConverter<Account>
    {
        public override Account Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException($"an address is written as a string, not as a {reader.TokenType}");
            return Address.TryParse(reader.GetString(), out var address)
                ? new Account(address.Span)
                : throw new JsonException("an address is 0x and 40 hex digits; mixed case must be its EIP-55 checksum");
        }

        public override void Write(Utf8JsonWriter writer, Account value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Checksummed());
    }

    sealed class Items : JsonConverter<Item>
    {
        public override Item Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var parts = JsonSerializer.Deserialize<Parts>(ref reader, options)
                ?? throw new JsonException("an item is an object of collection and tokenId");
            return parts.TokenId >> 256 == 0
                ? new Item(parts.Collection, parts.TokenId)
                : throw new JsonException("a tokenId is at most 2^256-1");
        }

        public override void Write(Utf8JsonWriter writer, Item value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Parts(value.Collection, value.TokenId), options);

        sealed record Parts(Account Collection, System.Numerics.BigInteger TokenId);
    }
}
