using System.Net;
using System.Net.Sockets;

namespace Fractional.Integration.Store;

/// <summary>
/// A wire to the database that can be cut: after so many more bytes towards the server, or by swallowing its answers.
/// </summary>
public sealed class CutProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly int serverPort;
    readonly Task accepting;
    long bytesLeft = long.MaxValue;

    public CutProxy(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Lets so many bytes more reach the server, drops all its answers, then cuts every connection.</summary>
    public void CutAfter(long bytes) => Volatile.Write(ref bytesLeft, bytes);

    /// <summary>New connections go through again.</summary>
    public void Mend() => Volatile.Write(ref bytesLeft, long.MaxValue);

    bool Whole => Volatile.Read(ref bytesLeft) == long.MaxValue;

    async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            listener.Stop();
        }
    }

    async Task Serve(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, serverPort, stop.Token);
            await Task.WhenAny(Forward(near, far, requests: true), Forward(far, near, requests: false));
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            return;
        }
    }

    async Task Forward(TcpClient from, TcpClient to, bool requests)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, stop.Token) is var read and > 0)
        {
            if (Whole)
            {
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), stop.Token);
                continue;
            }
            if (!requests) return;
            var allowed = (int)Math.Clamp(Interlocked.Add(ref bytesLeft, -read) + read, 0, read);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, allowed), stop.Token);
            if (allowed < read) return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        stop.Dispose();
    }
}
