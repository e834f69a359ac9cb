namespace Fractional.Ethereum.Rpc;

/// <summary>
/// Asks Ethereum nodes over HTTP. Calls that arrive while all permitted requests are out travel together in the next
/// one: natural batching, no timer. A node that fails, lags or serves another chain is passed over for the next of the
/// list; a node's own error, a revert above all, is an answer and no other node is asked.
/// </summary>
/// <remarks>Every failure is an <see cref="RpcException"/>; only a caller's own token makes a call cancelled.</remarks>
public sealed class JsonRpcClient : IDisposable
{
    private readonly RpcOptions _options;
    private readonly EndpointPool _pool;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _gate = new();
    private readonly Queue<PendingGroup> _waiting = [];
    private bool _startScheduled;
    private int _inFlight;

    public JsonRpcClient(RpcOptions options, TimeProvider time)
    {
        if (options.Endpoints.Count == 0)
        {
            throw new ArgumentException("there is no endpoint to ask", nameof(options));
        }

        foreach (Uri url in options.Endpoints)
        {
            RpcOptions.CheckScheme(url);
        }

        _options = options;
        _pool = new EndpointPool(options, time);
    }

    /// <summary>The chain every answer comes from.</summary>
    public ulong ChainId => _options.ChainId;

    /// <summary>How the endpoints fare, as last seen.</summary>
    public IReadOnlyList<EndpointHealth> Health => _pool.Health;

    /// <exception cref="RpcException">No usable answer, or the node's own error.</exception>
    public async Task<T> Call<T>(RpcCall<T> call, CancellationToken cancellation)
    {
        var pending = new PendingCall<T>(call);
        await Enqueue([pending], cancellation);
        return pending.Result;
    }

    /// <summary>Both are answered by the same node in the same exchange.</summary>
    /// <inheritdoc cref="Call{T}(RpcCall{T}, CancellationToken)"/>
    public async Task<(TFirst First, TSecond Second)> Call<TFirst, TSecond>(
        RpcCall<TFirst> first, RpcCall<TSecond> second, CancellationToken cancellation)
    {
        var one = new PendingCall<TFirst>(first);
        var two = new PendingCall<TSecond>(second);
        await Enqueue([one, two], cancellation);
        return (one.Result, two.Result);
    }

    /// <summary>All three are answered by the same node in the same exchange.</summary>
    /// <inheritdoc cref="Call{T}(RpcCall{T}, CancellationToken)"/>
    public async Task<(TFirst First, TSecond Second, TThird Third)> Call<TFirst, TSecond, TThird>(
        RpcCall<TFirst> first, RpcCall<TSecond> second, RpcCall<TThird> third, CancellationToken cancellation)
    {
        var one = new PendingCall<TFirst>(first);
        var two = new PendingCall<TSecond>(second);
        var three = new PendingCall<TThird>(third);
        await Enqueue([one, two, three], cancellation);
        return (one.Result, two.Result, three.Result);
    }

    /// <summary>Asks every endpoint for the block: H05, H06 of the threat model, no single node is believed.</summary>
    /// <param name="number">A height all of them should have.</param>
    /// <param name="quorum">How many must agree.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The hash on which all that answered agree.</returns>
    /// <exception cref="NoAgreementException">Two answers differ, or fewer than the quorum answered.</exception>
    public async Task<Primitives.Bytes32> AgreedHash(ulong number, int quorum, CancellationToken cancellation)
    {
        await _pool.LookAtAll().WaitAsync(cancellation);
        Endpoint[] ours = [.. _pool.All.Where(endpoint => endpoint.ChainId == ChainId)];
        RpcCall<BlockHeader?> question = Eth.Header(BlockTag.Number(number));
        PendingCall<BlockHeader?>[] asked = [.. ours.Select(_ => new PendingCall<BlockHeader?>(question))];
        await Task.WhenAll(ours.Select((endpoint, i) => endpoint.Post([asked[i]]))).WaitAsync(cancellation);
        BlockHeader[] headers =
            [.. asked.Where(call => call.HasResult).Select(call => call.Result).OfType<BlockHeader>()];
        return headers.Length >= quorum && headers.DistinctBy(header => header.Hash).Count() == 1
            ? headers[0].Hash
            : throw new NoAgreementException(
                $"block {number}: {quorum} equal answers needed, {headers.Length} of {_pool.All.Length} answered: "
                + string.Join(", ", headers.Select(header => header.Hash)));
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _pool.Dispose();
    }

    private Task Enqueue(PendingCall[] calls, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        var group = new PendingGroup(calls, cancellation);
        lock (_gate)
        {
            if (_waiting.Count >= _options.MaxWaitingCalls)
            {
                throw new RpcOverloadedException($"{calls[0].Method}: {_waiting.Count} calls wait already");
            }

            _waiting.Enqueue(group);
            StartPump();
        }

        return group.Wait();
    }

    // Under the lock. The pump runs on the pool, so that calls made in one breath by one caller share a request.
    private void StartPump()
    {
        if (!_startScheduled && _inFlight < _options.MaxBatchesInFlight)
        {
            _startScheduled = true;
            _inFlight++;
            _ = Task.Run(Pump, CancellationToken.None);
        }
    }

    private async Task Pump()
    {
        while (NextBatch() is { Count: > 0 } batch)
        {
            await Deliver(batch);
        }
    }

    // An empty batch gives the permission to send back, under the lock, so that no arrival is overlooked.
    private List<PendingGroup> NextBatch()
    {
        var batch = new List<PendingGroup>();
        lock (_gate)
        {
            _startScheduled = false;
            int calls = 0;
            int bytes = 0;
            while (_waiting.TryPeek(out PendingGroup? next))
            {
                calls += next.Calls.Length;
                bytes += next.Bytes;
                if (batch.Count > 0 && (calls > _options.MaxBatchCalls || bytes > _options.MaxBatchBytes))
                {
                    break;
                }

                batch.Add(_waiting.Dequeue());
            }

            if (batch.Count == 0)
            {
                _inFlight--;
            }
            else if (_waiting.Count > 0)
            {
                StartPump();
            }
        }

        return batch;
    }

    private async Task Deliver(List<PendingGroup> groups)
    {
        for (int attempt = 1; ; attempt++)
        {
            groups.RemoveAll(group => group.Settled);
            if (groups.Count == 0 || await ChooseFor(groups) is not { } endpoint)
            {
                return;
            }

            ExchangeFailure? failure = await Exchange(endpoint, groups);
            if (failure is null || groups.Count == 0)
            {
                return;
            }

            if (failure.Blame is FailureKind.Format or FailureKind.TooLarge && groups.Count > 1)
            {
                // One call may have spoilt the answer for all: each goes alone now.
                foreach (PendingGroup group in groups)
                {
                    await Deliver([group]);
                }

                return;
            }

            bool last = attempt >= _options.MaxAttempts || failure.Blame == FailureKind.TooLarge;
            foreach (PendingGroup group in groups.Where(group => last || (failure.MayHaveRun && !group.Repeatable)))
            {
                group.Fail(Explain(group, failure, endpoint));
            }
        }
    }

    /// <summary>Null when no endpoint can be asked: then the groups have failed.</summary>
    private async Task<Endpoint?> ChooseFor(List<PendingGroup> groups)
    {
        try
        {
            return await _pool.Choose(_disposed.Token);
        }
        catch (RpcException none)
        {
            groups.ForEach(group => group.Fail(none));
        }
        catch (OperationCanceledException)
        {
            var closed = new RpcUnreachableException("the client was closed", mayHaveRun: false);
            groups.ForEach(group => group.Fail(closed));
        }

        return null;
    }

    private static async Task<ExchangeFailure?> Exchange(Endpoint endpoint, List<PendingGroup> groups)
    {
        PendingCall[] calls = [.. groups.SelectMany(group => group.Calls)];
        Array.ForEach(calls, call => call.Reset());
        ExchangeFailure? failure = await endpoint.Post(calls);
        groups.RemoveAll(group => group.TrySettle());
        return failure;
    }

    private static RpcException Explain(PendingGroup group, ExchangeFailure failure, Endpoint endpoint)
    {
        string method = group.Calls.First(call => !call.Answered).Method;
        string message = $"{method} at {endpoint.Name}: {failure.Reason}";
        return failure.Blame switch
        {
            FailureKind.TooLarge => new RpcResponseTooLargeException(message),
            FailureKind.Format => new RpcFormatException(message),
            FailureKind.RateLimit when !failure.MayHaveRun =>
                new RpcRateLimitedException(message, failure.RetryAfter ?? TimeSpan.Zero),
            _ => new RpcUnreachableException(message, failure.MayHaveRun),
        };
    }
}
