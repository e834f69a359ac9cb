using System.Text.Json.Serialization;
using Fractional.Core.Risk;

namespace Fractional.Api.Vaults;

/// <summary>A loan over a vault, with what its lenders may take.</summary>
/// <param name="Id">Decimal: uint160(vault) &lt;&lt; 96 | number.</param>
/// <param name="Status">Owed, frozen by an auction, or ended.</param>
/// <param name="Debt">Wei open now: principal and interest, less what an auction paid already; 0 once ended.</param>
/// <param name="Principal">Wei outstanding; once frozen the whole frozen debt.</param>
/// <param name="Repaid">Wei paid to the lenders so far.</param>
/// <param name="FlaggedAt">Set while a margin call runs.</param>
/// <param name="Health">Null once ended.</param>
/// <param name="Lenders">By account.</param>
public sealed record LoanResource(
    Digits Id, LoanStatus Status, Digits Debt, Digits Principal, Digits Repaid, LoanTermsResource Terms,
    Moment? FlaggedAt, HealthResource? Health, IReadOnlyList<LenderResource> Lenders);

/// <summary>Where a loan stands.</summary>
[JsonConverter(typeof(Word<LoanStatus>))]
public enum LoanStatus
{
    /// <summary>Interest runs.</summary>
    Owed,

    /// <summary>An auction runs: interest stopped.</summary>
    Frozen,

    /// <summary>Paid, or closed by an auction; lenders may still withdraw.</summary>
    Ended,
}

/// <summary>What borrower and lenders signed; frozen at opening.</summary>
/// <param name="RateBps">Simple interest a year.</param>
/// <param name="LateRateBps">Added from dueAt on.</param>
/// <param name="GraceSeconds">After dueAt, until anybody may start the auction.</param>
/// <param name="CureSeconds">From a flag until anybody may start the auction.</param>
/// <param name="ConfirmSeconds">So much later than the flag must the round be observed that confirms it.</param>
/// <param name="MaxLtvBps">At opening, of the borrow value.</param>
/// <param name="CureLtvBps">At or below it a flag is taken away, of the liquidation value.</param>
/// <param name="LiquidationLtvBps">Above it the loan can be flagged, of the liquidation value.</param>
/// <param name="PenaltyBps">Of the debt, for the insurance fund when it comes to an auction.</param>
/// <param name="ConversionBps">Of the debt: no reserve price is below it.</param>
/// <param name="AuctionSeconds">Of each Dutch round.</param>
/// <param name="Options">Of maturityOnly, backstop and sealedBids those that the lenders signed.</param>
public sealed record LoanTermsResource(
    int RateBps, int LateRateBps, Moment DueAt, uint GraceSeconds, uint CureSeconds, uint ConfirmSeconds, int MaxLtvBps,
    int CureLtvBps, int LiquidationLtvBps, int PenaltyBps, int ConversionBps, uint AuctionSeconds,
    IReadOnlyList<LoanOption> Options);

/// <summary>What lenders choose by signing.</summary>
[JsonConverter(typeof(Word<LoanOption>))]
public enum LoanOption
{
    /// <summary>No margin calls.</summary>
    MaturityOnly,

    /// <summary>Lenders take what a batch does not sell in kind.</summary>
    Backstop,

    /// <summary>A batch auction commits and reveals.</summary>
    SealedBids,
}

/// <summary>How far a loan is from an auction: as number and as word.</summary>
/// <param name="LtvBps">Open debt over the collateral, rounded up, at most 10,000,000; null when an item was never
/// appraised.</param>
/// <param name="LiquidationLtvBps">Above it the loan can be flagged.</param>
/// <param name="Collateral">Liquidation value of the items in custody, wei; null when one was never appraised.</param>
public sealed record HealthResource(
    int? LtvBps, int LiquidationLtvBps,
    [property: JsonConverter(typeof(Word<HealthWord>))] HealthWord Word, Digits? Collateral);

/// <summary>One lender's part of a loan.</summary>
/// <param name="Units">Wei of principal lent at opening.</param>
/// <param name="Withdrawn">Wei taken so far.</param>
/// <param name="Withdrawable">Wei it may take now.</param>
public sealed record LenderResource(ChecksumAddress Account, Digits Units, Digits Withdrawn, Digits Withdrawable);
