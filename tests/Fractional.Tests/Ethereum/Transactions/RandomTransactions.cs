using System.Collections.Immutable;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Transactions;

namespace Fractional.Tests.Ethereum.Transactions;

/// <summary>Transactions of every type with every field anywhere in its range.</summary>
internal static class RandomTransactions
{
    public static Transaction Next(Seeded random, int type)
    {
        ulong chainId = type == 0 && random.Below(4) == 0 ? 0 : 1 + (random.NextUInt64() >> random.Below(64));
        ulong nonce = random.NextUInt64() >> random.Below(64);
        ulong gasLimit = random.NextUInt64() >> random.Below(64);
        Address? to = random.Below(4) == 0 ? null : random.Address();
        UInt256 wei = random.UInt256() >> 8;
        UInt256 gasPrice = random.UInt256() >> 128;
        byte[] data = random.Bytes(random.Below(random.Coin() ? 3 : 200));
        return type switch
        {
            0 => new LegacyTransaction
            {
                ChainId = chainId, Nonce = nonce, GasLimit = gasLimit, To = to, Value = wei, Data = data,
                GasPrice = gasPrice,
            },
            1 => new AccessListTransaction
            {
                ChainId = chainId, Nonce = nonce, GasLimit = gasLimit, To = to, Value = wei, Data = data,
                GasPrice = gasPrice, AccessList = RandomAccessList(random),
            },
            _ => new DynamicFeeTransaction
            {
                ChainId = chainId, Nonce = nonce, GasLimit = gasLimit, To = to, Value = wei, Data = data,
                MaxFeePerGas = gasPrice, MaxPriorityFeePerGas = gasPrice / 3, AccessList = RandomAccessList(random),
            },
        };
    }

    private static ImmutableArray<AccessListEntry> RandomAccessList(Seeded random) =>
    [
        .. Enumerable.Range(0, random.Below(4)).Select(_ => new AccessListEntry(
            random.Address(), [.. Enumerable.Range(0, random.Below(4)).Select(_ => random.Bytes32())])),
    ];
}
