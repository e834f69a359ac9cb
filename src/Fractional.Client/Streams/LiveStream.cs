using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fractional.Client.Http;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client.Streams;

/// <summary>A stream that outlives its connections: after each break it asks for what came since, hands on every change
/// once, and gives up only when connection after connection brings nothing.</summary>
sealed class LiveStream(Transport transport, ClientOptions options, string path)
{
    /// <summary>The stream over one auction or vault.</summary>
    /// <param name="name">The member that carries the resource after a change.</param>
    /// <param name="after">Seq of the last change that the caller has; null to begin with a snapshot.</param>
    /// <param name="stop">Ends it.</param>
    public async IAsyncEnumerable<LiveMessage<T>> Of<T>(
        string name, long? after, [EnumeratorCancellation] CancellationToken stop) where T : class
    {
        var last = after;
        var fruitless = 0;
        while (true)
        {
            await using var connection = await Connect(last, stop);
            while (await connection.Next(stop) is { } received)
            {
                if (received.Name == "dropped")
                {
                    connection.End("the server dropped it");
                    break;
                }
                if (Message<T>(received, name) is not { } message || IsKnown(message, last)) continue;
                if (IsGap(message, last))
                {
                    connection.End($"it went on after change {last} with another one than {last + 1}");
                    break;
                }
                last = SeqOf(message) ?? last;
                fruitless = 0;
                yield return message;
            }
            await Rest(connection, ++fruitless, stop);
        }
    }

    /// <summary>The stream over all vaults.</summary>
    public async IAsyncEnumerable<AnyMessage> OfAll([EnumeratorCancellation] CancellationToken stop)
    {
        var fruitless = 0;
        while (true)
        {
            await using var connection = await Connect(null, stop);
            while (await connection.Next(stop) is { } received && received.Name != "dropped")
            {
                if (AnyMessageOf(received) is not { } message) continue;
                fruitless = 0;
                yield return message;
            }
            await Rest(connection, ++fruitless, stop);
        }
    }

    async Task<EventConnection> Connect(long? last, CancellationToken stop) =>
        await EventConnection.Of(await transport.Open(path, last, stop), options, stop);

    async Task Rest(EventConnection connection, int fruitless, CancellationToken stop)
    {
        if (fruitless >= options.MaxTries)
            throw new NoAnswerException(
                $"{path}: {fruitless} connections brought nothing; the last one ended because {connection.Ended}");
        await Task.Delay(connection.Retry, options.Time, stop);
    }

    static bool IsKnown<T>(LiveMessage<T> message, long? last) where T : class =>
        message is LiveMessage<T>.Change change && change.Seq <= last;

    /// <summary>Something between was not told: it is asked for again.</summary>
    static bool IsGap<T>(LiveMessage<T> message, long? last) where T : class =>
        message is LiveMessage<T>.Change change && change.Seq != last + 1;

    static long? SeqOf<T>(LiveMessage<T> message) where T : class => message switch
    {
        LiveMessage<T>.Snapshot snapshot => snapshot.Seq,
        LiveMessage<T>.Change change => change.Seq,
        _ => null,
    };

    /// <summary>None for an event that this client does not know: a newer server may have more.</summary>
    LiveMessage<T>? Message<T>(StreamEvent received, string name) where T : class
    {
        switch (received.Name)
        {
            case "snapshot" or "reset":
                return new LiveMessage<T>.Snapshot(
                    Id(received), Read<T>(received), IsReset: received.Name == "reset");
            case "change":
                var told = Read<ChangeText>(received);
                var after = told.More.TryGetValue(name, out var resource) && resource.ValueKind != JsonValueKind.Null
                    ? Transport.Read<T>(JsonSerializer.SerializeToUtf8Bytes(resource), path)
                    : null;
                return new LiveMessage<T>.Change(Id(received), told.Kind, told.Event, told.Data, told.At, after);
            case "head":
                var head = Read<HeadText>(received);
                return new LiveMessage<T>.Head(head.Block, head.Hash, head.At, head.PriceNow, head.Finality);
            default:
                return null;
        }
    }

    AnyMessage? AnyMessageOf(StreamEvent received) => received.Name switch
    {
        "snapshot" => Read<AnyMessage.Snapshot>(received),
        "change" => Read<AnyMessage.Change>(received),
        "head" => Read<HeadText>(received) is var head ? new AnyMessage.Head(head.Block, head.Hash, head.At) : null,
        _ => null,
    };

    T Read<T>(StreamEvent received) => Transport.Read<T>(received.Data, path);

    long Id(StreamEvent received) =>
        long.TryParse(received.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? seq
            : throw new UnexpectedAnswerException($"{path}: a {received.Name} has the id '{received.Id}'");

    sealed record ChangeText(string Kind, Moment At, string? Event = null, JsonElement Data = default)
    {
        [System.Text.Json.Serialization.JsonExtensionData]
        public Dictionary<string, JsonElement> More { get; init; } = [];
    }

    sealed record HeadText(
        ulong Block, Bytes32 Hash, Moment At, BigInteger? PriceNow = null, Finality? Finality = null);
}
