using System.Collections.Immutable;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rlp;

namespace Fractional.Ethereum.Transactions;

/// <summary>Strict decoding of signed transactions of types 0, 1 and 2.</summary>
internal static class TransactionReader
{
    public static (Transaction Transaction, Signature Signature) Read(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IsEmpty)
        {
            throw new EthereumFormatException("a transaction has no bytes");
        }

        bool isTyped = encoded[0] < RlpReader.BytesOffset;
        RlpReader outer = new(isTyped ? encoded[1..] : encoded);
        RlpReader fields = outer.ReadList();
        outer.ExpectEnd("the transaction");
        (Transaction Transaction, Signature Signature) read = (isTyped ? encoded[0] : 0) switch
        {
            0 when !isTyped => ReadLegacy(ref fields),
            1 => ReadAccessList(ref fields),
            2 => ReadDynamicFee(ref fields),
            _ => throw new EthereumFormatException($"transaction type {encoded[0]} is not known; 0, 1 and 2 are"),
        };
        fields.ExpectEnd("the transaction's fields");
        return read;
    }

    private static (Transaction Transaction, Signature Signature) ReadLegacy(ref RlpReader fields)
    {
        LegacyTransaction transaction = new()
        {
            ChainId = 0,
            Nonce = fields.ReadUInt64(),
            GasPrice = fields.ReadUInt256(),
            GasLimit = fields.ReadUInt64(),
            To = ReadTo(ref fields),
            Value = fields.ReadUInt256(),
            Data = fields.ReadBytes().ToArray(),
        };
        (ulong chainId, byte parity) = SplitV(fields.ReadUInt256());
        return (transaction with { ChainId = chainId }, ReadSignature(ref fields, parity));
    }

    private static (Transaction Transaction, Signature Signature) ReadAccessList(ref RlpReader fields)
    {
        AccessListTransaction transaction = new()
        {
            ChainId = fields.ReadUInt64(),
            Nonce = fields.ReadUInt64(),
            GasPrice = fields.ReadUInt256(),
            GasLimit = fields.ReadUInt64(),
            To = ReadTo(ref fields),
            Value = fields.ReadUInt256(),
            Data = fields.ReadBytes().ToArray(),
            AccessList = ReadEntries(fields.ReadList()),
        };
        return (transaction, ReadSignature(ref fields, ReadParity(ref fields)));
    }

    private static (Transaction Transaction, Signature Signature) ReadDynamicFee(ref RlpReader fields)
    {
        DynamicFeeTransaction transaction = new()
        {
            ChainId = fields.ReadUInt64(),
            Nonce = fields.ReadUInt64(),
            MaxPriorityFeePerGas = fields.ReadUInt256(),
            MaxFeePerGas = fields.ReadUInt256(),
            GasLimit = fields.ReadUInt64(),
            To = ReadTo(ref fields),
            Value = fields.ReadUInt256(),
            Data = fields.ReadBytes().ToArray(),
            AccessList = ReadEntries(fields.ReadList()),
        };
        return (transaction, ReadSignature(ref fields, ReadParity(ref fields)));
    }

    private static Address? ReadTo(ref RlpReader fields)
    {
        ReadOnlySpan<byte> to = fields.ReadBytes();
        return to.Length switch
        {
            0 => null,
            Address.Size => new Address(to),
            _ => throw new EthereumFormatException($"a transaction's receiver has {to.Length} bytes; 0 or 20 fit"),
        };
    }

    private static ImmutableArray<AccessListEntry> ReadEntries(RlpReader list)
    {
        ImmutableArray<AccessListEntry>.Builder entries = ImmutableArray.CreateBuilder<AccessListEntry>();
        while (!list.IsAtEnd)
        {
            RlpReader entry = list.ReadList();
            Address address = entry.ReadAddress();
            RlpReader keys = entry.ReadList();
            entry.ExpectEnd("an access list entry");
            ImmutableArray<Bytes32>.Builder storageKeys = ImmutableArray.CreateBuilder<Bytes32>();
            while (!keys.IsAtEnd)
            {
                storageKeys.Add(keys.ReadBytes32());
            }

            entries.Add(new AccessListEntry(address, storageKeys.ToImmutable()));
        }

        return entries.ToImmutable();
    }

    // EIP-155: v = 35 + 2 * chainId + parity; before it 27 + parity.
    private static (ulong ChainId, byte Parity) SplitV(in UInt256 v)
    {
        if (v == 27 || v == 28)
        {
            return (0, (byte)(ulong)(v - 27));
        }

        if (v >= 37)
        {
            UInt256 rest = v - 35;
            if ((rest >> 1).TryToUInt64(out ulong chainId))
            {
                return (chainId, (byte)(ulong)(rest & 1));
            }
        }

        throw new EthereumFormatException(
            $"v of a legacy transaction is {v}; 27, 28 or 35 + 2 * chainId + parity are known");
    }

    private static byte ReadParity(ref RlpReader fields)
    {
        UInt256 parity = fields.ReadUInt256();
        return parity <= 1
            ? (byte)(ulong)parity
            : throw new EthereumFormatException($"yParity of a transaction is {parity}; 0 and 1 are known");
    }

    private static Signature ReadSignature(ref RlpReader fields, byte parity) =>
        new(fields.ReadUInt256(), fields.ReadUInt256(), parity);
}
