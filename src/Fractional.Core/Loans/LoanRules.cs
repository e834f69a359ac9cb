using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>The ranges of the terms that the protocol accepts, and its fixed limits.</summary>
public static class LoanRules
{
    /// <summary>At opening, of the principal, to the insurance fund.</summary>
    public static readonly Bps PremiumBps = new(50);

    /// <summary>
    /// Wei. With rates up to 120 % a year and times below 2^40 s no debt, and no price over it, leaves 128 bits.
    /// </summary>
    public static readonly Wei PrincipalLimit = new(UInt128.One << 110);

    private const int RateLimit = 10_000;
    private const int LateRateLimit = 2_000;
    private const int PenaltyLimit = 1_000;
    private const int ConversionLimit = 10_000;
    private const int OptionsLimit = (int)(LoanOptions.MaturityOnly | LoanOptions.Backstop | LoanOptions.SealedBids);
    private const uint AuctionMinimum = Duration.Day;
    private const uint AuctionMaximum = 14 * Duration.Day;

    /// <summary>Between the two LTVs, so that a fresh loan cannot be flagged at the same values.</summary>
    private const int LtvGap = 1_000;

    /// <summary>The first term out of range, or nothing.</summary>
    public static Refusal.TermOutOfRange? Check(LoanTerms terms, Timestamp now) =>
        AtMost("rateBps", terms.RateBps.Value, RateLimit)
        ?? AtMost("lateRateBps", terms.LateRateBps.Value, LateRateLimit)
        ?? AtLeast("dueAt", terms.DueAt.Seconds, now.Seconds + 1)
        ?? AtLeast("liquidationLtvBps", terms.LiquidationLtvBps.Value, terms.MaxLtvBps.Value + LtvGap)
        ?? AtLeast("liquidationLtvBps", terms.LiquidationLtvBps.Value, terms.CureLtvBps.Value + 1)
        ?? AtMost("penaltyBps", terms.PenaltyBps.Value, PenaltyLimit)
        ?? AtMost("conversionBps", terms.ConversionBps.Value, ConversionLimit)
        ?? AtLeast("auctionSeconds", terms.AuctionSeconds, AuctionMinimum)
        ?? AtMost("auctionSeconds", terms.AuctionSeconds, AuctionMaximum)
        ?? AtMost("options", (int)terms.Options, OptionsLimit);

    private static Refusal.TermOutOfRange? AtMost(string term, BigInteger given, BigInteger limit) =>
        given > limit ? new Refusal.TermOutOfRange(term, given, limit) : null;

    private static Refusal.TermOutOfRange? AtLeast(string term, BigInteger given, BigInteger limit) =>
        given < limit ? new Refusal.TermOutOfRange(term, given, limit) : null;
}
