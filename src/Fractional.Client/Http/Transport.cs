using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Fractional.Client.Http;

/// <summary>Asks, and asks again where that is safe and helps.</summary>
sealed class Transport : IDisposable
{
    /// <summary>The largest list has 500 vaults of some kilobytes each.</summary>
    const long MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>More would be longer than anybody waits.</summary>
    const int MostDoublings = 16;

    /// <summary>Of an answer that is no problem of ours, for the message.</summary>
    const int CharactersShown = 200;

    readonly ClientOptions options;
    readonly HttpClient http;

    /// <param name="site">Where <c>/v1</c> lies.</param>
    /// <param name="options">Patience and key.</param>
    public Transport(Uri site, ClientOptions options)
    {
        this.options = options;
        http = new HttpClient(options.Handler ?? NewHandler(), disposeHandler: options.Handler is null)
        {
            BaseAddress = new Uri(site.AbsoluteUri.TrimEnd('/') + "/"),
            MaxResponseContentBufferSize = MaxAnswerBytes,
            Timeout = Timeout.InfiniteTimeSpan, // each try has its own, by the options' clock
        };
        if (options.Key is { } key) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    public Task<T> Get<T>(string path, CancellationToken stop) =>
        Send<T>(() => new HttpRequestMessage(HttpMethod.Get, path), stop);

    public async Task Delete(string path, CancellationToken stop) =>
        (await Answered(() => new HttpRequestMessage(HttpMethod.Delete, path), HttpCompletionOption.ResponseContentRead,
            stop)).Dispose();

    /// <param name="path">Below the site.</param>
    /// <param name="body">Written once: every try sends the same bytes.</param>
    /// <param name="idempotencyKey">Null where the server does not want one.</param>
    /// <param name="stop">Ends it early.</param>
    public Task<T> Post<T>(string path, object body, string? idempotencyKey, CancellationToken stop)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ClientJson.Options);
        return Send<T>(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.ContentType = new("application/json");
            if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
            return request;
        }, stop);
    }

    /// <summary>Opens a stream of events; the caller reads and disposes it.</summary>
    public Task<HttpResponseMessage> Open(string path, long? lastEventId, CancellationToken stop) =>
        Answered(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Accept.Add(new("text/event-stream"));
            if (lastEventId is { } id) request.Headers.Add("Last-Event-ID", $"{id}");
            return request;
        }, HttpCompletionOption.ResponseHeadersRead, stop);

    public void Dispose() => http.Dispose();

    static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false, // a signature goes to the server that was named, or nowhere
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a change of address is noticed
    };

    async Task<T> Send<T>(Func<HttpRequestMessage> make, CancellationToken stop)
    {
        using var answer = await Answered(make, HttpCompletionOption.ResponseContentRead, stop);
        var bytes = await answer.Content.ReadAsByteArrayAsync(stop);
        return Read<T>(bytes, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}");
    }

    /// <exception cref="UnexpectedAnswerException">Names the member.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ClientJson.Options)
                ?? throw new UnexpectedAnswerException($"{source}: the answer is null");
        }
        catch (JsonException fault)
        {
            throw new UnexpectedAnswerException($"{source}: {fault.Message}", fault);
        }
    }

    /// <summary>The first answer that is neither a refusal nor one to wait for.</summary>
    async Task<HttpResponseMessage> Answered(
        Func<HttpRequestMessage> make, HttpCompletionOption completion, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = make();
            var (answer, fault) = await Try(request, completion, stop);
            if (answer is { IsSuccessStatusCode: true }) return answer;
            var pause = PauseAfter(tries, answer);
            var problem = answer is null ? null : await ProblemOf(answer, stop);
            answer?.Dispose();
            if (problem is not null && !IsPassing(problem.Status)) throw problem;
            if (tries >= options.MaxTries || pause > options.LongestPause)
                throw problem ?? (Exception)new NoAnswerException(
                    $"{request.Method} {request.RequestUri}: no answer in {tries} tries: {fault!.Message}", fault);
            await Task.Delay(pause, options.Time, stop);
        }
    }

    async Task<(HttpResponseMessage? Answer, Exception? Fault)> Try(
        HttpRequestMessage request, HttpCompletionOption completion, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        try
        {
            return (await http.SendAsync(request, completion, either.Token), null);
        }
        catch (HttpRequestException fault)
        {
            return (null, fault);
        }
        catch (OperationCanceledException fault) when (!stop.IsCancellationRequested)
        {
            return (null, new TimeoutException($"no answer within {options.Timeout.TotalSeconds} s", fault));
        }
    }

    static bool IsPassing(int status) => status is 429 or 502 or 503 or 504;

    TimeSpan PauseAfter(int tries, HttpResponseMessage? answer) =>
        answer?.Headers is { RetryAfter: { } wanted } headers
            ? Wanted(wanted, headers.Date)
            : new TimeSpan(options.FirstPause.Ticks << Math.Min(tries - 1, MostDoublings));

    /// <summary>A date is read beside the server's own clock: ours may be wrong.</summary>
    TimeSpan Wanted(RetryConditionHeaderValue wanted, DateTimeOffset? serverNow) =>
        wanted.Delta ?? (wanted.Date!.Value - (serverNow ?? options.Time.GetUtcNow()) is var left
            && left > TimeSpan.Zero ? left : TimeSpan.Zero);

    static async Task<ProblemException> ProblemOf(HttpResponseMessage answer, CancellationToken stop)
    {
        await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        var status = (int)answer.StatusCode;
        try
        {
            var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text) ?? [];
            string? Text(string name) =>
                members.TryGetValue(name, out var member) && member.ValueKind == JsonValueKind.String
                    ? member.GetString()
                    : null;
            var code = Text("code") ?? Text("type")?.Split('/')[^1];
            return new ProblemException(
                status, code ?? NameOf(answer.StatusCode), Text("detail") ?? Text("title") ?? "no detail", members);
        }
        catch (JsonException)
        {
            var shown = text.Length > CharactersShown ? text[..CharactersShown] + "..." : text;
            return new ProblemException(status, NameOf(answer.StatusCode), shown, []);
        }
    }

    /// <summary>Of what answered in the server's place, for instance a proxy.</summary>
    static string NameOf(HttpStatusCode status) => $"http-{(int)status}";
}
