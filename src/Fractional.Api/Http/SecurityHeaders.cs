namespace Fractional.Api.Http;

/// <summary>What every answer tells browsers not to do.</summary>
static class SecurityHeaders
{
    /// <summary>An answer of the API is data: nothing in it may run or load.</summary>
    const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>The page loads its own files alone; a node it reads from must be named in the options.</summary>
    public static string PagePolicy(Uri? rpcOrigin)
    {
        var rpc = rpcOrigin is null ? "" : $" {rpcOrigin.GetLeftPart(UriPartial.Authority)}";
        return $"default-src 'self'; connect-src 'self'{rpc}; img-src 'self' data:; style-src 'self'; "
            + "script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
    }

    public static Task Add(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = DataPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] =
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && headers.RetryAfter.Count == 0)
                headers.RetryAfter = EdgeProblems.Seconds(EdgeProblems.RetryAfterAwaySeconds);
            return Task.CompletedTask;
        });
        return next(http);
    }
}
