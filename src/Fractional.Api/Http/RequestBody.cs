using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Fractional.Api.Http;

/// <summary>Reads a body strictly: what the server does not know, it refuses.</summary>
static class RequestBody
{
    /// <summary>The body, or why it is malformed: the member's path, what was found, what was expected.</summary>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> Read<T>(
        HttpRequest request, CancellationToken stop) where T : class
    {
        if (!IsJson(request)) return (null, EdgeProblems.MediaType(request.Headers[HeaderNames.ContentType]));
        if (request.ContentLength > EdgeLimits.MaxBodyBytes) return (null, EdgeProblems.TooLarge());
        var bytes = new byte[EdgeLimits.MaxBodyBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        if (length > EdgeLimits.MaxBodyBytes) return (null, EdgeProblems.TooLarge());
        var (value, fault) = StrictJson.Read<T>(bytes.AsMemory(0, length));
        return fault is null ? (value, null) : (null, Problems.Malformed(fault.Path, fault.Found, fault.Expected));
    }

    static bool IsJson(HttpRequest request) =>
        request.Headers.ContentType.Count == 1
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;
}
