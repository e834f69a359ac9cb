using Fractional.Core.Units;

namespace Fractional.Core.Proceeds;

/// <summary>
/// What burning shares pays. An account's total depends on nothing but how many shares it burned, so neither the
/// order of claims nor their pieces change it; it is below the exact part by less than 1 wei.
/// </summary>
public static class ShareClaims
{
    /// <summary>floor(residual * burned / totalShares): all an account that burned this many is ever paid.</summary>
    /// <param name="residual">Fixed at settlement, wei.</param>
    /// <param name="burned">Burned by the account so far, with the shares now being burned.</param>
    /// <param name="totalShares">S0, the supply at creation, not 0.</param>
    public static Wei EntitlementDown(Wei residual, Shares burned, Shares totalShares) =>
        new(Rounding.MulDivDown(residual.Value, burned.Value, totalShares.Value));

    /// <summary>What burning more shares pays now: the entitlement after it less the one before.</summary>
    public static Wei Due(Wei residual, Shares burnedBefore, Shares shares, Shares totalShares) =>
        EntitlementDown(residual, burnedBefore + shares, totalShares)
        - EntitlementDown(residual, burnedBefore, totalShares);
}
