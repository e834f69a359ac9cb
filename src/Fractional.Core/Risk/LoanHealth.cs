using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Core.Risk;

/// <summary>How near a loan is to an auction, in a word. The worst that holds.</summary>
public enum HealthWord : byte
{
    /// <summary>At or below the cure LTV.</summary>
    Healthy,

    /// <summary>Above the cure LTV, or an item was never appraised.</summary>
    Watch,

    /// <summary>Above the liquidation LTV, and its lenders did not exclude margin calls.</summary>
    Flaggable,

    /// <summary>Past dueAt.</summary>
    Due,

    /// <summary>An auction froze it.</summary>
    Liquidating,
}

/// <summary>A loan that is owed, beside what its items are worth now.</summary>
/// <param name="Debt">Open, wei.</param>
/// <param name="Collateral">Liquidation value of the items in custody, wei; none when one was never appraised.</param>
/// <param name="LtvBps">Debt over collateral, rounded up for the lenders; none without collateral.</param>
/// <param name="Word">Decided by exact products, not by the rounded LTV.</param>
public readonly record struct LoanHealth(Wei Debt, Wei? Collateral, int? LtvBps, HealthWord Word)
{
    /// <summary>An LTV above a thousand times the collateral is shown as this.</summary>
    public const int LargestLtvBps = 1_000 * Bps.Whole;

    /// <param name="loan">Owed or frozen; an ended one has no health.</param>
    /// <param name="collateral">Liquidation value of the items in custody, wei, if all were appraised.</param>
    /// <param name="now">Not before the loan was last touched.</param>
    public static LoanHealth Of(Loan loan, Wei? collateral, Timestamp now)
    {
        var debt = loan.OpenDebtAt(now);
        var ltvBps = collateral is { IsZero: false } worth ? LtvBpsUp(debt, worth) : (int?)null;
        return new LoanHealth(debt, collateral, ltvBps, WordOf(loan, debt, collateral, now));
    }

    /// <summary>True when anybody could flag it at these values: the contract's own test.</summary>
    public static bool IsFlaggable(Loan loan, Wei debt, Wei collateral) =>
        !loan.IsFrozen && !loan.Terms.Options.HasFlag(LoanOptions.MaturityOnly)
        && Health.IsUnhealthy(debt, collateral, loan.Terms.LiquidationLtvBps);

    /// <summary>Debt over collateral in bps, rounded up: no loan looks better than it is.</summary>
    /// <param name="debt">Wei.</param>
    /// <param name="collateral">Wei, not 0.</param>
    public static int LtvBpsUp(Wei debt, Wei collateral) =>
        Rounding.CompareProducts(debt.Value, Bps.Whole, collateral.Value, LargestLtvBps) >= 0
            ? LargestLtvBps
            : (int)Rounding.MulDivUp(debt.Value, Bps.Whole, collateral.Value);

    private static HealthWord WordOf(Loan loan, Wei debt, Wei? collateral, Timestamp now)
    {
        if (loan.IsFrozen) return HealthWord.Liquidating;
        if (now >= loan.Terms.DueAt) return HealthWord.Due;
        if (collateral is not { } worth) return HealthWord.Watch;
        if (IsFlaggable(loan, debt, worth)) return HealthWord.Flaggable;
        return Health.IsCured(debt, worth, loan.Terms.CureLtvBps) ? HealthWord.Healthy : HealthWord.Watch;
    }
}
