using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Fractional.Core.Auctions.Dutch;

namespace Fractional.Bench.Api;

/// <summary>How a client of a stream reads.</summary>
public enum Pace
{
    /// <summary>All that comes, at once.</summary>
    Keen,

    /// <summary>25 KB a second until it is let go.</summary>
    Slow,

    /// <summary>Nothing until it is let go.</summary>
    Still,
}

/// <summary>One client of an auction's event stream. It keeps numbers of what it was told and nothing else, so that a
/// thousand of them cost little beside what they measure.</summary>
public sealed class StreamClient : IDisposable
{
    /// <summary>Of a line, as much as tells an id, a name or a reason.</summary>
    const int LineBytes = 128;

    /// <summary>Whoever does not keep up leaves as much as possible to the server.</summary>
    const int SmallReceiveBytes = 8 * 1024;

    const int SlowBytes = 1_000;

    static readonly TimeSpan SlowPause = TimeSpan.FromMilliseconds(40);

    readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly byte[] line = new byte[LineBytes];
    readonly Pace pace;
    string name = "";
    int length;
    long id, last;

    StreamClient(Pace pace) => this.pace = pace;

    public Pace Pace => pace;

    /// <summary>When each change came, in ticks; they follow each other in number.</summary>
    public List<long> Arrivals { get; } = [];

    /// <summary>The number of the snapshot that it began with.</summary>
    public long First { get; private set; }

    /// <summary>The number of the newest change.</summary>
    public long Last => Volatile.Read(ref last);

    /// <summary>Changes that did not follow the one before: lost, doubled or out of order.</summary>
    public int Breaks { get; private set; }

    /// <summary>Why it was dropped, when it was told so.</summary>
    public string? Dropped { get; private set; }

    /// <param name="from">An address of its own on loopback: the server counts callers by it.</param>
    public static async Task<StreamClient> Open(Uri server, AuctionId auction, IPAddress from, Pace pace)
    {
        var client = new StreamClient(pace);
        if (pace != Pace.Keen) client.socket.ReceiveBufferSize = SmallReceiveBytes;
        client.socket.Bind(new IPEndPoint(from, 0));
        await client.socket.ConnectAsync(server.Host, server.Port);
        // Of HTTP/1.0, which knows no chunks: what comes is the stream itself.
        await client.socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/auctions/{auction}/events HTTP/1.0\r\nHost: {server.Authority}\r\n\r\n"));
        return client;
    }

    /// <summary>Reads until the server ends the stream or cuts it off.</summary>
    /// <param name="letGo">From then on everybody reads all that comes.</param>
    public async Task Run(Task letGo)
    {
        var buffer = new byte[pace == Pace.Keen ? 32 * 1024 : SlowBytes];
        if (pace == Pace.Still) await letGo;
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var got)
            {
                Take(buffer.AsSpan(0, got));
                if (pace == Pace.Slow) await Task.WhenAny(letGo, Task.Delay(SlowPause));
            }
        }
        catch (SocketException)
        {
            // Cut off: what it was told until then counts.
        }
    }

    void Take(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var part = end < 0 ? text : text[..end];
            var kept = part[..Math.Min(part.Length, LineBytes - length)];
            kept.CopyTo(line.AsSpan(length));
            length += kept.Length;
            if (end < 0) return;
            TakeLine(line.AsSpan(0, length));
            length = 0;
            text = text[(end + 1)..];
        }
    }

    void TakeLine(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("id: "u8)) id = long.Parse(text[4..], NumberStyles.None, CultureInfo.InvariantCulture);
        else if (text.StartsWith("event: change"u8)) TakeChange();
        else if (text.StartsWith("event: "u8)) name = Encoding.ASCII.GetString(text[7..]);
        else if (text.StartsWith("data: "u8)) TakeOther(text[6..]);
    }

    void TakeChange()
    {
        name = "";
        if (id != last + 1) Breaks++;
        Arrivals.Add(TimeProvider.System.GetUtcNow().UtcTicks);
        Volatile.Write(ref last, id);
    }

    void TakeOther(ReadOnlySpan<byte> data)
    {
        if (name == "snapshot" && First == 0)
        {
            First = id;
            Volatile.Write(ref last, id);
        }
        else if (name == "reset") Breaks++;
        else if (name == "dropped") Dropped = Encoding.ASCII.GetString(data);
    }

    public void Dispose() => socket.Dispose();
}
