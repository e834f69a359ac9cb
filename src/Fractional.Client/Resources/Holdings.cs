using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>Something that waits for an address.</summary>
/// <param name="Amount">Wei of the vault's payment token.</param>
/// <param name="Units">Shares that come with it.</param>
/// <param name="Item">Index of the item, when it is one that was won.</param>
/// <param name="Call">The contract's function.</param>
/// <param name="OnlyOwner">Only the address itself may send it; any other claim can be paid by anybody.</param>
/// <param name="Transaction">The very transaction that pays it to the address.</param>
public sealed record Claim(
    Address Vault, string VaultName, Address PaymentToken, ClaimKind Kind, BigInteger Amount, BigInteger Units,
    int? Item, string Call, bool OnlyOwner, PlainTransaction Transaction);

public enum ClaimKind
{
    Shares,
    Lender,
    Line,
    Royalty,
    Bid,
    Item,
    Series,
    Deposit,
    Tip,
}

/// <param name="Value">Wei of ether.</param>
public sealed record PlainTransaction(Address To, ReadOnlyMemory<byte> Data, BigInteger Value);

/// <summary>What an account holds, lent, and owes through its shares.</summary>
/// <param name="Complete">False when a list was cut.</param>
public sealed record Positions(
    AsOf AsOf, IReadOnlyList<Holding> Holds, IReadOnlyList<Lending> Lends, IReadOnlyList<Owing> Owes, bool Complete);

/// <param name="Value">Wei, floored; null when an item was never appraised.</param>
public sealed record Holding(
    Address Vault, string Name, Address PaymentToken, VaultState State, BigInteger Shares, int PartBps,
    BigInteger? Value);

/// <param name="Units">Wei of principal lent at opening.</param>
/// <param name="Due">Wei to withdraw now.</param>
public sealed record Lending(
    Address Vault, string Name, Address PaymentToken, UInt256 Loan, BigInteger Units, BigInteger Due, Health? Health);

/// <param name="Debt">Wei open now, of the whole vault.</param>
public sealed record Owing(
    Address Vault, string Name, Address PaymentToken, UInt256 Loan, BigInteger Debt, Health Health);
