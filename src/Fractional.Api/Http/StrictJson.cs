using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Fractional.Api.Http;

/// <summary>What is wrong with a body: the member's path, what stands there, what should.</summary>
sealed record JsonFault(string Path, string? Found, string Expected);

/// <summary>Reads JSON into a record and refuses all that the record does not name. The words of a refusal are about
/// JSON, never about our types.</summary>
static class StrictJson
{
    /// <summary>Objects in objects; the deepest of ours has four.</summary>
    public const int MaxDepth = 16;

    /// <summary>Beyond our own limit, so that ours is the one that is told.</summary>
    const int ParserDepth = 64;

    /// <summary>Characters of what was found that a refusal repeats.</summary>
    const int MaxShown = 60;

    public static readonly JsonSerializerOptions Options = Make();

    public static (T? Value, JsonFault? Fault) Read<T>(ReadOnlyMemory<byte> utf8) where T : class
    {
        if (Unreadable(utf8.Span) is { } unreadable) return (null, unreadable);
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = ParserDepth });
        var shape = Options.GetTypeInfo(typeof(T));
        if (JsonShape.Check(document.RootElement, shape, "$") is { } misshapen) return (null, misshapen);
        try
        {
            return (document.Deserialize<T>(Options), null);
        }
        catch (JsonException wrong)
        {
            return (null, new JsonFault(wrong.Path ?? "$", null, "the documented form"));
        }
    }

    public static string Shown(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
        return text.Length > MaxShown ? text[..MaxShown] + "..." : text;
    }

    /// <summary>Wrong before any member: bytes, grammar, depth, characters.</summary>
    static JsonFault? Unreadable(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return new JsonFault("$", "nothing", "a JSON object");
        if (utf8.StartsWith("\uFEFF"u8)) return new JsonFault("$", "a byte order mark", "UTF-8 without one");
        if (!Utf8.IsValid(utf8)) return new JsonFault("$", "bytes that are no UTF-8", "UTF-8");
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ParserDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth > MaxDepth)
                    return new JsonFault("$", "deeper nesting", $"at most {MaxDepth} objects or lists in each other");
                if (reader.ValueIsEscaped && HasNoText(ref reader))
                    return new JsonFault(
                        "$", $"an escape at byte {reader.TokenStartIndex} that is no character",
                        "strings of Unicode characters without U+0000");
            }
            return null;
        }
        catch (JsonException wrong)
        {
            return new JsonFault(
                "$", $"something else at line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}",
                "well-formed JSON, without comments or trailing commas");
        }
    }

    /// <summary>Half of a surrogate pair, or NUL, which no database keeps.</summary>
    static bool HasNoText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!.Contains('\0');
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            AllowOutOfOrderMetadataProperties = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
