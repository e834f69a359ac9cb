using System.Buffers;
using System.Text.Json;

namespace Fractional.Ethereum.Rpc;

/// <summary>Reads the value the reader stands on and leaves the reader on that value's last token.</summary>
/// <exception cref="EthereumFormatException">The value is not of the promised shape.</exception>
public delegate T RpcParser<out T>(ref Utf8JsonReader reader);

/// <summary>One question to a node, as a value: see <see cref="Eth"/> for the usual ones.</summary>
/// <param name="Method">For example <c>eth_call</c>.</param>
/// <param name="Parameters">The JSON array of parameters, UTF-8.</param>
/// <param name="Parse">Reads the result.</param>
/// <param name="Repeatable">False when asking twice does harm: it is asked again only if it surely did not run.</param>
public sealed record RpcCall<T>(
    string Method, ReadOnlyMemory<byte> Parameters, RpcParser<T> Parse, bool Repeatable = true)
{
    /// <param name="method">For example <c>eth_call</c>.</param>
    /// <param name="write">Writes the parameters, one after the other.</param>
    /// <param name="parse">Reads the result.</param>
    public RpcCall(string method, Action<Utf8JsonWriter> write, RpcParser<T> parse)
        : this(method, Written(write), parse)
    {
    }

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            write(writer);
            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
