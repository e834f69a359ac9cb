using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fractional.Tests.Api.Edge;

/// <summary>An answer as its bytes say.</summary>
/// <param name="IsLast">The server closes, or the client had better: no further answer comes on this socket.</param>
sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body, bool IsLast)
{
    public string Header(string name) => Headers.GetValueOrDefault(name, "");
}

/// <summary>HTTP/1.1 by hand: sends whatever bytes it is given, in whatever order, and reads what comes back.</summary>
sealed class RawHttp : IAsyncDisposable
{
    /// <summary>Stands for bytes that are no HTTP/1.1: the goodbye of HTTP/2, for instance.</summary>
    public const int NoAnswer = 0;

    readonly TcpClient socket = new() { NoDelay = true };
    readonly byte[] buffer = new byte[16 * 1024];
    NetworkStream stream = null!;
    int start, end;

    public static async Task<RawHttp> Connect(Uri server, CancellationToken stop)
    {
        var raw = new RawHttp();
        await raw.socket.ConnectAsync(IPAddress.Loopback, server.Port, stop);
        raw.stream = raw.socket.GetStream();
        return raw;
    }

    /// <summary>Characters above 255 are no bytes: write them percent-encoded or as UTF-8 bytes.</summary>
    public Task Send(string latin1, CancellationToken stop) => Send(Encoding.Latin1.GetBytes(latin1), stop);

    /// <returns>Also when the server has closed already: what it said before is there to read.</returns>
    public async Task Send(byte[] bytes, CancellationToken stop)
    {
        try
        {
            await stream.WriteAsync(bytes, stop);
        }
        catch (IOException)
        {
            end = Math.Max(start, end);
        }
    }

    /// <summary>Every answer until the server closes.</summary>
    public async Task<List<RawAnswer>> ReadAll(CancellationToken stop)
    {
        var all = new List<RawAnswer>();
        while (await Read(stop) is { } answer) all.Add(answer);
        return all;
    }

    /// <summary>The next answer; null when the server closed without one. Interim answers are passed over.</summary>
    /// <param name="isHead">The answer has no body, whatever its headers say.</param>
    public async Task<RawAnswer?> Read(CancellationToken stop, bool isHead = false)
    {
        while (true)
        {
            if (await Line(stop) is not { } first) return null;
            if (!first.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
                return new RawAnswer(NoAnswer, new Dictionary<string, string>(), "", IsLast: true);
            var status = int.Parse(first.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            var headers = await Headers(stop);
            if (status < 200) continue;
            var isStream = headers.GetValueOrDefault("Content-Type") == "text/event-stream";
            var body = isHead || isStream || status is 204 or 304 ? "" : await Body(headers, stop);
            return new RawAnswer(status, headers, body, isStream || headers.GetValueOrDefault("Connection") == "close");
        }
    }

    async Task<Dictionary<string, string>> Headers(CancellationToken stop)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await Line(stop) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        return headers;
    }

    async Task<string> Body(Dictionary<string, string> headers, CancellationToken stop)
    {
        if (headers.TryGetValue("Content-Length", out var length))
            return await Text(int.Parse(length, CultureInfo.InvariantCulture), stop);
        if (!headers.ContainsKey("Transfer-Encoding")) return "";
        var body = new StringBuilder();
        while (await Line(stop) is { } size)
        {
            var bytes = int.Parse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            body.Append(await Text(bytes, stop));
            await Line(stop);
            if (bytes == 0) break;
        }
        return body.ToString();
    }

    async Task<string> Text(int length, CancellationToken stop)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = await Byte(stop) ?? throw new IOException($"closed after {i} of {length} bytes");
        return Encoding.UTF8.GetString(bytes);
    }

    async Task<string?> Line(CancellationToken stop)
    {
        var line = new StringBuilder();
        while (await Byte(stop) is { } next)
        {
            if (next == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }
        return line.Length == 0 ? null : line.ToString();
    }

    ValueTask<byte?> Byte(CancellationToken stop) =>
        start < end ? ValueTask.FromResult<byte?>(buffer[start++]) : Fill(stop);

    async ValueTask<byte?> Fill(CancellationToken stop)
    {
        try
        {
            (start, end) = (0, await stream.ReadAsync(buffer, stop));
        }
        catch (IOException)
        {
            (start, end) = (0, 0); // reset by the server: as good as closed
        }
        return start < end ? buffer[start++] : null;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
