using Fractional.Core.Units;

namespace Fractional.Core.Proceeds;

/// <summary>What a lender's units have earned so far: the rule of the share claims over the repayments.</summary>
public static class LenderEntitlements
{
    /// <summary>floor(repaid * units / totalUnits): all that these units have earned until now.</summary>
    /// <param name="repaid">Cumulative repayments of the loan, wei.</param>
    /// <param name="units">The position's units, wei of principal at opening.</param>
    /// <param name="totalUnits">Units of all lenders, not 0.</param>
    public static Wei EntitlementDown(Wei repaid, Wei units, Wei totalUnits) =>
        new(Rounding.MulDivDown(repaid.Value, units.Value, totalUnits.Value));
}
