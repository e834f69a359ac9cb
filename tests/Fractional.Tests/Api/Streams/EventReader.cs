using System.Globalization;
using System.Text.Json.Nodes;

namespace Fractional.Tests.Api.Streams;

/// <summary>What stood between two empty lines of an event stream.</summary>
internal sealed record Message(string? Event, long? Id, JsonNode? Data, string? Comment, string? Retry)
{
    public string Text(string member) => Data![member]!.GetValue<string>();

    public long Number(string member) => Data![member]!.GetValue<long>();
}

/// <summary>A client of an event stream that hides nothing: comments and retry are messages too.</summary>
internal sealed class EventReader(HttpResponseMessage answer, StreamReader text, CancellationToken stop) : IDisposable
{
    public HttpResponseMessage Answer => answer;

    public static async Task<EventReader> Open(
        HttpClient client, string path, CancellationToken stop, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        var isStream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        if (isStream != answer.IsSuccessStatusCode) throw new InvalidDataException($"{answer.StatusCode} is no stream");
        return new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(stop)), stop);
    }

    /// <summary>The next message, or null at the end.</summary>
    public async Task<Message?> Next()
    {
        var fields = new Dictionary<string, string>();
        while (await text.ReadLineAsync(stop) is { } line)
        {
            if (line.Length == 0)
            {
                if (fields.Count > 0) return Of(fields);
                continue;
            }
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..];
            fields.Add(line[..colon], value.StartsWith(' ') ? value[1..] : value);
        }
        return fields.Count == 0 ? null : throw new InvalidDataException("the stream ends within a message");
    }

    /// <summary>The next message of that name; what comes before is passed over.</summary>
    public async Task<Message> Next(string name)
    {
        while (await Next() is { } message)
        {
            if (message.Event == name) return message;
        }
        throw new InvalidDataException($"the stream ended without a {name}");
    }

    /// <summary>The changes until the one of that number.</summary>
    public async Task<List<Message>> ChangesUntil(long seq)
    {
        var changes = new List<Message>();
        while (changes.Count == 0 || changes[^1].Id < seq) changes.Add(await Next("change"));
        return changes;
    }

    /// <summary>All that is left, as it stands.</summary>
    public Task<string> Rest() => text.ReadToEndAsync(stop);

    public void Dispose()
    {
        text.Dispose();
        answer.Dispose();
    }

    private static Message Of(Dictionary<string, string> fields) => new(
        fields.GetValueOrDefault("event"),
        fields.TryGetValue("id", out var id) ? long.Parse(id, CultureInfo.InvariantCulture) : null,
        fields.TryGetValue("data", out var data) ? JsonNode.Parse(data) : null,
        fields.GetValueOrDefault(""), fields.GetValueOrDefault("retry"));
}
