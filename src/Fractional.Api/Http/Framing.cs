namespace Fractional.Api.Http;

/// <summary>Refuses a request whose end two readers may see in different places.</summary>
static class Framing
{
    /// <summary>Where the server puts a Content-Length that stood beside Transfer-Encoding.</summary>
    const string SetAside = "X-Content-Length";

    /// <summary>RFC 9112 lets us take such a request and close; a proxy before us may have read it otherwise, so it
    /// is refused and nothing after it is read.</summary>
    public static Task Check(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || !headers.ContainsKey(SetAside)) return next(http);
        http.Response.Headers.Connection = "close";
        return EdgeProblems.Plain(
            StatusCodes.Status400BadRequest, "malformed", "the request has both Content-Length and Transfer-Encoding")
            .ExecuteAsync(http);
    }
}
