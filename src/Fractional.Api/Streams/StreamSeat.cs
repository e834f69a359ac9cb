using System.Net;
using System.Net.Sockets;
using Fractional.Engine.Projections;

namespace Fractional.Api.Streams;

/// <summary>The place of one open stream.</summary>
sealed class StreamSeat(HttpContext http, string caller, StreamTopic topic)
{
    /// <summary>Who has one IPv6 address has a whole network of them.</summary>
    const int Ipv6PrefixBytes = 8;

    long waitsSince;

    public StreamTopic Topic => topic;

    /// <summary>Counts as one caller.</summary>
    public string Caller => caller;

    public BoardListener? Listener { get; set; }

    /// <summary>Since when a write has not gone through, a timestamp; 0 while none waits.</summary>
    public long WaitsSince
    {
        get => Volatile.Read(ref waitsSince);
        set => Volatile.Write(ref waitsSince, value);
    }

    /// <summary>Ends the connection at once, whatever is still on its way.</summary>
    public void Abort() => http.Abort();

    /// <summary>The address of who calls, or its network where one caller has many.</summary>
    public static string CallerOf(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, Ipv6PrefixBytes))
            : address.ToString();
    }
}
