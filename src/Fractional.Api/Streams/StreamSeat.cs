using Fractional.Api.Http;
using Fractional.Engine.Projections;

namespace Fractional.Api.Streams;

/// <summary>The place of one open stream.</summary>
sealed class StreamSeat(HttpContext http, BucketKey caller, StreamTopic topic)
{
    long waitsSince;

    public StreamTopic Topic => topic;

    /// <summary>The network it is read from: counts as one caller.</summary>
    public BucketKey Caller => caller;

    public BoardListener? Listener { get; set; }

    /// <summary>Since when a write has not gone through, a timestamp; 0 while none waits.</summary>
    public long WaitsSince
    {
        get => Volatile.Read(ref waitsSince);
        set => Volatile.Write(ref waitsSince, value);
    }

    /// <summary>Ends the connection at once, whatever is still on its way.</summary>
    public void Abort() => http.Abort();
}
