using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <param name="Debt">Wei open now: principal and interest, less what an auction paid; 0 once ended.</param>
/// <param name="Principal">Wei outstanding; once frozen the whole frozen debt.</param>
/// <param name="Repaid">Wei paid to the lenders so far.</param>
/// <param name="FlaggedAt">Set while a margin call runs.</param>
/// <param name="Health">Null once ended.</param>
public sealed record Loan(
    UInt256 Id, LoanStatus Status, BigInteger Debt, BigInteger Principal, BigInteger Repaid, LoanTerms Terms,
    Moment? FlaggedAt, Health? Health, IReadOnlyList<Lender> Lenders);

public enum LoanStatus
{
    Owed,
    Frozen,
    Ended,
}

/// <summary>What borrower and lenders signed; frozen at opening.</summary>
public sealed record LoanTerms(
    int RateBps, int LateRateBps, Moment DueAt, uint GraceSeconds, uint CureSeconds, uint ConfirmSeconds, int MaxLtvBps,
    int CureLtvBps, int LiquidationLtvBps, int PenaltyBps, int ConversionBps, uint AuctionSeconds,
    IReadOnlyList<LoanOption> Options);

public enum LoanOption
{
    MaturityOnly,
    Backstop,
    SealedBids,
}

/// <summary>How far a loan is from an auction.</summary>
/// <param name="LtvBps">Open debt over the collateral, rounded up; null when an item was never appraised.</param>
/// <param name="LiquidationLtvBps">Above it the loan can be flagged.</param>
/// <param name="Collateral">Wei; null when an item was never appraised.</param>
public sealed record Health(int? LtvBps, int LiquidationLtvBps, HealthWord Word, BigInteger? Collateral);

public enum HealthWord
{
    Healthy,
    Watch,
    Flaggable,
    Due,
    Liquidating,
}

/// <param name="Units">Wei of principal lent at opening.</param>
/// <param name="Withdrawn">Wei taken so far.</param>
/// <param name="Withdrawable">Wei it may take now.</param>
public sealed record Lender(Address Account, BigInteger Units, BigInteger Withdrawn, BigInteger Withdrawable);
