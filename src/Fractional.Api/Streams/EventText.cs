using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fractional.Api.Streams;

/// <summary>Messages as the bytes of an event stream (HTML, server-sent events).</summary>
static class EventText
{
    /// <summary>A browser waits so long before it connects again: short for a price that falls every 12 seconds, long
    /// enough that a restart is not a flood.</summary>
    public static readonly byte[] Retry = "retry: 2000\n\n"u8.ToArray();

    /// <summary>A comment: it only keeps the connection open.</summary>
    public static readonly byte[] Ping = ": ping\n\n"u8.ToArray();

    /// <param name="name">snapshot, reset, change, head or dropped.</param>
    /// <param name="id">What a reader resumes after; none for what can not be resumed.</param>
    /// <param name="data">Becomes one line: JSON has no line break of its own.</param>
    public static byte[] Of(string name, long? id, object data, JsonSerializerOptions json)
    {
        var head = id is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"id: {number}\nevent: {name}\ndata: ")
            : $"event: {name}\ndata: ";
        return
        [
            .. Encoding.ASCII.GetBytes(head), .. JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), json),
            (byte)'\n', (byte)'\n',
        ];
    }
}
