using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

namespace Fractional.Api.Http;

/// <summary>One JSON line for each request: by route and status, never by path, header or body, so that no token, no
/// signature and no text of a stranger's is in it. Whatever is not plain ASCII is escaped.</summary>
sealed class RequestLog(Action<string> write, TimeProvider time)
{
    /// <summary>Characters of a method; a stranger may invent one.</summary>
    const int MaxMethodChars = 16;

    public async Task Log(HttpContext http, RequestDelegate next)
    {
        var began = time.GetTimestamp();
        var method = http.Request.Method;
        try
        {
            await next(http);
        }
        finally
        {
            write(Line(http, method, time.GetElapsedTime(began)));
        }
    }

    static string RouteOf(HttpContext http) =>
        (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "-";

    string Line(HttpContext http, string method, TimeSpan took)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("method", method.Length > MaxMethodChars ? method[..MaxMethodChars] : method);
            json.WriteString("route", RouteOf(http));
            json.WriteNumber("status", http.Response.StatusCode);
            json.WriteNumber("ms", Math.Round(took.TotalMilliseconds, 3));
            json.WriteString("caller", Caller.Of(http).Role.ToString().ToLowerInvariant());
            json.WriteString("trace", http.TraceIdentifier);
            // A fault is ours: whoever mends it needs all of it, still in this one line.
            if (http.Features.Get<IExceptionHandlerFeature>()?.Error is { } fault)
                json.WriteString("fault", fault.ToString());
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
