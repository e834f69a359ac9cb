using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>How patient the client is, who it is, and what it insists on.</summary>
public sealed record ClientOptions
{
    /// <summary>A key made by a session (<c>POST /v1/keys</c>); needed to withdraw bids only.</summary>
    public string? Key { get; init; }

    /// <summary>Sign for this chain only; null believes the server.</summary>
    public ulong? ChainId { get; init; }

    /// <summary>Sign for this contract only; null believes the server. With money at stake, set both.</summary>
    public Address? BatchAuction { get; init; }

    /// <summary>For one try. The server answers in milliseconds; a slow network needs seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries in all, at 429, 502, 503, 504, a timeout or a broken connection. Everything this client sends is
    /// safe to send twice.</summary>
    public int MaxTries { get; init; } = 5;

    /// <summary>The pause after the first try; it doubles with each one, unless the server says how long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Who is told to wait longer gives up instead: a bid that is minutes late helps nobody.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A stream that says nothing for so long is dead: the server pings every 15 seconds.</summary>
    public TimeSpan StreamSilence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Null for an own one; a given one is not disposed.</summary>
    public HttpMessageHandler? Handler { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
