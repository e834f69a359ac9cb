using Fractional.Api.Http;
using Fractional.Engine;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Fractional.Api.Streams;

/// <summary>All streams of this process: who may open one, what is written once for all of them, and one clock and one
/// ear for blocks instead of one for each.</summary>
sealed class StreamHub(
    FractionalEngine engine, StreamLimits limits, TimeProvider time, IOptions<JsonOptions> json) : IHostedService
{
    /// <summary>Who was turned away may ask again after so many seconds.</summary>
    const string RetryAfterSeconds = "10";

    /// <summary>How often it is looked whether a ping is due or a write stands still.</summary>
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How many streams read the journal at the same time: after a restart all come at once, and the journal
    /// has writers to serve.</summary>
    const int MaxReading = 8;

    readonly Lock gate = new();
    readonly HashSet<StreamSeat> seats = [];
    readonly Dictionary<BucketKey, int> callers = [];
    readonly Dictionary<string, StreamTopic> topics = new(StringComparer.Ordinal);
    readonly CancellationTokenSource stopping = new();
    Task running = Task.CompletedTask;
    long pings;

    /// <summary>Grows when a ping is due.</summary>
    public long Pings => Interlocked.Read(ref pings);

    public SemaphoreSlim Reading { get; } = new(MaxReading);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        running = Task.WhenAll(Listen(), Watch());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes a place for a stream; it is given back by <see cref="Leave"/>.</summary>
    /// <returns>Why there is none, or null.</returns>
    public ProblemHttpResult? Sit(HttpContext http, StreamSubject subject, out StreamSeat seat)
    {
        var caller = BucketKey.Of(http.Connection.RemoteIpAddress);
        lock (gate)
        {
            seat = null!;
            if (seats.Count >= limits.MaxStreams)
                return Full(http, 503, $"all {limits.MaxStreams} streams of this server are taken");
            var open = callers.GetValueOrDefault(caller);
            if (open >= limits.MaxStreamsPerAddress)
                return Full(http, 429, $"{open} streams are open from your address, which is the most");
            callers[caller] = open + 1;
            if (!topics.TryGetValue(subject.Name, out var topic))
                topics[subject.Name] = topic = new StreamTopic(subject, engine, json.Value.SerializerOptions);
            topic.Readers++;
            seat = new StreamSeat(http, caller, topic);
            seats.Add(seat);
            return null;
        }
    }

    public void Leave(StreamSeat seat)
    {
        lock (gate)
        {
            seats.Remove(seat);
            if (--callers[seat.Caller] == 0) callers.Remove(seat.Caller);
            if (--seat.Topic.Readers == 0) topics.Remove(seat.Topic.Subject.Name);
        }
    }

    static ProblemHttpResult Full(HttpContext http, int status, string detail)
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problems.Refused(
            status, "too-many-streams", detail, [], next: "close a stream, or ask again a little later");
    }

    async Task Listen()
    {
        await foreach (var _ in engine.Heads(stopping.Token)) WakeAll();
    }

    async Task Watch()
    {
        using var ticks = new PeriodicTimer(Tick, time);
        var pinged = time.GetTimestamp();
        while (await ticks.WaitForNextTickAsync(stopping.Token))
        {
            EndThoseThatStandStill();
            if (time.GetElapsedTime(pinged) < limits.PingEvery) continue;
            pinged = time.GetTimestamp();
            Interlocked.Increment(ref pings);
            WakeAll();
        }
    }

    void WakeAll()
    {
        lock (gate)
        {
            foreach (var seat in seats) seat.Listener?.Wake();
        }
    }

    void EndThoseThatStandStill()
    {
        List<StreamSeat> still;
        lock (gate)
        {
            still = [.. seats.Where(s => s.WaitsSince is not 0 and var since
                && time.GetElapsedTime(since) > limits.WritePatience)];
        }
        foreach (var seat in still) seat.Abort();
    }
}
