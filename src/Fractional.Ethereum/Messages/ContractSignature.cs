using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

/// <summary>EIP-1271: asks a contract whether a signature is its own, as multisigs need it.</summary>
/// <param name="Hash">What was signed.</param>
/// <param name="Signature">In whatever form the contract wants.</param>
public readonly record struct ContractSignature(Bytes32 Hash, ReadOnlyMemory<byte> Signature) : IFunctionMessage<bool>
{
    private static readonly Selector IsValidSignature = Selector.Of("isValidSignature(bytes32,bytes)");

    public Selector Selector => IsValidSignature;

    public byte[] Encode()
    {
        AbiWriter writer = new(stackalloc byte[512]);
        writer.Write(IsValidSignature);
        int start = writer.Position;
        writer.Write(Hash);
        int head = writer.ReserveHeads(1);
        writer.PointHere(head, start);
        writer.WriteBytes(Signature.Span);
        return writer.Written.ToArray();
    }

    /// <summary>True when the answer's first word is the magic one, as contracts read it: what follows is ignored.
    /// Anything else, from a contract without the function for instance, is a no.</summary>
    public bool DecodeReturn(ReadOnlySpan<byte> data) =>
        data.Length >= AbiWriter.WordSize && Selector.Read(data) == IsValidSignature
        && !data[Selector.Size..AbiWriter.WordSize].ContainsAnyExcept((byte)0);
}
