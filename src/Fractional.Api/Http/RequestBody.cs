using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fractional.Api.Http;

/// <summary>Reads a body strictly: what the server does not know, it refuses.</summary>
static class RequestBody
{
    static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>The body, or why it is malformed: the member's path, what was found, what was expected.</summary>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> Read<T>(
        HttpRequest request, CancellationToken stop) where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, stop);
            return value is null ? (null, Problems.Malformed("body", "null", "a JSON object")) : (value, null);
        }
        catch (JsonException wrong)
        {
            return (null, Problems.Malformed(wrong.Path ?? "$", null, wrong.Message));
        }
    }
}
