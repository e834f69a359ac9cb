namespace Fractional.Ethereum.Rpc;

/// <summary>Where the nodes are and how long, how much and how often we ask them.</summary>
public sealed record RpcOptions
{
    /// <summary>In order of preference: a later one is asked only while the earlier ones cannot be used.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>An endpoint that says another number is never used.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>For one HTTP exchange, answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Exchanges tried for one call before it fails, over all endpoints.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The longest a call waits for an endpoint that cools down or asked for patience (Retry-After).</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an endpoint is left alone after a failure; doubled with each further one in a row.</summary>
    public TimeSpan FirstRest { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LongestRest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After decompression. A range of logs that does not fit is asked in halves by the follower.</summary>
    public int MaxResponseBytes { get; init; } = 32 << 20;

    /// <summary>Calls in one HTTP request; public providers refuse more than 100 to 1,000.</summary>
    public int MaxBatchCalls { get; init; } = 100;

    /// <summary>A request body beyond this takes no further call; geth refuses bodies above 5 MiB.</summary>
    public int MaxBatchBytes { get; init; } = 1 << 20;

    /// <summary>Requests in flight at once. Calls that arrive while all of them are out share the next one.</summary>
    public int MaxBatchesInFlight { get; init; } = 4;

    /// <summary>Calls that may wait for a free request before new ones are refused.</summary>
    public int MaxWaitingCalls { get; init; } = 10_000;

    /// <summary>An endpoint whose head is more than this many blocks behind the best one is passed over.</summary>
    public ulong MaxBlocksBehind { get; init; } = 3;

    /// <summary>When set, an endpoint with an older head is not used: better no answer than an old one.</summary>
    public TimeSpan? MaxHeadAge { get; init; }

    /// <summary>How often chain id and head of the endpoints are compared while the client is in use.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Hears of endpoints that fail, recover or are refused, one sentence each, without secrets.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    internal static void CheckScheme(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("an endpoint must be an absolute http or https address", nameof(url));
        }
    }
}
