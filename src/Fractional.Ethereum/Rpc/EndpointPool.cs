namespace Fractional.Ethereum.Rpc;

/// <summary>How one endpoint fares, for health pages.</summary>
/// <param name="Name">Masked.</param>
/// <param name="Usable">It would be asked now.</param>
/// <param name="Head">Its newest block at the last look; null if it never answered.</param>
/// <param name="Trouble">Why it is not usable, or null.</param>
public sealed record EndpointHealth(string Name, bool Usable, BlockHeader? Head, string? Trouble);

/// <summary>Chooses the node to ask: the first of the list that answers, serves our chain and keeps up.</summary>
internal sealed class EndpointPool : IDisposable
{
    private readonly RpcOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Task _look = Task.CompletedTask;

    public EndpointPool(RpcOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        All = [.. options.Endpoints.Select((_, index) => new Endpoint(index, options, time))];
    }

    public Endpoint[] All { get; }

    public IReadOnlyList<EndpointHealth> Health =>
    [
        .. All.Select(one => new EndpointHealth(
            one.Name.ToString(), Usable: Objection(one) is null, one.Head, Objection(one))),
    ];

    public void Dispose() => Array.ForEach(All, endpoint => endpoint.Dispose());

    /// <summary>Waits at most <see cref="RpcOptions.MaxWait"/> at a time for one that rests.</summary>
    public async Task<Endpoint> Choose(CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (Best() is { } best)
            {
                if (IsLookDue(best))
                {
                    _ = LookAtAll();
                }

                return best;
            }

            Endpoint[] candidates = [.. All.Where(one => one.ChainId is null || one.ChainId == _options.ChainId)];
            TimeSpan rest = candidates.Length == 0
                ? TimeSpan.MaxValue
                : candidates.Min(one => one.RestsUntil) - _time.GetUtcNow();
            bool looked = attempt > 1 && candidates.All(IsTooOld);
            if (looked || rest > _options.MaxWait || attempt > _options.MaxAttempts)
            {
                throw NoneLeft(candidates, rest);
            }

            if (rest > TimeSpan.Zero)
            {
                // Timers drop fractions of a millisecond: rounded up, or we are back too early.
                TimeSpan whole = TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds) + 1);
                await Task.Delay(whole, _time, cancellation);
            }

            await LookAtAll();
        }
    }

    /// <summary>One look at every endpoint that does not rest; callers share the look that is under way.</summary>
    public Task LookAtAll()
    {
        lock (_gate)
        {
            if (_look.IsCompleted)
            {
                DateTimeOffset now = _time.GetUtcNow();
                _look = Task.WhenAll(All.Where(one => one.RestsUntil <= now).Select(one => one.Look()));
            }

            return _look;
        }
    }

    private Endpoint? Best() =>
        All.FirstOrDefault(one => Objection(one) is null)
        // One that lags is better than none; one that is too old by itself is not.
        ?? All.FirstOrDefault(one => HardObjection(one) is null);

    private bool IsLookDue(Endpoint best) =>
        (All.Length > 1 || _options.MaxHeadAge is not null)
        && _time.GetUtcNow() - best.LookedAt > _options.ProbeInterval;

    private string? Objection(Endpoint one) =>
        HardObjection(one) ?? (Lag(one) > _options.MaxBlocksBehind ? $"{Lag(one)} blocks behind" : null);

    private string? HardObjection(Endpoint one) =>
        one.ChainId is { } chain && chain != _options.ChainId ? $"serves chain {chain}, not {_options.ChainId}"
        : one.RestsUntil > _time.GetUtcNow() ? one.Trouble ?? "rests"
        : one.ChainId is null ? one.Trouble ?? "not asked yet"
        : IsTooOld(one) ? $"newest block is from {Time(one.Head):u}"
        : null;

    private ulong Lag(Endpoint one)
    {
        ulong best = All.Max(other => other.ChainId == _options.ChainId ? other.Head?.Number ?? 0 : 0);
        ulong own = one.Head?.Number ?? 0;
        return best > own ? best - own : 0;
    }

    private bool IsTooOld(Endpoint one) =>
        one.Head is not null && _options.MaxHeadAge is { } limit && _time.GetUtcNow() - Time(one.Head) > limit;

    private static DateTimeOffset Time(BlockHeader? head) => DateTimeOffset.FromUnixTimeSeconds(
        (long)Math.Min(head?.Timestamp ?? 0, (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    private RpcException NoneLeft(Endpoint[] candidates, TimeSpan rest)
    {
        string all = string.Join("; ", All.Select(one => $"{one.Name}: {Objection(one)}"));
        if (candidates.Length == 0)
        {
            return new WrongChainException($"no endpoint serves chain {_options.ChainId}: {all}");
        }

        if (candidates.Any(IsTooOld))
        {
            return new StaleHeadException($"the newest blocks are older than {_options.MaxHeadAge}: {all}");
        }

        return rest > _options.MaxWait && candidates.Any(one => one.AsksForPatience)
            ? new RpcRateLimitedException($"no endpoint is ready within {_options.MaxWait}: {all}", rest)
            : new RpcUnreachableException($"no endpoint can be used: {all}", mayHaveRun: false);
    }
}
