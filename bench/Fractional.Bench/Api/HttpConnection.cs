using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fractional.Bench.Api;

/// <summary>A connection of HTTP/1.1 that costs the machine little beside what it measures.</summary>
sealed class HttpConnection : IDisposable
{
    static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray(), EndOfChunks = "0\r\n\r\n"u8.ToArray();

    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly byte[] buffer = new byte[16 * 1024];

    /// <param name="from">An address of loopback, when it matters who calls.</param>
    public static async Task<HttpConnection> Open(Uri server, IPAddress? from = null)
    {
        var connection = new HttpConnection();
        connection.socket.Bind(new IPEndPoint(from ?? IPAddress.Any, 0));
        await connection.socket.ConnectAsync(server.Host, server.Port);
        return connection;
    }

    /// <returns>The status of the answer, read to its end.</returns>
    public async Task<int> Ask(byte[] request)
    {
        await socket.SendAsync(request);
        var read = 0;
        while (!IsWhole(buffer.AsSpan(0, read)))
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (got == 0) throw new IOException("the server closed the connection");
            read += got;
        }
        return int.Parse(buffer.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var body = answer.IndexOf(EndOfHeaders) + EndOfHeaders.Length;
        if (body < EndOfHeaders.Length) return false;
        var length = answer[..body].IndexOf("Content-Length: "u8);
        if (length < 0) return answer.EndsWith(EndOfChunks);
        var digits = answer[(length + 16)..];
        return answer.Length == body + int.Parse(
            digits[..digits.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    public void Dispose() => socket.Dispose();
}
