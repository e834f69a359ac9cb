using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>A message to simulate: <c>eth_call</c>, <c>eth_estimateGas</c>.</summary>
/// <param name="To">The contract; null to simulate a creation.</param>
/// <param name="Data">Call data, or creation code.</param>
/// <param name="From">Who calls; null for the zero address.</param>
/// <param name="Value">Wei.</param>
/// <param name="GasLimit">Gas; null for the node's own limit.</param>
public sealed record CallRequest(
    Address? To, ReadOnlyMemory<byte> Data, Address? From = null, UInt256 Value = default, ulong? GasLimit = null)
{
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (From is { } from)
        {
            writer.WriteString("from", Hex.Encode(from.Span));
        }

        if (To is { } to)
        {
            writer.WriteString("to", Hex.Encode(to.Span));
        }

        if (GasLimit is { } gas)
        {
            writer.WriteString("gas", ((UInt256)gas).ToQuantity());
        }

        if (!Value.IsZero)
        {
            writer.WriteString("value", Value.ToQuantity());
        }

        if (!Data.IsEmpty)
        {
            writer.WriteString("data", Hex.Encode(Data.Span));
        }

        writer.WriteEndObject();
    }
}
