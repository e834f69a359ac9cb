using System.Buffers;
using System.IO.Pipelines;

namespace Fractional.Api.Streams;

/// <summary>Puts messages on the connection, never more than the connection takes: a write waits until what was
/// written before has room.</summary>
sealed class StreamWriter(HttpResponse response, StreamSeat seat, TimeProvider time, CancellationToken stop)
{
    /// <summary>So much is written before it is sent: a burst of changes costs few sends, and little waits
    /// here.</summary>
    const int FlushBytes = 16 * 1024;

    readonly PipeWriter body = response.BodyWriter;
    int unsent;

    /// <summary>The last write did not go through.</summary>
    public bool IsCut { get; private set; }

    public async ValueTask Write(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var part = text[..Math.Min(text.Length, FlushBytes - unsent)];
            body.Write(part.Span);
            unsent += part.Length;
            text = text[part.Length..];
            if (unsent == FlushBytes) await Send();
        }
    }

    /// <exception cref="OperationCanceledException">Nobody reads any more, or the process stops.</exception>
    public async ValueTask Send()
    {
        if (unsent == 0) return;
        unsent = 0;
        IsCut = true;
        var sending = body.FlushAsync(stop);
        var sent = sending.IsCompletedSuccessfully ? sending.Result : await Watched(sending.AsTask());
        IsCut = false;
        if (sent.IsCompleted || sent.IsCanceled) throw new OperationCanceledException("the reader has gone");
    }

    /// <summary>Ends the stream in good order. Also the end must be read by somebody.</summary>
    public async Task End()
    {
        await Send();
        await Watched(Ended());

        async Task<bool> Ended()
        {
            await response.CompleteAsync();
            return true;
        }
    }

    /// <summary>While it waits the hub's clock looks at it.</summary>
    async Task<T> Watched<T>(Task<T> writing)
    {
        seat.WaitsSince = time.GetTimestamp();
        try
        {
            return await writing;
        }
        finally
        {
            seat.WaitsSince = 0;
        }
    }
}
