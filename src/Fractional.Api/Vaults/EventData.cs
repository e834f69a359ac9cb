using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Api.Vaults;

/// <summary>The members of a contract's event as JSON: like the journal's, but addresses carry their EIP-55 checksum,
/// words of closed lists are in camel case, and an item is an object. Times are unix seconds.</summary>
static class EventData
{
    private static readonly JsonSerializerOptions Json = Make();

    public static JsonObject Of(VaultEvent happened) =>
        JsonSerializer.SerializeToNode(happened, happened.GetType(), Json)!.AsObject();

    private static JsonSerializerOptions Make()
    {
        var json = ChainJson.Create();
        json.Converters.Insert(0, new Written<Account>(account => new ChecksumAddress(account)));
        json.Converters.Insert(0, new Written<Item>(item => new ShownItem(item.Collection, item.TokenId)));
        json.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        json.MakeReadOnly(populateMissingResolver: true);
        return json;
    }

    private sealed record ShownItem(ChecksumAddress Collection, Digits TokenId);

    /// <summary>Shows a value as another one; nothing is read.</summary>
    private sealed class Written<T>(Func<T, object> shown) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException($"a {typeof(T).Name} of an event is shown, never read");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            var text = shown(value);
            JsonSerializer.Serialize(writer, text, text.GetType(), options);
        }
    }
}
