using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Proceeds;

/// <summary>What one share unit is worth: an exact fraction, floored only when somebody is paid.</summary>
/// <param name="Residual">Wei shared by all.</param>
/// <param name="TotalShares">S0.</param>
public readonly record struct PerShare(Wei Residual, Shares TotalShares)
{
    /// <summary>Wei for this many share units, floored.</summary>
    public Wei Down(Shares shares) => ShareClaims.EntitlementDown(Residual, shares, TotalShares);
}

/// <summary>Who would get what, were the lot sold at a price.</summary>
/// <param name="LotPrice">Wei for all items of the auction, sold ones too; each left is sold at its part of it.</param>
/// <param name="Split">The waterfall over the items sold before and those sold now, each price rounded up.</param>
/// <param name="PerShare">Of the residual and the vault's cash.</param>
public readonly record struct PreviewRow(Wei LotPrice, Split Split, PerShare PerShare);

/// <summary>
/// What a price would mean for everybody, before anything is signed: computed by the functions that settle, so the
/// row of a price is what happens when that price is paid.
/// </summary>
public sealed class Preview
{
    private readonly DutchItem[] items;
    private readonly bool[] isLeft;
    private readonly Wei totalWeight;
    private readonly Wei cash;
    private readonly Shares totalShares;
    private readonly Bps feeBps;

    private Preview(Vault vault, Tab tab, DutchItem[] items, bool[] isLeft, Bps feeBps)
    {
        (this.items, this.isLeft, this.feeBps, Tab) = (items, isLeft, feeBps, tab);
        (cash, totalShares) = (vault.Cash, vault.TotalShares);
        foreach (var item in items)
        {
            totalWeight += item.Weight;
        }
    }

    /// <summary>Keeper, debt and penalty.</summary>
    public Tab Tab { get; }

    /// <summary>pD: the price at which keeper and lenders are whole, wei.</summary>
    public Wei DebtCoveredPrice => Waterfall.DebtCoveredPrice(Tab);

    /// <summary>The auction as it stands, with its sold items at their prices.</summary>
    public static Preview OfAuction(Vault vault, DutchAuction auction) =>
        new(
            vault,
            auction.Tab,
            [.. auction.Items],
            [.. Enumerable.Range(0, auction.Items.Length).Select(i => !auction.IsSold(i))],
            auction.FeeBps);

    /// <summary>The vault's loan as if it were kicked now; refused without a loan or without an appraisal.</summary>
    public static Refusal? OfLoan(Vault vault, VaultContext context, out Preview preview)
    {
        preview = null!;
        if (vault.CurrentLoan is not { } loan)
        {
            return new Refusal.NoLoan(vault.Address);
        }
        if (Kicking.Weigh(vault, context, out var weights) is { } refusal)
        {
            return refusal;
        }
        var items = new DutchItem[weights.Length];
        var value = Wei.Zero;
        for (var i = 0; i < items.Length; i++)
        {
            var royalty = weights[i].IsZero ? default : Royalty.SampleDown(context.FactsOf(i).RoyaltyAnswer);
            items[i] = new DutchItem(weights[i], royalty.Receiver, royalty.RoyaltyBps, Wei.Zero, false);
            value += weights[i];
        }
        var terms = KickTerms.Of(loan.Terms, loan.DebtAt(context.Now), value);
        preview = new Preview(
            vault,
            new Tab(terms.KeeperReward, terms.Debt, terms.Penalty),
            items,
            [.. weights.Select(weight => !weight.IsZero)],
            DutchDefaults.FeeBps);
        return null;
    }

    /// <summary>The row of a lot price.</summary>
    /// <param name="lotPrice">Wei for all items; at most 2^127, so that no sum leaves 128 bits.</param>
    public PreviewRow At(Wei lotPrice)
    {
        var sales = new Sale[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var price = isLeft[i]
                ? DutchCurve.ItemPriceUp(lotPrice, items[i].Weight, totalWeight)
                : items[i].Price;
            sales[i] = new Sale(price, feeBps, items[i].RoyaltyBps);
        }
        var split = Waterfall.Of(Tab, sales);
        return new PreviewRow(lotPrice, split, new PerShare(cash + split.Residual, totalShares));
    }

    /// <summary>p1: the lowest lot price that leaves the holders a wei; 2^127 when no price does.</summary>
    /// <remarks>Bisected: the waterfall is monotone, and in a basket every item has its own cut.</remarks>
    public Wei EquityPrice()
    {
        UInt128 low = 0, high = UInt128.One << 127;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (At(new Wei(middle)).Split.Residual.IsZero)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return new Wei(low);
    }
}
