using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>What became of a mined transaction.</summary>
/// <param name="TransactionHash">Which transaction.</param>
/// <param name="BlockNumber">Where it was mined.</param>
/// <param name="BlockHash">In which of the blocks of that height.</param>
/// <param name="Succeeded">False when it reverted; it paid for its gas all the same.</param>
/// <param name="GasUsed">Gas.</param>
/// <param name="EffectiveGasPrice">Wei per gas, base fee and tip.</param>
/// <param name="ContractAddress">The contract it created, or null.</param>
/// <param name="Logs">Its events.</param>
public sealed record Receipt(
    Bytes32 TransactionHash, ulong BlockNumber, Bytes32 BlockHash, bool Succeeded, ulong GasUsed,
    UInt256 EffectiveGasPrice, Address? ContractAddress, IReadOnlyList<Log> Logs)
{
    /// <summary>Null where the node says null: not mined, or not known.</summary>
    internal static Receipt? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        reader.ExpectObject("receipt");
        Bytes32? transactionHash = null, blockHash = null;
        ulong? blockNumber = null, status = null, gasUsed = null;
        UInt256? price = null;
        Address? contract = null;
        Log[]? logs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Enter("transactionHash"u8))
            {
                transactionHash = reader.ReadBytes32("receipt.transactionHash");
            }
            else if (reader.Enter("blockHash"u8))
            {
                blockHash = reader.ReadBytes32("receipt.blockHash");
            }
            else if (reader.Enter("blockNumber"u8))
            {
                blockNumber = reader.ReadUInt64("receipt.blockNumber");
            }
            else if (reader.Enter("status"u8))
            {
                status = reader.ReadUInt64("receipt.status");
            }
            else if (reader.Enter("gasUsed"u8))
            {
                gasUsed = reader.ReadUInt64("receipt.gasUsed");
            }
            else if (reader.Enter("effectiveGasPrice"u8))
            {
                price = reader.ReadUInt256("receipt.effectiveGasPrice");
            }
            else if (reader.Enter("contractAddress"u8))
            {
                bool none = reader.TokenType == JsonTokenType.Null;
                contract = none ? null : reader.ReadAddress("receipt.contractAddress");
            }
            else if (reader.Enter("logs"u8))
            {
                logs = reader.ReadArray("receipt.logs", Log.Read);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Receipt(
            transactionHash ?? throw JsonValues.Missing("receipt.transactionHash"),
            blockNumber ?? throw JsonValues.Missing("receipt.blockNumber"),
            blockHash ?? throw JsonValues.Missing("receipt.blockHash"),
            status switch
            {
                0 => false,
                1 => true,
                null => throw JsonValues.Missing("receipt.status"),
                _ => throw new EthereumFormatException($"receipt.status: expected 0x0 or 0x1, found {status}"),
            },
            gasUsed ?? throw JsonValues.Missing("receipt.gasUsed"),
            price ?? throw JsonValues.Missing("receipt.effectiveGasPrice"),
            contract,
            logs ?? throw JsonValues.Missing("receipt.logs"));
    }
}
