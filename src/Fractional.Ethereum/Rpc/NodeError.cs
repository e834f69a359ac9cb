using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>The error object of an answer.</summary>
internal sealed record NodeError(long Code, string Message, byte[] Data)
{
    private const int ShownCharacters = 300;

    public static NodeError Read(ref Utf8JsonReader reader)
    {
        reader.ExpectObject("error");
        long? code = null;
        string message = "";
        byte[] data = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Enter("code"u8))
            {
                code = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)
                    ? number
                    : throw JsonValues.Unexpected(ref reader, "error.code", "an integer");
            }
            else if (reader.Enter("message"u8))
            {
                message = reader.ReadText("error.message");
            }
            else if (reader.Enter("data"u8))
            {
                data = ReadErrorData(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new NodeError(code ?? throw JsonValues.Missing("error.code"), message, data);
    }

    public string Text(MaskedUrl from)
    {
        string text = JsonValues.Printable(from.Scrub(Message));
        return text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "...";
    }

    // Free form by the standard: nodes put the revert data there as hex, some under a "data" of their own.
    private static byte[] ReadErrorData(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            byte[] inner = [];
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.Enter("data"u8) && reader.TokenType == JsonTokenType.String)
                {
                    inner = HexOrNothing(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            return inner;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return HexOrNothing(ref reader);
        }

        reader.Skip();
        return [];
    }

    private static byte[] HexOrNothing(ref Utf8JsonReader reader)
    {
        byte[] bytes = new byte[Math.Max(0, (reader.ValueSpan.Length - 2) / 2)];
        return !reader.ValueIsEscaped && Hex.TryDecode(reader.ValueSpan, bytes) ? bytes : [];
    }
}
