namespace Fractional.Api.Streams;

/// <summary>What the streams of one process may cost.</summary>
public sealed record StreamLimits
{
    /// <summary>How many messages behind the present a reader may ask to go on from; who is further behind gets a
    /// snapshot, which is shorter.</summary>
    public const int MaxResume = 1_000;

    /// <summary>Open streams of this process: each costs a connection and its buffers.</summary>
    public int MaxStreams { get; init; } = 2_000;

    /// <summary>Open streams of one caller's address: a household behind one router with many tabs.</summary>
    public int MaxStreamsPerAddress { get; init; } = 64;

    /// <summary>A write that does not go through for so long means that nobody reads any more.</summary>
    public TimeSpan WritePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Proxies close a connection that is silent for a minute or less.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(15);
}
