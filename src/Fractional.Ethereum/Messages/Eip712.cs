using System.Text;
using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

/// <summary>
/// The hashes of EIP-712 for types known at build time. A struct is a row of 32-byte words: the hash of its type, then
/// its fields, where text, bytes, arrays and inner structs stand as their own hash.
/// </summary>
public static class Eip712
{
    /// <param name="encodedType"><c>Mail(Person from,string contents)Person(string name)</c>: the struct first, then
    /// those it uses, by name.</param>
    public static Bytes32 TypeHash(string encodedType) => Keccak256.Hash(Encoding.UTF8.GetBytes(encodedType));

    /// <summary>What is signed.</summary>
    public static Bytes32 Digest(in Bytes32 domainSeparator, in Bytes32 structHash)
    {
        Span<byte> bytes = stackalloc byte[2 + (2 * Bytes32.Size)];
        bytes[0] = 0x19;
        bytes[1] = 0x01;
        domainSeparator.CopyTo(bytes[2..]);
        structHash.CopyTo(bytes[(2 + Bytes32.Size)..]);
        return Keccak256.Hash(bytes);
    }

    /// <summary>The word that stands for a text field.</summary>
    public static Bytes32 HashText(string text) => Keccak256.Hash(Encoding.UTF8.GetBytes(text));
}

/// <summary>What a signature is bound to. A field that is null is not part of the domain's type.</summary>
public readonly record struct Eip712Domain(
    string? Name, string? Version, UInt256? ChainId, Address? VerifyingContract, Bytes32? Salt = null)
{
    private const int MaxWords = 6;

    /// <summary><c>EIP712Domain(string name,...)</c> with the fields that are set.</summary>
    public string EncodedType
    {
        get
        {
            IEnumerable<string?> members =
            [
                Name is null ? null : "string name",
                Version is null ? null : "string version",
                ChainId is null ? null : "uint256 chainId",
                VerifyingContract is null ? null : "address verifyingContract",
                Salt is null ? null : "bytes32 salt",
            ];
            return $"EIP712Domain({string.Join(',', members.Where(member => member is not null))})";
        }
    }

    /// <summary>The hash of the domain; one per contract and chain, worth keeping.</summary>
    public Bytes32 Separator()
    {
        AbiWriter words = new(stackalloc byte[MaxWords * Bytes32.Size]);
        words.Write(Eip712.TypeHash(EncodedType));
        if (Name is { } name)
        {
            words.Write(Eip712.HashText(name));
        }

        if (Version is { } version)
        {
            words.Write(Eip712.HashText(version));
        }

        if (ChainId is { } chainId)
        {
            words.Write(chainId);
        }

        if (VerifyingContract is { } contract)
        {
            words.Write(contract);
        }

        if (Salt is { } salt)
        {
            words.Write(salt);
        }

        return Keccak256.Hash(words.Written);
    }
}
