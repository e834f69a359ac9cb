using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>What we need of a mined block.</summary>
/// <param name="Number">Height.</param>
/// <param name="Hash">Its own hash, as the node says it.</param>
/// <param name="ParentHash">The hash of the block below.</param>
/// <param name="Timestamp">Unix seconds: the only time contracts know.</param>
/// <param name="BaseFeePerGas">Wei; zero before EIP-1559.</param>
/// <param name="GasLimit">Gas the block may hold.</param>
/// <param name="GasUsed">Gas it holds.</param>
public sealed record BlockHeader(
    ulong Number, Bytes32 Hash, Bytes32 ParentHash, ulong Timestamp, UInt256 BaseFeePerGas, ulong GasLimit,
    ulong GasUsed)
{
    /// <summary>Null where the node says null: it has no such block.</summary>
    internal static BlockHeader? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        reader.ExpectObject("block");
        ulong? number = null, timestamp = null, gasLimit = null, gasUsed = null;
        Bytes32? hash = null, parentHash = null;
        UInt256 baseFee = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Enter("number"u8))
            {
                number = reader.ReadUInt64("block.number");
            }
            else if (reader.Enter("hash"u8))
            {
                hash = reader.ReadBytes32("block.hash");
            }
            else if (reader.Enter("parentHash"u8))
            {
                parentHash = reader.ReadBytes32("block.parentHash");
            }
            else if (reader.Enter("timestamp"u8))
            {
                timestamp = reader.ReadUInt64("block.timestamp");
            }
            else if (reader.Enter("baseFeePerGas"u8))
            {
                baseFee = reader.TokenType == JsonTokenType.Null ? default : reader.ReadUInt256("block.baseFeePerGas");
            }
            else if (reader.Enter("gasLimit"u8))
            {
                gasLimit = reader.ReadUInt64("block.gasLimit");
            }
            else if (reader.Enter("gasUsed"u8))
            {
                gasUsed = reader.ReadUInt64("block.gasUsed");
            }
            else
            {
                reader.Skip();
            }
        }

        return new BlockHeader(
            number ?? throw JsonValues.Missing("block.number"),
            hash ?? throw JsonValues.Missing("block.hash"),
            parentHash ?? throw JsonValues.Missing("block.parentHash"),
            timestamp ?? throw JsonValues.Missing("block.timestamp"),
            baseFee,
            gasLimit ?? throw JsonValues.Missing("block.gasLimit"),
            gasUsed ?? throw JsonValues.Missing("block.gasUsed"));
    }
}
