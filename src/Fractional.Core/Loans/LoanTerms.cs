using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>What a borrower and all lenders of a loan agree on. Frozen at opening.</summary>
/// <param name="RateBps">Simple interest a year, at most 10 000.</param>
/// <param name="LateRateBps">Added from dueAt on, at most 2 000.</param>
/// <param name="DueAt">When the loan is to be repaid.</param>
/// <param name="GraceSeconds">After dueAt, before rule M.</param>
/// <param name="CureSeconds">From the flag to the kick.</param>
/// <param name="ConfirmSeconds">The confirming round is at least this younger than the flag.</param>
/// <param name="MaxLtvBps">At opening, of the borrow value.</param>
/// <param name="CureLtvBps">Unflag at or below, of the liquidation value.</param>
/// <param name="LiquidationLtvBps">Flag above, of the liquidation value; at least MaxLtvBps + 1 000.</param>
/// <param name="PenaltyBps">Of the debt, to the insurance fund, at most 1 000.</param>
/// <param name="ConversionBps">Of the debt: the reserve price never falls below it, at most 10 000.</param>
/// <param name="AuctionSeconds">Length of each Dutch round, 24 h..14 d.</param>
/// <param name="Options">What the lenders chose, at most all flags.</param>
public sealed record LoanTerms(
    Bps RateBps,
    Bps LateRateBps,
    Timestamp DueAt,
    uint GraceSeconds,
    uint CureSeconds,
    uint ConfirmSeconds,
    Bps MaxLtvBps,
    Bps CureLtvBps,
    Bps LiquidationLtvBps,
    Bps PenaltyBps,
    Bps ConversionBps,
    uint AuctionSeconds,
    LoanOptions Options)
{
    /// <summary>Rule M holds from here on: dueAt plus grace, in seconds; may lie past 2^40.</summary>
    public ulong MaturesAtSeconds => DueAt.Seconds + GraceSeconds;

    /// <summary>The lowest price the lenders let the lot go for: their part of the debt, floored.</summary>
    public Wei ConversionPrice(Wei debt) => Rounding.BpsDown(debt, ConversionBps);

    /// <summary>The insurance fund's part of a frozen debt, floored.</summary>
    public Wei Penalty(Wei debt) => Rounding.BpsDown(debt, PenaltyBps);
}
