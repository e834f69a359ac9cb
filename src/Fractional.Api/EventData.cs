using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Journal;

namespace Fractional.Api;

/// <summary>An event's arguments as the API shows them: by name, amounts and ids as digits, times as unix seconds,
/// addresses with their checksum, an item as collection and token id.</summary>
static class EventData
{
    private static readonly JsonSerializerOptions Json = CreateJson();

    public static JsonObject Of(VaultEvent happened) =>
        JsonSerializer.SerializeToNode(happened, happened.GetType(), Json)!.AsObject();

    private static JsonSerializerOptions CreateJson()
    {
        var json = new JsonSerializerOptions(JournalCodec.Json);
        json.Converters.Insert(0, new AccountJson());
        json.Converters.Insert(0, new ItemJson());
        return json;
    }

    private sealed class AccountJson : JsonConverter<Account>
    {
        public override Account Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException("events are shown, never read");

        public override void Write(Utf8JsonWriter writer, Account value, JsonSerializerOptions options) =>
            writer.WriteStringValue(new ChecksumAddress(value).ToString());
    }

    private sealed class ItemJson : JsonConverter<Item>
    {
        public override Item Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException("events are shown, never read");

        public override void Write(Utf8JsonWriter writer, Item value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("collection", new ChecksumAddress(value.Collection).ToString());
            writer.WriteString("tokenId", value.TokenId.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }
    }
}
