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
        // One byte more than may come, so that the end is seen; most bodies are far below the limit.
        var bytes = new byte[(request.ContentLength ?? EdgeLimits.MaxBodyBytes) + 1];
        if (await Length(request, bytes, stop) is not { } length) return (null, Broken(request.HttpContext));
        if (length > EdgeLimits.MaxBodyBytes) return (null, EdgeProblems.TooLarge());
        var (value, fault) = StrictJson.Read<T>(bytes.AsMemory(0, length));
        return fault is null ? (value, null) : (null, Problems.Malformed(fault.Path, fault.Found, fault.Expected));
    }

    /// <summary>Bytes read, one above the limit at most; none when the body's framing is broken, which the server tells
    /// in two ways.</summary>
    static async Task<int?> Length(HttpRequest request, byte[] bytes, CancellationToken stop)
    {
        try
        {
            return await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException
            { StatusCode: not StatusCodes.Status400BadRequest })
        {
            return null;
        }
    }

    /// <summary>Nothing after it is read: where the next request begins is unknown.</summary>
    static ProblemHttpResult Broken(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return EdgeProblems.Plain(
            StatusCodes.Status400BadRequest, "malformed", "the body's length or chunks are not what HTTP says");
    }

    static bool IsJson(HttpRequest request) =>
        request.Headers.ContentType.Count == 1
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;
}
