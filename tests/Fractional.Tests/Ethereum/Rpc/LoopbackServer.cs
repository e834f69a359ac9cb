using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fractional.Tests.Ethereum.Rpc;

/// <summary>One HTTP answer, honest or not.</summary>
internal sealed record LoopbackAnswer(byte[] Body, int Status = 200)
{
    public LoopbackAnswer(string body, int status = 200) : this(Encoding.UTF8.GetBytes(body), status)
    {
    }

    public string Headers { get; init; } = "";

    /// <summary>Sends only so many bytes of the body, then cuts the connection.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Cuts the connection without a word.</summary>
    public static LoopbackAnswer Cut { get; } = new("") { CutAfter = -1 };
}

/// <summary>The least HTTP server that can misbehave in every way a test needs, on a free loopback port.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<byte[], CancellationToken, Task<LoopbackAnswer>> _answer;
    private readonly Task _accepting;

    public LoopbackServer(Func<byte[], CancellationToken, Task<LoopbackAnswer>> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = Accept();
    }

    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Serve(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using TcpClient closing = client;
        NetworkStream stream = client.GetStream();
        try
        {
            while (await ReadBody(stream) is { } body)
            {
                LoopbackAnswer answer = await _answer(body, _stop.Token);
                if (!await Write(stream, answer))
                {
                    client.Client.Close(0);
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or the server stops.
        }
    }

    private async Task<byte[]?> ReadBody(NetworkStream stream)
    {
        var header = new List<byte>();
        byte[] one = new byte[1];
        while (!EndsWithBlankLine(header))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            header.Add(one[0]);
        }

        string length = Encoding.ASCII.GetString(header.ToArray()).Split("\r\n")
            .Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        byte[] body = new byte[int.Parse(length.Split(':')[1])];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return body;
    }

    private static bool EndsWithBlankLine(List<byte> header) =>
        header.Count >= 4 && header[^4] == '\r' && header[^3] == '\n' && header[^2] == '\r' && header[^1] == '\n';

    private async Task<bool> Write(NetworkStream stream, LoopbackAnswer answer)
    {
        if (answer.CutAfter < 0)
        {
            return false;
        }

        string head = $"HTTP/1.1 {answer.Status} X\r\nContent-Length: {answer.Body.Length}\r\n{answer.Headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        await stream.WriteAsync(answer.Body.AsMemory(0, answer.CutAfter ?? answer.Body.Length), _stop.Token);
        return answer.CutAfter is null;
    }
}
