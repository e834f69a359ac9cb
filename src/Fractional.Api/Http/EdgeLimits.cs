using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Fractional.Api.Http;

/// <summary>What the server accepts from a socket before any of our code runs, and for how long it waits.</summary>
static class EdgeLimits
{
    /// <summary>Bytes of a body: a bid with the longest signature takes 9 KiB.</summary>
    public const int MaxBodyBytes = 16 * 1024;

    /// <summary>Bytes of the request line: the longest of ours, with two cursors, has 400.</summary>
    const int MaxRequestLineBytes = 4 * 1024;

    /// <summary>Bytes of all headers: a browser sends some 2 KiB.</summary>
    const int MaxHeaderBytes = 16 * 1024;

    const int MaxHeaders = 64;

    /// <summary>Sockets: a thousand streams, and room for those who only ask.</summary>
    const int MaxConnections = 4_096;

    /// <summary>Bytes a second that a body must bring after the grace; slower is an attack (slowloris).</summary>
    const double MinBodyBytesPerSecond = 240;

    /// <summary>Bytes a second that a reader must take once something waits for it.</summary>
    const double MinReadBytesPerSecond = 240;

    /// <summary>Bytes that wait in the system for a reader. Left to itself it lets them grow to megabytes for each
    /// connection, and a reader who has stopped looks like one who reads.</summary>
    const int SendBufferBytes = 256 * 1024;

    /// <summary>A connection without a request.</summary>
    static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Lines end with CR LF and not with LF alone, which a proxy before us may read otherwise.</summary>
    const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void Configure(KestrelServerOptions kestrel, ApiOptions options)
    {
        AppContext.SetSwitch(NoBareLineFeeds, true);
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MinRequestBodyDataRate = new MinDataRate(MinBodyBytesPerSecond, options.Edge.SlowGrace);
        limits.MinResponseDataRate = new MinDataRate(MinReadBytesPerSecond, options.Edge.SlowGrace);
        limits.RequestHeadersTimeout = options.Edge.HeadersTimeout;
        limits.KeepAliveTimeout = IdleTimeout;
        kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }

    /// <summary>What is accepted has the limits of the socket that listens.</summary>
    public static void Configure(SocketTransportOptions sockets) => sockets.CreateBoundListenSocket = at =>
    {
        var listening = SocketTransportOptions.CreateDefaultBoundListenSocket(at);
        listening.SendBufferSize = SendBufferBytes;
        return listening;
    };
}
