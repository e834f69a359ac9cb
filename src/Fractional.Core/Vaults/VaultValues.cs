using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>What the items still in a vault are worth together.</summary>
/// <param name="BorrowValue">To lend against, wei.</param>
/// <param name="LiquidationValue">To liquidate at, wei.</param>
/// <param name="ObservedAt">The oldest round.</param>
/// <param name="TrippedItem">The first item whose breaker is tripped, if any.</param>
public readonly record struct VaultValues(
    Wei BorrowValue, Wei LiquidationValue, Timestamp ObservedAt, Item? TrippedItem)
{
    /// <summary>The sums over the items in custody, whatever their age; refused when one was never appraised.</summary>
    public static Refusal? Read(Vault vault, VaultContext context, out VaultValues values)
    {
        values = new VaultValues(Wei.Zero, Wei.Zero, new Timestamp(Timestamp.MaxSeconds), null);
        for (var i = 0; i < vault.Items.Length; i++)
        {
            if (vault.IsDelivered(i))
            {
                continue;
            }
            if (context.FactsOf(i).Valuation is not { } valuation)
            {
                return new Refusal.NoAppraisal(vault.Items[i].Collection, vault.Items[i].TokenId);
            }
            values = new VaultValues(
                values.BorrowValue + valuation.BorrowValue,
                values.LiquidationValue + valuation.LiquidationValue,
                Timestamp.Min(values.ObservedAt, valuation.ObservedAt),
                values.TrippedItem ?? (valuation.Tripped ? vault.Items[i] : null));
        }
        return null;
    }

    /// <summary>As <see cref="Read"/>, and refused when a round is stale or a breaker is tripped.</summary>
    public static Refusal? ReadFresh(Vault vault, VaultContext context, out VaultValues values)
    {
        var maxAge = context.Protocol.MaxAgeSeconds;
        if (Read(vault, context, out values) is { } refusal)
        {
            return refusal;
        }
        if (values.ObservedAt.Seconds + maxAge < context.Now.Seconds)
        {
            return new Refusal.AppraisalStale(values.ObservedAt, maxAge);
        }
        return values.TrippedItem is { } item ? new Refusal.BreakerTripped(item.Collection, item.TokenId) : null;
    }
}
