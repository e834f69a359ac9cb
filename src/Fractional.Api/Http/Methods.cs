using Microsoft.Net.Http.Headers;

namespace Fractional.Api.Http;

/// <summary>HEAD, OPTIONS and what no route takes.</summary>
static class Methods
{
    /// <summary>HEAD runs the route of GET; the server keeps the body back. A stream has no end and so no
    /// HEAD.</summary>
    public static async Task HeadAsGet(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        var isHead = HttpMethods.IsHead(request.Method)
            && request.Path.Value?.TrimEnd('/').EndsWith("/events", StringComparison.OrdinalIgnoreCase) != true;
        if (isHead) request.Method = HttpMethods.Get;
        await next(http);
        if (isHead && !http.Response.HasStarted) request.Method = HttpMethods.Head;
    }

    /// <summary>Gives a problem to each refusal that has no body yet, and its answer to OPTIONS.</summary>
    public static async Task Explain(HttpContext http, RequestDelegate next)
    {
        await next(http);
        var (request, response) = (http.Request, http.Response);
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength is > 0
            || !string.IsNullOrEmpty(response.ContentType)) return;
        switch (response.StatusCode)
        {
            case StatusCodes.Status405MethodNotAllowed:
                var allowed = Allowed(response);
                response.Headers.Allow = allowed;
                if (HttpMethods.IsOptions(request.Method)) response.StatusCode = StatusCodes.Status204NoContent;
                else await EdgeProblems.MethodNotAllowed(request.Method, allowed).ExecuteAsync(http);
                break;
            case StatusCodes.Status404NotFound:
                await EdgeProblems.NoRoute(request.Method, request.Path.Value ?? "").ExecuteAsync(http);
                break;
            case StatusCodes.Status415UnsupportedMediaType:
                await EdgeProblems.MediaType(request.Headers[HeaderNames.ContentType]).ExecuteAsync(http);
                break;
            default:
                await EdgeProblems.Plain(response.StatusCode, "refused", $"refused with {response.StatusCode}")
                    .ExecuteAsync(http);
                break;
        }
    }

    static string Allowed(HttpResponse response)
    {
        var routed = response.Headers.Allow.ToString().Split(", ", StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> added = routed.Contains(HttpMethods.Get) ? [HttpMethods.Head, HttpMethods.Options]
            : [HttpMethods.Options];
        return string.Join(", ", routed.Concat(added).Distinct().Order(StringComparer.Ordinal));
    }
}
