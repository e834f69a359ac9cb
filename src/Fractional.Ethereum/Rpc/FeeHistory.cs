using System.Text.Json;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Rpc;

/// <summary>What the last blocks charged.</summary>
/// <param name="OldestBlock">Number of the first block of the lists.</param>
/// <param name="BaseFeePerGas">Wei per gas, one for each block and one more: the next block's.</param>
/// <param name="Tips">Wei per gas: for each block, the tips at the percentiles asked for.</param>
public sealed record FeeHistory(ulong OldestBlock, IReadOnlyList<UInt256> BaseFeePerGas, IReadOnlyList<UInt256[]> Tips)
{
    /// <summary>Nodes keep no more.</summary>
    public const int MaxBlocks = 1024;

    /// <summary>Wei per gas the next block will charge.</summary>
    public UInt256 NextBaseFee => BaseFeePerGas[^1];

    internal static FeeHistory Read(ref Utf8JsonReader reader)
    {
        reader.ExpectObject("feeHistory");
        ulong? oldest = null;
        UInt256[] baseFees = [];
        UInt256[][] tips = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Enter("oldestBlock"u8))
            {
                oldest = reader.ReadUInt64("feeHistory.oldestBlock");
            }
            else if (reader.Enter("baseFeePerGas"u8))
            {
                baseFees = reader.ReadArray("feeHistory.baseFeePerGas", ReadFee, MaxBlocks + 1);
            }
            else if (reader.Enter("reward"u8) && reader.TokenType != JsonTokenType.Null)
            {
                tips = reader.ReadArray("feeHistory.reward", ReadTips, MaxBlocks);
            }
            else
            {
                reader.Skip();
            }
        }

        return baseFees.Length == 0
            ? throw JsonValues.Missing("feeHistory.baseFeePerGas")
            : new FeeHistory(oldest ?? throw JsonValues.Missing("feeHistory.oldestBlock"), baseFees, tips);
    }

    private static UInt256 ReadFee(ref Utf8JsonReader reader) => reader.ReadUInt256("feeHistory.baseFeePerGas");

    private static UInt256 ReadTip(ref Utf8JsonReader reader) => reader.ReadUInt256("feeHistory.reward");

    private static UInt256[] ReadTips(ref Utf8JsonReader reader) => reader.ReadArray("feeHistory.reward", ReadTip, 1);
}
