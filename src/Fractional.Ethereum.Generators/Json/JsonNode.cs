using System.Collections.Generic;

namespace Fractional.Ethereum.Generators.Json;

internal enum JsonKind
{
    Null,
    False,
    True,
    Number,
    Text,
    Array,
    Object,
}

/// <summary>A JSON value. Numbers keep their text: nothing here counts.</summary>
internal sealed class JsonNode
{
    public JsonNode(JsonKind kind, string text = "") => (Kind, Text) = (kind, text);

    public JsonNode(List<JsonNode> items) => (Kind, Items) = (JsonKind.Array, items);

    public JsonNode(Dictionary<string, JsonNode> members) => (Kind, Members) = (JsonKind.Object, members);

    public JsonKind Kind { get; }

    public string Text { get; } = "";

    public List<JsonNode> Items { get; } = [];

    public Dictionary<string, JsonNode> Members { get; } = [];

    /// <exception cref="BindingFault">Not an object, or no such member of that kind.</exception>
    public JsonNode Member(string name, JsonKind kind) =>
        Find(name, kind) ?? throw new BindingFault($"'{name}' is missing");

    /// <summary>Null when there is no such member.</summary>
    /// <exception cref="BindingFault">Not an object, or the member is of another kind.</exception>
    public JsonNode? Find(string name, JsonKind kind)
    {
        if (Kind != JsonKind.Object)
        {
            throw new BindingFault($"'{name}' was looked for in {Kind}, which is no object");
        }

        if (!Members.TryGetValue(name, out JsonNode? member))
        {
            return null;
        }

        return member.Kind == kind ? member : throw new BindingFault($"'{name}' is {member.Kind}, not {kind}");
    }
}
