using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Fractional.Api.Http;

/// <summary>CORS: pages of any origin may read, and post what carries its own permission, never with the
/// cookie.</summary>
static class OpenReads
{
    /// <summary>How long a browser may remember a preflight; Chromium keeps none longer.</summary>
    static readonly TimeSpan RememberedFor = TimeSpan.FromHours(2);

    /// <summary>Sessions and the making of keys are for our own page alone.</summary>
    public static bool IsOpen(HttpContext http) =>
        (http.Request.Path.StartsWithSegments("/v1") || http.Request.Path.StartsWithSegments("/openapi"))
        && !http.Request.Path.StartsWithSegments("/v1/session") && !http.Request.Path.StartsWithSegments("/v1/keys");

    public static void Policy(CorsPolicyBuilder policy) => policy
        .AllowAnyOrigin()
        .WithMethods("GET", "HEAD", "POST", "DELETE")
        .WithHeaders("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID")
        .WithExposedHeaders(
            "ETag", "Link", "Location", "Idempotency-Replayed", "RateLimit", "RateLimit-Policy", "Retry-After",
            "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
        .SetPreflightMaxAge(RememberedFor);
}
