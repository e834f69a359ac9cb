using Fractional.Api.Http;
using Fractional.Store;

namespace Fractional.Api.Sessions;

/// <summary>The session's token in the browser: no script reads it, no other site sends it.</summary>
static class SessionCookie
{
    const string LoopbackName = "fractional";

    /// <summary>Browsers keep this prefix for secure cookies of exactly this host.</summary>
    public const string SecureName = "__Host-fractional";

    public static string NameFor(HttpContext http) => Hosts.IsLoopback(http.Request.Host) ? LoopbackName : SecureName;

    public static void Set(HttpContext http, string token, StoredSession session)
    {
        var options = Options(http);
        options.MaxAge = session.EndsAt - session.SignedInAt;
        http.Response.Cookies.Append(NameFor(http), token, options);
    }

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(NameFor(http), Options(http));

    static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = !Hosts.IsLoopback(http.Request.Host),
        IsEssential = true,
    };
}
