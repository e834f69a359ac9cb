using System.Buffers;
using System.Text.Json;

namespace Fractional.Ethereum.Rpc;

/// <summary>The JSON of one request and of its answer.</summary>
internal static class Exchange
{
    /// <summary>The code of the EVM's refusal, with the ABI-encoded error as data.</summary>
    private const long ExecutionReverted = 3;

    private const long TooManyRequests = 429;

    // Words, because the codes for them differ from client to client.
    private static readonly string[] RevertWords =
        ["revert", "EVM error", "VM execution error", "invalid opcode", "out of gas"];

    private static readonly string[] RateWords = ["rate limit", "too many requests", "request limit", "throttl"];

    /// <summary>
    /// Ids count up from <paramref name="firstId"/>. A lone call is no array: some nodes know no batches.
    /// </summary>
    public static void WriteRequest(IBufferWriter<byte> body, ReadOnlySpan<PendingCall> calls, long firstId)
    {
        using var json = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true });
        if (calls.Length > 1)
        {
            json.WriteStartArray();
        }

        for (int i = 0; i < calls.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WriteNumber("id"u8, firstId + i);
            json.WriteString("method"u8, calls[i].Method);
            json.WritePropertyName("params"u8);
            json.WriteRawValue(calls[i].Parameters.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        if (calls.Length > 1)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>Settles the calls the answer answers, in whatever order; the others stay unanswered.</summary>
    /// <exception cref="EthereumFormatException">The answer is broken.</exception>
    public static void ReadAnswer(
        ReadOnlySpan<byte> json, ReadOnlySpan<PendingCall> calls, long firstId, MaskedUrl from)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadItem(ref reader, calls, firstId, from);
                }
            }
            else
            {
                ReadItem(ref reader, calls, firstId, from);
            }

            if (reader.Read())
            {
                throw JsonValues.Unexpected(ref reader, "answer", "nothing after it");
            }
        }
        catch (JsonException broken)
        {
            throw new EthereumFormatException(
                $"answer of {json.Length} bytes is not JSON "
                + $"from line {broken.LineNumber}, byte {broken.BytePositionInLine} on");
        }
    }

    private static void ReadItem(
        ref Utf8JsonReader reader, ReadOnlySpan<PendingCall> calls, long firstId, MaskedUrl from)
    {
        reader.ExpectObject("answer");
        PendingCall? call = null;
        NodeError? error = null;
        bool hasResult = false;

        // Most nodes send the id first: then the result is read in place. Otherwise its place is kept for later.
        Utf8JsonReader kept = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Enter("id"u8))
            {
                call = Addressee(ref reader, calls, firstId);
            }
            else if (reader.Enter("result"u8))
            {
                hasResult = true;
                kept = reader;
                if (call is null)
                {
                    reader.Skip();
                }
                else
                {
                    call.Accept(ref reader);
                }
            }
            else if (reader.Enter("error"u8))
            {
                error = reader.TokenType == JsonTokenType.Null ? null : NodeError.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // Only a lone call may be answered without its id: a node that cannot read a request cannot know its id.
        call ??= error is not null && calls.Length == 1 ? calls[0] : null;
        if (call is null)
        {
            throw new EthereumFormatException(
                error is null ? "answer without the id of a call" : $"whole batch refused: {error.Text(from)}");
        }

        if (hasResult == error is not null)
        {
            throw new EthereumFormatException(hasResult ? "answer with both result and error" : "answer with neither");
        }

        if (error is not null)
        {
            Settle(call, error, from);
        }
        else if (!call.Answered)
        {
            call.Accept(ref kept);
        }
    }

    private static PendingCall? Addressee(ref Utf8JsonReader reader, ReadOnlySpan<PendingCall> calls, long firstId)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long id)
            && id >= firstId && id - firstId < calls.Length && !calls[(int)(id - firstId)].Answered
            ? calls[(int)(id - firstId)]
            : throw JsonValues.Unexpected(
                ref reader, "answer.id", $"the number of an open call, {firstId} to {firstId + calls.Length - 1}");
    }

    private static void Settle(PendingCall call, NodeError error, MaskedUrl from)
    {
        string text = error.Text(from);
        if (error.Code == TooManyRequests || Contains(text, RateWords))
        {
            return; // Unanswered: it did not run, and the endpoint needs a rest.
        }

        string message = $"{call.Method} at {from}: {text} (code {error.Code})";
        bool reverted = error.Code == ExecutionReverted || error.Data.Length > 0 || Contains(text, RevertWords);
        call.Refuse(reverted
            ? new RevertException(message, error.Data)
            : new RpcErrorException(message, error.Code, text));
    }

    private static bool Contains(string text, string[] words) =>
        words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
