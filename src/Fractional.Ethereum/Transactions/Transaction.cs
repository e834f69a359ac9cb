using System.Collections.Immutable;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;
using Fractional.Ethereum.Rlp;

namespace Fractional.Ethereum.Transactions;

/// <summary>What a transaction may touch at the warm price (EIP-2930).</summary>
public readonly record struct AccessListEntry(Address Address, ImmutableArray<Bytes32> StorageKeys);

/// <summary>An unsigned transaction. Three closed forms: <see cref="LegacyTransaction"/> (type 0),
/// <see cref="AccessListTransaction"/> (type 1) and <see cref="DynamicFeeTransaction"/> (type 2).</summary>
public abstract record Transaction
{
    private protected Transaction()
    {
    }

    /// <summary>The EIP-2718 type; 0 has no prefix on the wire.</summary>
    public abstract byte Type { get; }

    /// <summary>The chain that may include it; 0 only in a legacy form without EIP-155, valid everywhere.</summary>
    public required ulong ChainId { get; init; }

    public required ulong Nonce { get; init; }

    public required ulong GasLimit { get; init; }

    /// <summary>Null creates a contract from <see cref="Data"/>.</summary>
    public required Address? To { get; init; }

    /// <summary>Wei.</summary>
    public UInt256 Value { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The most wei that one unit of gas can cost.</summary>
    public abstract UInt256 MaxGasPrice { get; }

    /// <summary>The most wei the sender can lose: value and gas.</summary>
    public UInt256 MaxCost => Value + (MaxGasPrice * GasLimit);

    /// <summary>What the sender signs.</summary>
    /// <exception cref="EthereumFormatException">Fields that contradict each other.</exception>
    public Bytes32 SigningHash()
    {
        Check();
        RlpWriter writer = new(stackalloc byte[512]);
        WriteForSigning(ref writer);
        return Keccak256.Hash(writer.Written);
    }

    /// <exception cref="SigningRefusedException">The key may not sign.</exception>
    public SignedTransaction Sign(PrivateKey key) => new(this, key.Sign(SigningHash()));

    internal abstract void WriteForSigning(ref RlpWriter writer);

    internal abstract void WriteSigned(ref RlpWriter writer, in Signature signature);

    private protected virtual void Check()
    {
    }

    private protected void WriteCall(ref RlpWriter writer)
    {
        writer.Write(GasLimit);
        if (To is { } to)
        {
            writer.Write(to.Span);
        }
        else
        {
            writer.Write([]);
        }

        writer.Write(Value);
        writer.Write(Data.Span);
    }

    private protected static void WriteAccessList(ref RlpWriter writer, ImmutableArray<AccessListEntry> entries)
    {
        int list = writer.BeginList();
        foreach (AccessListEntry entry in entries)
        {
            int item = writer.BeginList();
            writer.Write(entry.Address.Span);
            int keys = writer.BeginList();
            foreach (Bytes32 key in entry.StorageKeys)
            {
                writer.Write(key.Span);
            }

            writer.EndList(keys);
            writer.EndList(item);
        }

        writer.EndList(list);
    }

    private protected static void WriteSignature(ref RlpWriter writer, in Signature signature)
    {
        writer.Write(signature.YParity);
        writer.Write(signature.R);
        writer.Write(signature.S);
    }
}

/// <summary>Type 0. With a chain id it is signed as EIP-155 says.</summary>
public sealed record LegacyTransaction : Transaction
{
    public override byte Type => 0;

    /// <summary>Wei for one unit of gas.</summary>
    public required UInt256 GasPrice { get; init; }

    public override UInt256 MaxGasPrice => GasPrice;

    internal override void WriteForSigning(ref RlpWriter writer)
    {
        int list = writer.BeginList();
        WriteFields(ref writer);
        if (ChainId != 0)
        {
            writer.Write(ChainId);
            writer.Write(UInt256.Zero);
            writer.Write(UInt256.Zero);
        }

        writer.EndList(list);
    }

    internal override void WriteSigned(ref RlpWriter writer, in Signature signature)
    {
        int list = writer.BeginList();
        WriteFields(ref writer);
        UInt256 first = ChainId == 0 ? 27 : ((UInt256)ChainId * 2) + 35;
        writer.Write(first + signature.YParity);
        writer.Write(signature.R);
        writer.Write(signature.S);
        writer.EndList(list);
    }

    private void WriteFields(ref RlpWriter writer)
    {
        writer.Write(Nonce);
        writer.Write(GasPrice);
        WriteCall(ref writer);
    }
}

/// <summary>Type 1 (EIP-2930).</summary>
public sealed record AccessListTransaction : Transaction
{
    public override byte Type => 1;

    /// <summary>Wei for one unit of gas.</summary>
    public required UInt256 GasPrice { get; init; }

    public ImmutableArray<AccessListEntry> AccessList { get; init; } = [];

    public override UInt256 MaxGasPrice => GasPrice;

    internal override void WriteForSigning(ref RlpWriter writer)
    {
        writer.WriteRaw([Type]);
        int list = writer.BeginList();
        WriteFields(ref writer);
        writer.EndList(list);
    }

    internal override void WriteSigned(ref RlpWriter writer, in Signature signature)
    {
        writer.WriteRaw([Type]);
        int list = writer.BeginList();
        WriteFields(ref writer);
        WriteSignature(ref writer, signature);
        writer.EndList(list);
    }

    private void WriteFields(ref RlpWriter writer)
    {
        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(GasPrice);
        WriteCall(ref writer);
        WriteAccessList(ref writer, AccessList);
    }
}

/// <summary>Type 2 (EIP-1559).</summary>
public sealed record DynamicFeeTransaction : Transaction
{
    public override byte Type => 2;

    /// <summary>Wei of tip for one unit of gas.</summary>
    public required UInt256 MaxPriorityFeePerGas { get; init; }

    /// <summary>Wei for one unit of gas, base fee and tip together.</summary>
    public required UInt256 MaxFeePerGas { get; init; }

    public ImmutableArray<AccessListEntry> AccessList { get; init; } = [];

    public override UInt256 MaxGasPrice => MaxFeePerGas;

    internal override void WriteForSigning(ref RlpWriter writer)
    {
        writer.WriteRaw([Type]);
        int list = writer.BeginList();
        WriteFields(ref writer);
        writer.EndList(list);
    }

    internal override void WriteSigned(ref RlpWriter writer, in Signature signature)
    {
        writer.WriteRaw([Type]);
        int list = writer.BeginList();
        WriteFields(ref writer);
        WriteSignature(ref writer, signature);
        writer.EndList(list);
    }

    private protected override void Check()
    {
        if (MaxPriorityFeePerGas > MaxFeePerGas)
        {
            throw new EthereumFormatException(
                $"maxPriorityFeePerGas {MaxPriorityFeePerGas} is above maxFeePerGas {MaxFeePerGas}");
        }
    }

    private void WriteFields(ref RlpWriter writer)
    {
        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(MaxPriorityFeePerGas);
        writer.Write(MaxFeePerGas);
        WriteCall(ref writer);
        WriteAccessList(ref writer, AccessList);
    }
}
