using Fractional.Ethereum.Abi;
using Fractional.Ethereum.Crypto;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Messages;

/// <summary>EIP-2612: an ERC-20 allowance given by signature instead of by transaction.</summary>
/// <param name="Owner">Who signs.</param>
/// <param name="Spender">Who may take.</param>
/// <param name="Amount">In the token's smallest unit.</param>
/// <param name="Nonce">The token's next nonce for the owner.</param>
/// <param name="Deadline">Unix seconds; the permit is dead after it.</param>
public readonly record struct Permit(Address Owner, Address Spender, UInt256 Amount, UInt256 Nonce, UInt256 Deadline)
{
    private const int Words = 6;

    private static readonly Bytes32 TypeHash = Eip712.TypeHash(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    /// <summary>What the owner signs for the token with this domain.</summary>
    public Bytes32 Digest(in Eip712Domain domain) => Eip712.Digest(domain.Separator(), HashStruct());

    public Bytes32 HashStruct()
    {
        AbiWriter words = new(stackalloc byte[Words * Bytes32.Size]);
        words.Write(TypeHash);
        words.Write(Owner);
        words.Write(Spender);
        words.Write(Amount);
        words.Write(Nonce);
        words.Write(Deadline);
        return Keccak256.Hash(words.Written);
    }
}
