using System.Net;

namespace Fractional.Api.Http;

/// <summary>A token bucket: it holds <paramref name="Burst"/> requests and gains <paramref name="PerMinute"/> each
/// minute, for every caller.</summary>
/// <param name="Name">Told to clients in <c>RateLimit-Policy</c>.</param>
public sealed record Quota(string Name, int PerMinute, int Burst);

/// <summary>Everything around the resources: who is asked for, how often, for how long. See ADR 0012.</summary>
public sealed record EdgeOptions
{
    /// <summary>Authorities (<c>host</c> or <c>host:port</c>) under which people reach this API: a sign-in must name
    /// one of them, and so must the origin of an unsafe request with a cookie. Empty: the loopback names with the port
    /// that is listened on.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Proxies whose <c>X-Forwarded-For</c> names the caller; from others the header is ignored, since anybody
    /// can write it.</summary>
    public IReadOnlyList<IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>For all headers of a request, from its first byte: longer is an attack (slowloris).</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a body or a reader may be slower than 240 bytes a second before the connection is
    /// closed.</summary>
    public TimeSpan SlowGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a sign-in's nonce waits for its signature.</summary>
    public TimeSpan NonceLife { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan SessionLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Who did not sign in, by network address: ten requests a second, and a page's worth at once.</summary>
    public Quota Anonymous { get; init; } = new("anonymous", PerMinute: 600, Burst: 300);

    /// <summary>Sessions and keys, by their account: a bot that asks after every block of every auction.</summary>
    public Quota SignedIn { get; init; } = new("signed-in", PerMinute: 3_000, Burst: 600);

    /// <summary>Posted bids, for each caller and again for each bid's owner: each costs us a commit and gas.</summary>
    public Quota Bids { get; init; } = new("bids", PerMinute: 240, Burst: 60);

    /// <summary>Opened streams; a client that reconnects after each of our restarts stays far below.</summary>
    public Quota Streams { get; init; } = new("streams", PerMinute: 60, Burst: 30);

    /// <summary>Nonces and sign-ins: a person needs two, and each may ask the chain about a signature.</summary>
    public Quota SignIns { get; init; } = new("sign-ins", PerMinute: 30, Burst: 20);

    /// <summary>Tokens that turned out unknown, by network address: each costs a look into the database.</summary>
    public Quota UnknownTokens { get; init; } = new("unknown-tokens", PerMinute: 30, Burst: 20);
}
