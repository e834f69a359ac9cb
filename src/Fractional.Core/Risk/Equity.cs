using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Risk;

/// <summary>What shares are worth, for who asks before a sale.</summary>
public static class Equity
{
    /// <summary>In a settled vault exactly what a claim of the shares pays. Before, their part of the collateral and
    /// the vault's cash less the open debt, without the costs of a sale; floored once, so never above it.</summary>
    /// <param name="vault">Whose shares.</param>
    /// <param name="owner">Who would claim: earlier claims move the rounding.</param>
    /// <param name="shares">At most the supply.</param>
    /// <param name="collateral">Liquidation value of the items in custody, wei; none when one was never
    /// appraised.</param>
    /// <param name="now">Not before the loan was last touched.</param>
    /// <returns>Wei; nothing without collateral, and where the lenders or one holder took the items.</returns>
    public static Wei? OfSharesDown(Vault vault, Account owner, Shares shares, Wei? collateral, Timestamp now)
    {
        if (vault.State == VaultState.Settled)
        {
            return ShareClaims.Due(vault.Cash, vault.Shares.BurnedOf(owner), shares, vault.TotalShares);
        }
        if (vault.State is VaultState.Converted or VaultState.Redeemed || collateral is not { } worth)
        {
            return null;
        }
        var owned = worth + vault.Cash;
        var debt = vault.CurrentLoan?.OpenDebtAt(now) ?? Wei.Zero;
        var left = owned - Wei.Min(owned, debt);
        return ShareClaims.EntitlementDown(left, shares, vault.TotalShares);
    }
}
