using Fractional.Ethereum.Rpc;

namespace Fractional.Ethereum.Following;

/// <summary>What to follow, and how eagerly.</summary>
public sealed record FollowOptions
{
    public required LogFilter Filter { get; init; }

    /// <summary>Between two looks at the head while nothing happens. A local chain can be asked every 50 ms.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause while no node answers.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Depth that counts as final, for chains whose nodes know no "finalized"; null to ask them.</summary>
    public ulong? FinalityDepth { get; init; }

    /// <summary>The most final blocks asked for at once; providers allow 1,000 to 10,000.</summary>
    public ulong MaxRange { get; init; } = 10_000;

    /// <summary>Hears of failures, one sentence each, without secrets.</summary>
    public Action<string> Notice { get; init; } = _ => { };
}
