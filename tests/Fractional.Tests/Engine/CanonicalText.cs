using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Fractional.Chain;

namespace Fractional.Tests.Engine;

/// <summary>A state as text with the members of every object in order, so that equal states have equal texts.</summary>
internal static class CanonicalText
{
    // Also what a state hides or works out: it must be equal too.
    private static readonly JsonSerializerOptions Everything = new(ChainJson.Create())
    {
        IgnoreReadOnlyProperties = false, TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static string Of<T>(T state) =>
        Sorted(JsonSerializer.SerializeToNode(state, Everything))?.ToJsonString() ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
