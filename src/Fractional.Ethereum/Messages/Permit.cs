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
        StructHash hash = new(stackalloc byte[Words * Bytes32.Size], TypeHash);
        hash.Add(Owner);
        hash.Add(Spender);
        hash.Add(Amount);
        hash.Add(Nonce);
        hash.Add(Deadline);
        return hash.Finish();
    }
}
