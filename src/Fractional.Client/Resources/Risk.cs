using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>All loans in one payment token, and what a fall of their values would do. Amounts in wei.</summary>
/// <param name="Buckets">By LTV; the last has no upper end.</param>
/// <param name="Unvalued">Loans with an item that was never appraised: in no bucket.</param>
/// <param name="Drops">If every value fell by so much at once.</param>
/// <param name="Stale">Loans whose oldest round is too old to open or flag one.</param>
public sealed record Risk(
    AsOf AsOf, Address? PaymentToken, int Loans, BigInteger Debt, IReadOnlyList<RiskBucket> Buckets, int Unvalued,
    IReadOnlyList<RiskDrop> Drops, int Stale, IReadOnlyList<Concentration> Concentration, PastSales Past);

/// <param name="ToLtvBps">Included; null for no end.</param>
public sealed record RiskBucket(int FromLtvBps, int? ToLtvBps, int Loans, BigInteger Debt);

/// <param name="LoansFlaggable">Loans that could then be flagged.</param>
/// <param name="DebtAtRisk">Their debt.</param>
/// <param name="Shortfall">Of it what no sale pays when all sell at the last round's reserve price.</param>
public sealed record RiskDrop(int DropBps, int LoansFlaggable, BigInteger DebtAtRisk, BigInteger Shortfall);

public sealed record Concentration(Address Collection, BigInteger Debt, int PartBps);

/// <param name="RecoveredBps">Debt paid in cash over debt, floored; null without an auction.</param>
public sealed record PastSales(int Auctions, int? RecoveredBps);

/// <summary>What keepers do, and what nobody does.</summary>
/// <param name="Overdue">Vaults that anybody may bring to auction.</param>
public sealed record Keepers(AsOf AsOf, IReadOnlyList<ActionClaim> Claims, IReadOnlyList<Overdue> Overdue);

/// <summary>The right to do one thing once.</summary>
/// <param name="Wish">What is wished: <c>Kick</c>, <c>Take/1/0</c>.</param>
/// <param name="Attempt">1, 2, ... counting the claims of this wish.</param>
public sealed record ActionClaim(
    string Wish, Address Vault, Address From, int Attempt, ActionState State, Bytes32? Transaction, ulong AtBlock);

public enum ActionState
{
    Claimed,
    Sent,
    Reached,
    Refused,
}

/// <param name="Since">Past due and grace, or past the cure window of its flag.</param>
public sealed record Overdue(Address Vault, Moment Since);
