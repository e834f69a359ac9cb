using System.Text.Json.Nodes;
using Fractional.Api.Transactions;
using Microsoft.OpenApi;

namespace Fractional.Api.OpenApi;

/// <summary>The forms of a call, one for each word of its <c>type</c>.</summary>
static class CallSchema
{
    public static OpenApiSchema Of() => new()
    {
        OneOf =
        [
            .. CallJson.Types.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => Of(pair.Key, pair.Value)),
        ],
    };

    static IOpenApiSchema Of(string word, Type call)
    {
        var properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [(JsonNode)word] },
        };
        foreach (var member in CallJson.MembersOf(call)) properties[member.Name] = Of(member.PropertyType);
        return new OpenApiSchema
        {
            Title = word, Type = JsonSchemaType.Object, Properties = properties,
            Required = properties.Keys.ToHashSet(), AdditionalPropertiesAllowed = false,
        };
    }

    static OpenApiSchema Of(Type member) => member.IsGenericType
        ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = Element(member.GenericTypeArguments[0]) }
        : Element(member);

    /// <summary>What ChainJson writes as a number, as true or false, as an object; all else is text.</summary>
    static OpenApiSchema Element(Type type) => new()
    {
        Type = type == typeof(bool) ? JsonSchemaType.Boolean
            : type == typeof(int) || type == typeof(ushort) || type == typeof(Core.Units.Timestamp)
                ? JsonSchemaType.Integer
            : type.IsGenericType ? JsonSchemaType.Object
            : JsonSchemaType.String,
        AdditionalProperties = type.IsGenericType ? new OpenApiSchema() : null,
    };
}
