using Fractional.Api.Http;
using Microsoft.Net.Http.Headers;

namespace Fractional.Api.Page;

/// <summary>Serves the page beside the API: its files, and its start for every address that the page itself
/// routes.</summary>
sealed class StaticPage(PageFiles files, Uri? rpcOrigin)
{
    /// <summary>Never the page's, whether there is a route or not.</summary>
    static readonly PathString[] Reserved = ["/v1", "/openapi", "/health", "/metrics", "/version", "/problems"];

    readonly string policy = SecurityHeaders.PagePolicy(rpcOrigin);

    public Task Serve(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path;
        if (!HttpMethods.IsGet(http.Request.Method) || Reserved.Any(r => path.StartsWithSegments(r))) return next(http);
        return FileFor(http.Request) is { } file ? Send(http, file) : next(http);
    }

    PageFile? FileFor(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        if (path is "/" or "") return files.Start;
        if (files.Find(path) is { } file) return file;
        var isFileName = path.AsSpan(path.LastIndexOf('/') + 1).Contains('.');
        return !isFileName && TakesHtml(request) ? files.Start : null;
    }

    async Task Send(HttpContext http, PageFile file)
    {
        var (request, response) = (http.Request, http.Response);
        var form = file.Forms.First(f => f.ContentEncoding is null || Takes(request, f.ContentEncoding));
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.CacheControl = file.IsHashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = form.Tag;
        if (file.Forms.Count > 1) headers.Vary = HeaderNames.AcceptEncoding;
        if (request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == form.Tag || tag.Tag == "*"))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = file.ContentType;
        response.ContentLength = form.Bytes.Length;
        if (form.ContentEncoding is not null) headers.ContentEncoding = form.ContentEncoding;
        await response.Body.WriteAsync(form.Bytes, http.RequestAborted);
    }

    static bool TakesHtml(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/html" && a.Quality is null or > 0);

    static bool Takes(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(a => a.Value == encoding && a.Quality is null or > 0);
}
