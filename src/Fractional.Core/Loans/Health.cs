using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>The tests that compare a debt with a value: exact cross multiplication, nothing is rounded.</summary>
public static class Health
{
    /// <summary>True when the debt is above the liquidation LTV of the value.</summary>
    public static bool IsUnhealthy(Wei debt, Wei liquidationValue, Bps liquidationLtvBps) =>
        Rounding.CompareProducts(debt.Value, Bps.Whole, liquidationValue.Value, liquidationLtvBps.Value) > 0;

    /// <summary>True when the debt is at or below the cure LTV of the value.</summary>
    public static bool IsCured(Wei debt, Wei liquidationValue, Bps cureLtvBps) =>
        Rounding.CompareProducts(debt.Value, Bps.Whole, liquidationValue.Value, cureLtvBps.Value) <= 0;
}
