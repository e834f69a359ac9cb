using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fractional.Api.Http;

/// <summary>Compares JSON with the shape of a record: every member known, once, there, and of its kind.</summary>
static class JsonShape
{
    /// <summary>Whole numbers by what they hold.</summary>
    static readonly Dictionary<Type, (Func<JsonElement, bool> Fits, string Range)> Numbers = new()
    {
        [typeof(byte)] = (e => e.TryGetByte(out _), "0 to 255"),
        [typeof(ushort)] = (e => e.TryGetUInt16(out _), "0 to 65535"),
        [typeof(int)] = (e => e.TryGetInt32(out _), "-2^31 to 2^31-1"),
        [typeof(uint)] = (e => e.TryGetUInt32(out _), "0 to 2^32-1"),
        [typeof(long)] = (e => e.TryGetInt64(out _), "-2^63 to 2^63-1"),
        [typeof(ulong)] = (e => e.TryGetUInt64(out _), "0 to 2^64-1"),
    };

    public static JsonFault? Check(JsonElement found, JsonTypeInfo shape, string path) => shape.Kind switch
    {
        JsonTypeInfoKind.Object => Derived(found, shape, path, out var derived, out var marker)
            ?? Members(found, derived, path, marker),
        JsonTypeInfoKind.Enumerable => Elements(found, shape, path),
        JsonTypeInfoKind.None => Plain(found, shape.Type, path),
        _ => null,
    };

    /// <summary>An object of several forms says which one it has.</summary>
    static JsonFault? Derived(
        JsonElement found, JsonTypeInfo shape, string path, out JsonTypeInfo derived, out string? marker)
    {
        (derived, marker) = (shape, shape.PolymorphismOptions?.TypeDiscriminatorPropertyName);
        if (shape.PolymorphismOptions is not { } forms || found.ValueKind != JsonValueKind.Object) return null;
        var known = string.Join(", ", forms.DerivedTypes.Select(d => d.TypeDiscriminator));
        if (!found.TryGetProperty(marker!, out var given))
            return new JsonFault($"{path}.{marker}", "nothing", $"one of {known}");
        foreach (var form in forms.DerivedTypes)
        {
            if (given.ValueKind != JsonValueKind.String || given.GetString() != form.TypeDiscriminator as string)
                continue;
            derived = StrictJson.Options.GetTypeInfo(form.DerivedType);
            return null;
        }
        return new JsonFault($"{path}.{marker}", StrictJson.Shown(given), $"one of {known}");
    }

    static JsonFault? Members(JsonElement found, JsonTypeInfo shape, string path, string? marker)
    {
        if (found.ValueKind != JsonValueKind.Object) return Wrong(found, path, "an object");
        var members = shape.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null)
            .ToDictionary(p => p.Name);
        var seen = new HashSet<string>();
        foreach (var member in found.EnumerateObject())
        {
            var at = $"{path}.{Short(member.Name)}";
            if (!seen.Add(member.Name)) return new JsonFault(at, "the member twice", "it once");
            if (member.Name == marker) continue;
            if (!members.TryGetValue(member.Name, out var known))
            {
                var all = string.Join(", ", members.Keys.Prepend(marker).OfType<string>());
                return new JsonFault(at, "an unknown member", $"only {all}");
            }
            if (Value(member.Value, known, at) is { } fault) return fault;
        }
        var missing = members.Values.FirstOrDefault(p => !seen.Contains(p.Name) && IsRequired(p));
        return missing is null
            ? null
            : new JsonFault($"{path}.{missing.Name}", "nothing", KindOf(missing.PropertyType));
    }

    static JsonFault? Value(JsonElement found, JsonPropertyInfo member, string path)
    {
        if (found.ValueKind == JsonValueKind.Null)
            return IsNullable(member) ? null : Wrong(found, path, KindOf(member.PropertyType));
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        return member.CustomConverter is null
            ? Check(found, StrictJson.Options.GetTypeInfo(type), path)
            : null;
    }

    static JsonFault? Elements(JsonElement found, JsonTypeInfo shape, string path)
    {
        if (found.ValueKind != JsonValueKind.Array) return Wrong(found, path, "a list");
        var element = StrictJson.Options.GetTypeInfo(shape.ElementType!);
        var index = 0;
        foreach (var one in found.EnumerateArray())
        {
            var at = $"{path}[{index++}]";
            if (one.ValueKind == JsonValueKind.Null) return Wrong(one, at, KindOf(shape.ElementType!));
            if (Check(one, element, at) is { } fault) return fault;
        }
        return null;
    }

    static JsonFault? Plain(JsonElement found, Type type, string path)
    {
        if (found.ValueKind == JsonValueKind.Null) return Wrong(found, path, KindOf(type));
        if (type == typeof(string))
            return found.ValueKind == JsonValueKind.String ? null : Wrong(found, path, KindOf(type));
        if (type == typeof(bool))
            return found.ValueKind is JsonValueKind.True or JsonValueKind.False ? null
                : Wrong(found, path, KindOf(type));
        if (!Numbers.TryGetValue(type, out var number)) return null;
        return found.ValueKind == JsonValueKind.Number && number.Fits(found) ? null : Wrong(found, path, KindOf(type));
    }

    static bool IsRequired(JsonPropertyInfo member) =>
        member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false };

    static bool IsNullable(JsonPropertyInfo member) =>
        Nullable.GetUnderlyingType(member.PropertyType) is not null
        || (!member.PropertyType.IsValueType && (member.AssociatedParameter?.IsNullable ?? member.IsSetNullable));

    static JsonFault Wrong(JsonElement found, string path, string expected) =>
        new(path, StrictJson.Shown(found), expected);

    static string KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "a string";
        if (type == typeof(bool)) return "true or false";
        if (Numbers.TryGetValue(type, out var number)) return $"a whole number from {number.Range}";
        return StrictJson.Options.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            JsonTypeInfoKind.Enumerable => "a list",
            _ => "the documented form",
        };
    }

    static string Short(string name) => name.Length > 40 ? name[..40] + "..." : name;
}
