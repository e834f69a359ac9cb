using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Fractional.Client.Streams;

/// <summary>One event of an event stream.</summary>
readonly record struct StreamEvent(string Name, string? Id, byte[] Data);

/// <summary>One connection to an event stream (HTML, server-sent events) until it ends.</summary>
sealed class EventConnection(HttpResponseMessage answer, Stream body, ClientOptions options) : IAsyncDisposable
{
    /// <summary>An auction with a thousand items is below a megabyte; a line above this is no answer of ours.</summary>
    const int MaxLineBytes = 4 * 1024 * 1024;

    readonly PipeReader reader = PipeReader.Create(body);
    readonly ArrayBufferWriter<byte> data = new();
    string? id;
    string name = "message";

    /// <summary>How long the server wants us to wait before we come again.</summary>
    public TimeSpan Retry { get; private set; } = TimeSpan.FromSeconds(2);

    /// <summary>Why it ended.</summary>
    public string Ended { get; private set; } = "the server closed it";

    public static async Task<EventConnection> Of(
        HttpResponseMessage answer, ClientOptions options, CancellationToken stop) =>
        new(answer, await answer.Content.ReadAsStreamAsync(stop), options);

    public void End(string why) => Ended = why;

    /// <returns>The next event; null when the connection is over.</returns>
    /// <exception cref="UnexpectedAnswerException">A line without an end.</exception>
    public async Task<StreamEvent?> Next(CancellationToken stop)
    {
        while (await NextLine(stop) is { } line)
        {
            if (line.Length > 0) Take(line);
            else if (Complete() is { } complete) return complete;
        }
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await reader.CompleteAsync();
        answer.Dispose();
    }

    StreamEvent? Complete()
    {
        var complete = new StreamEvent(name, id, data.WrittenSpan.ToArray());
        (id, name) = (null, "message");
        data.ResetWrittenCount();
        return complete.Data.Length > 0 ? complete : null;
    }

    void Take(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon == 0) return; // a comment: it has kept the connection open, that is all
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (value.Length > 0 && value[0] == ' ') value = value[1..];
        if (field.SequenceEqual("data"u8))
        {
            if (data.WrittenCount > 0) data.Write("\n"u8);
            data.Write(value);
        }
        else if (field.SequenceEqual("event"u8)) name = Encoding.UTF8.GetString(value);
        else if (field.SequenceEqual("id"u8)) id = Encoding.UTF8.GetString(value);
        else if (field.SequenceEqual("retry"u8)
            && int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds))
            Retry = TimeSpan.FromMilliseconds(milliseconds);
    }

    /// <summary>Without its end; null when nothing more comes.</summary>
    async Task<byte[]?> NextLine(CancellationToken stop)
    {
        while (true)
        {
            if (await Read(stop) is not { } read) return null;
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(buffer.GetPosition(1, end));
                return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
            }
            if (buffer.Length + data.WrittenCount > MaxLineBytes)
                throw new UnexpectedAnswerException($"an event of the stream has more than {MaxLineBytes} bytes");
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    async Task<ReadResult?> Read(CancellationToken stop)
    {
        using var silence = new CancellationTokenSource(options.StreamSilence, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, silence.Token);
        try
        {
            return await reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            Ended = $"it was silent for {options.StreamSilence.TotalSeconds} s";
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            Ended = fault.Message;
        }
        return null;
    }
}
