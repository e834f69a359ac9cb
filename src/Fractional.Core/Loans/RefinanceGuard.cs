using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>What protects share holders when somebody else replaces the vault's loan.</summary>
/// <remarks>
/// Interest turned into principal would itself bear interest, and refinancing every block would compound it: so the
/// yearly cost (principal times rate) must not rise either, before and after the due date.
/// </remarks>
public static class RefinanceGuard
{
    /// <summary>The first term of the new loan that is worse for share holders, or nothing.</summary>
    /// <param name="oldPrincipal">Outstanding on the old loan, wei.</param>
    /// <param name="oldDebt">Principal and interest of the old loan now, wei.</param>
    /// <param name="old">The old terms.</param>
    /// <param name="newPrincipal">Sum of the offers, wei.</param>
    /// <param name="next">The new terms.</param>
    public static Refusal.RefinanceWorse? Check(
        Wei oldPrincipal, Wei oldDebt, LoanTerms old, BigInteger newPrincipal, LoanTerms next)
    {
        BigInteger oldRate = old.RateBps.Value, newRate = next.RateBps.Value;
        BigInteger oldLate = oldRate + old.LateRateBps.Value, newLate = newRate + next.LateRateBps.Value;
        return AtMost("principal", newPrincipal, oldDebt.Value)
            ?? AtMost("rateBps", newRate, oldRate)
            ?? AtMost("lateRateBps", next.LateRateBps.Value, old.LateRateBps.Value)
            ?? AtMost("yearlyCost", newPrincipal * newRate, oldPrincipal.Value * oldRate)
            ?? AtMost("lateYearlyCost", newPrincipal * newLate, oldPrincipal.Value * oldLate)
            ?? AtMost("penaltyBps", next.PenaltyBps.Value, old.PenaltyBps.Value)
            ?? AtLeast("dueAt", next.DueAt.Seconds, old.DueAt.Seconds)
            ?? AtLeast("graceSeconds", next.GraceSeconds, old.GraceSeconds)
            ?? AtLeast("cureSeconds", next.CureSeconds, old.CureSeconds)
            ?? AtLeast("confirmSeconds", next.ConfirmSeconds, old.ConfirmSeconds)
            ?? AtLeast("cureLtvBps", next.CureLtvBps.Value, old.CureLtvBps.Value)
            ?? AtLeast("liquidationLtvBps", next.LiquidationLtvBps.Value, old.LiquidationLtvBps.Value)
            ?? AtLeast("conversionBps", next.ConversionBps.Value, old.ConversionBps.Value)
            ?? AtLeast("auctionSeconds", next.AuctionSeconds, old.AuctionSeconds)
            ?? Kept(next.Options, old.Options);
    }

    /// <summary>Margin calls may go. A backstop takes the right of redemption away, and which kind of auction is better
    /// for holders nobody can say: these stay as they are.</summary>
    private static Refusal.RefinanceWorse? Kept(LoanOptions given, LoanOptions old) =>
        given == old || given == (old | LoanOptions.MaturityOnly)
            ? null
            : new Refusal.RefinanceWorse("options", (int)given, (int)old);

    private static Refusal.RefinanceWorse? AtMost(string term, BigInteger given, BigInteger limit) =>
        given > limit ? new Refusal.RefinanceWorse(term, given, limit) : null;

    private static Refusal.RefinanceWorse? AtLeast(string term, BigInteger given, BigInteger limit) =>
        given < limit ? new Refusal.RefinanceWorse(term, given, limit) : null;
}
