using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Fractional.Engine.Hosting;

/// <summary>An event as the journal keeps it.</summary>
public readonly record struct EventText(string Kind, int Version, string Data);

/// <summary>
/// Events of one entity as JSON. Kinds and shapes are storage format (docs/events.md): a kind is never renamed, and any
/// change of a shape that the JSON options would refuse in old texts adds an upcast, which makes the next version.
/// </summary>
public sealed class EventCodec<TEvent> where TEvent : class
{
    readonly JsonSerializerOptions json;
    readonly Dictionary<Type, Shape> byType = [];
    readonly Dictionary<string, Shape> byKind = [];

    public EventCodec(JsonSerializerOptions json)
    {
        json.MakeReadOnly(populateMissingResolver: true);
        this.json = json;
    }

    sealed record Shape(string Kind, JsonTypeInfo Json, Func<JsonObject, JsonObject>[] Upcasts)
    {
        public int Version => Upcasts.Length + 1;
    }

    /// <summary>Every kind with its present version.</summary>
    public IEnumerable<(string Kind, int Version)> Kinds => byKind.Values.Select(s => (s.Kind, s.Version));

    /// <summary>
    /// One case of the event. The upcasts turn version 1 into 2, 2 into 3, and so on; the version written is one more
    /// than their number.
    /// </summary>
    public EventCodec<TEvent> Add<TCase>(string kind, params Func<JsonObject, JsonObject>[] upcasts)
        where TCase : TEvent
    {
        var shape = new Shape(kind, json.GetTypeInfo(typeof(TCase)), upcasts);
        byType.Add(typeof(TCase), shape);
        byKind.Add(kind, shape);
        return this;
    }

    public EventText Encode(TEvent e)
    {
        if (!byType.TryGetValue(e.GetType(), out var shape))
            throw new InvalidOperationException($"the event {e.GetType().Name} has no kind in its codec");
        return new EventText(shape.Kind, shape.Version, JsonSerializer.Serialize(e, shape.Json));
    }

    /// <exception cref="JsonException">
    /// A kind or version that this program does not know, or data of another shape.
    /// </exception>
    public TEvent Decode(string kind, int version, string data)
    {
        if (!byKind.TryGetValue(kind, out var shape)) throw new JsonException($"no event kind {kind} is known");
        if (version > shape.Version)
            throw new JsonException($"{kind} has version {version}, this program knows {shape.Version}");
        var read = version == shape.Version
            ? JsonSerializer.Deserialize(data, shape.Json)
            : shape.Upcasts.Skip(version - 1).Aggregate(Parse(kind, data), (old, upcast) => upcast(old))
                .Deserialize(shape.Json);
        return (TEvent?)read ?? throw new JsonException($"{kind} holds null");
    }

    static JsonObject Parse(string kind, string data) =>
        JsonNode.Parse(data) as JsonObject ?? throw new JsonException($"{kind} holds no JSON object");
}
