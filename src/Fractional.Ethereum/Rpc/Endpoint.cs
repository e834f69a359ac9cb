using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace Fractional.Ethereum.Rpc;

/// <summary>Why an exchange left calls unanswered.</summary>
/// <param name="Reason">A clause for messages.</param>
/// <param name="MayHaveRun">False when the node surely did not see the request.</param>
/// <param name="Blame">Whether one call of several may be the culprit, so that each is worth a try of its own.</param>
/// <param name="RetryAfter">The patience the endpoint asked for, if it did.</param>
internal sealed record ExchangeFailure(
    string Reason, bool MayHaveRun, FailureKind Blame = FailureKind.Endpoint, TimeSpan? RetryAfter = null);

internal enum FailureKind
{
    /// <summary>Refused, cut, silent, or an HTTP error.</summary>
    Endpoint,

    /// <summary>The node asks for patience.</summary>
    RateLimit,

    /// <summary>Something answered, but not JSON-RPC as promised.</summary>
    Format,

    /// <summary>The answer is beyond our limit.</summary>
    TooLarge,
}

/// <summary>One node: posts requests to it and remembers how it fares.</summary>
internal sealed class Endpoint : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Uri _url;
    private readonly RpcOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private long _lastId;
    private int _failuresInARow;

    public Endpoint(int index, RpcOptions options, TimeProvider time)
    {
        _url = options.Endpoints[index];
        _options = options;
        _time = time;
        Name = new MaskedUrl(index, _url);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = !_url.IsLoopback,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    public MaskedUrl Name { get; }

    /// <summary>Until then it is asked only if nothing else is left.</summary>
    public DateTimeOffset RestsUntil { get; private set; }

    /// <summary>Why the last exchange failed; null after one that did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The last failure was a rate limit.</summary>
    public bool AsksForPatience { get; private set; }

    /// <summary>The chain it says it serves; null until it was asked. Nothing else is asked before.</summary>
    public ulong? ChainId { get; private set; }

    /// <summary>Its newest block at the last look.</summary>
    public BlockHeader? Head { get; private set; }

    public DateTimeOffset LookedAt { get; private set; }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks which chain it serves and how far it is.</summary>
    public async Task Look()
    {
        LookedAt = _time.GetUtcNow();
        var chain = new PendingCall<ulong>(Eth.ChainId);
        var head = new PendingCall<BlockHeader?>(Eth.Header(BlockTag.Latest));
        if (await Post([chain, head]) is not null)
        {
            return;
        }

        try
        {
            Head = head.Result;
            ChainId = chain.Result;
        }
        catch (RpcException refused)
        {
            Remember(new ExchangeFailure(refused.Message, MayHaveRun: false));
            return;
        }

        if (ChainId != _options.ChainId)
        {
            _options.Notice($"{Name} serves chain {ChainId}, not {_options.ChainId}: it will not be used.");
        }
    }

    /// <summary>One HTTP exchange. Never throws for what the node does; null when all calls are answered.</summary>
    public async Task<ExchangeFailure?> Post(PendingCall[] calls)
    {
        long firstId = Interlocked.Add(ref _lastId, calls.Length) - calls.Length + 1;
        ExchangeFailure? failure;
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        try
        {
            failure = await PostOnce(calls, firstId, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            failure = new ExchangeFailure($"no answer within {_options.Timeout.TotalSeconds} s", MayHaveRun: true);
        }
        catch (HttpRequestException cut)
        {
            // The exception's own words may name the host, and with it the key: only its kind is told.
            bool neverSent = cut.HttpRequestError is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            string what = neverSent ? "no connection" : "connection cut";
            failure = new ExchangeFailure($"{what} ({cut.HttpRequestError})", MayHaveRun: !neverSent);
        }
        catch (IOException)
        {
            failure = new ExchangeFailure("connection cut in the middle of the answer", MayHaveRun: true);
        }

        Remember(failure);
        return failure;
    }

    private async Task<ExchangeFailure?> PostOnce(PendingCall[] calls, long firstId, CancellationToken deadline)
    {
        var body = new ArrayBufferWriter<byte>();
        Exchange.WriteRequest(body, calls, firstId);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Content = new ReadOnlyMemoryContent(body.WrittenMemory);
        request.Content.Headers.ContentType = Json;
        using HttpResponseMessage response =
            await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return new ExchangeFailure("HTTP 429", MayHaveRun: false, FailureKind.RateLimit, Patience(response));
        }

        using var answer = new PooledBuffer();
        if (!await answer.Fill(response.Content, _options.MaxResponseBytes, deadline))
        {
            return new ExchangeFailure(
                $"answer above {_options.MaxResponseBytes} bytes", MayHaveRun: true, FailureKind.TooLarge);
        }

        return ReadAnswer(answer.Written, calls, firstId, response);
    }

    private ExchangeFailure? ReadAnswer(
        ReadOnlySpan<byte> answer, PendingCall[] calls, long firstId, HttpResponseMessage response)
    {
        string? broken = null;
        try
        {
            Exchange.ReadAnswer(answer, calls, firstId, Name);
        }
        catch (EthereumFormatException wrong)
        {
            // A broken answer answers nothing, not even what stood before the break.
            Array.ForEach(calls, call => call.Reset());
            broken = wrong.Message;
        }

        if (calls.All(call => call.Answered))
        {
            return null;
        }

        // Some nodes send JSON errors with a status of 400 or 500: the status matters only where there was no JSON.
        if (broken is not null && !response.IsSuccessStatusCode)
        {
            bool refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge;
            return new ExchangeFailure(
                $"HTTP {(int)response.StatusCode}", !refused, FailureKind.Endpoint, Patience(response));
        }

        return broken is null
            ? new ExchangeFailure("some calls of the batch were left out or rate limited", true, FailureKind.RateLimit)
            : new ExchangeFailure(broken, MayHaveRun: true, FailureKind.Format);
    }

    private TimeSpan? Patience(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    private void Remember(ExchangeFailure? failure)
    {
        Trouble = failure?.Reason;
        AsksForPatience = failure?.Blame == FailureKind.RateLimit;
        if (failure is null or { Blame: FailureKind.TooLarge })
        {
            if (Interlocked.Exchange(ref _failuresInARow, 0) > 0)
            {
                _options.Notice($"{Name} answers again.");
            }

            return;
        }

        int failures = Interlocked.Increment(ref _failuresInARow);
        TimeSpan rest = _options.FirstRest * Math.Pow(2, Math.Min(failures, 20) - 1);
        rest = rest < _options.LongestRest ? rest : _options.LongestRest;
        RestsUntil = _time.GetUtcNow() + (failure.RetryAfter ?? rest);
        _options.Notice($"{Name}: {failure.Reason}.");
    }
}
