using Fractional.Core.Units;

namespace Fractional.Core.Proceeds;

/// <summary>What stands before the share holders, in order; constant within a round.</summary>
/// <param name="KeeperReward">K, wei.</param>
/// <param name="Debt">Debt frozen at the kick, wei.</param>
/// <param name="Penalty">For the insurance fund, wei.</param>
public readonly record struct Tab(Wei KeeperReward, Wei Debt, Wei Penalty)
{
    /// <summary>X: what a sale raises before anything is left for fee, royalty and holders.</summary>
    public Wei Total => KeeperReward + Debt + Penalty;
}

/// <summary>One sold item: its price and the two parts cut from it.</summary>
/// <param name="Price">Wei paid.</param>
/// <param name="FeeBps">Protocol fee, of the price.</param>
/// <param name="RoyaltyBps">Creator's royalty, of the price, as sampled at the kick.</param>
public readonly record struct Sale(Wei Price, Bps FeeBps, Bps RoyaltyBps)
{
    /// <summary>Fee and royalty together as if the proceeds covered them, floored once.</summary>
    public Wei NominalCut => Rounding.BpsDown(Price, FeeBps + RoyaltyBps);
}

/// <summary>What one sold item pays to the protocol and to its creator. Wei.</summary>
public readonly record struct Cut(Wei Fee, Wei Royalty);

/// <summary>The result of the waterfall; the six parts sum to <paramref name="Proceeds"/> exactly. Wei.</summary>
public readonly record struct Split(
    Wei Proceeds, Wei Keeper, Wei Debt, Wei Penalty, Wei Fee, Wei Royalty, Wei Residual);

/// <summary>keeper, debt, penalty, then per item one floored cut for fee and royalty, then the holders.</summary>
/// <remarks>
/// A pure function of the frozen terms and the prices so far. Every output is non-decreasing in every price; the
/// residual grows by 0 or 1 wei per wei, which is why fee and royalty are floored together and not one by one.
/// </remarks>
public static class Waterfall
{
    /// <summary>Splits the proceeds of a basket; without a sale everything is 0.</summary>
    /// <param name="tab">Keeper, debt and penalty.</param>
    /// <param name="sales">The sold items in the order of their indices, each cut at most 10 000 bps.</param>
    public static Split Of(Tab tab, ReadOnlySpan<Sale> sales) => Of(tab, sales, []);

    /// <summary>As above, and writes each item's own fee and royalty to <paramref name="cuts"/>.</summary>
    /// <param name="tab">Keeper, debt and penalty.</param>
    /// <param name="sales">The sold items in the order of their indices.</param>
    /// <param name="cuts">Empty, or as long as <paramref name="sales"/>.</param>
    public static Split Of(Tab tab, ReadOnlySpan<Sale> sales, Span<Cut> cuts)
    {
        var proceeds = Raised(sales);
        var rest = proceeds;
        var keeper = Pay(ref rest, tab.KeeperReward);
        var debt = Pay(ref rest, tab.Debt);
        var penalty = Pay(ref rest, tab.Penalty);
        Wei fee = Wei.Zero, royalty = Wei.Zero;
        for (var i = 0; i < sales.Length; i++)
        {
            var cut = SplitCut(Pay(ref rest, sales[i].NominalCut), sales[i]);
            fee += cut.Fee;
            royalty += cut.Royalty;
            if (!cuts.IsEmpty)
            {
                cuts[i] = cut;
            }
        }
        return new Split(proceeds, keeper, debt, penalty, fee, royalty, rest);
    }

    /// <summary>Splits the proceeds of one item.</summary>
    public static Split Of(Tab tab, Sale sale) => Of(tab, [sale]);

    /// <summary>
    /// True when the sales pay keeper, debt, penalty and every cut in full: the rest of the basket goes free.
    /// </summary>
    public static bool IsCovered(Tab tab, ReadOnlySpan<Sale> sales)
    {
        var rest = Raised(sales);
        var isCovered = PaysInFull(ref rest, tab.KeeperReward)
            && PaysInFull(ref rest, tab.Debt)
            && PaysInFull(ref rest, tab.Penalty);
        for (var i = 0; isCovered && i < sales.Length; i++)
        {
            isCovered = PaysInFull(ref rest, sales[i].NominalCut);
        }
        return isCovered;
    }

    /// <summary>Price at which keeper and lenders are whole: K + debt.</summary>
    public static Wei DebtCoveredPrice(Tab tab) => tab.KeeperReward + tab.Debt;

    /// <summary>The lowest price of a single item that leaves the holders 1 wei: X * BPS / (BPS - c) + 1.</summary>
    /// <param name="tab">Keeper, debt and penalty.</param>
    /// <param name="cutBps">c, fee and royalty together, below 10 000.</param>
    public static Wei EquityPrice(Tab tab, Bps cutBps)
    {
        var keptBps = (ushort)checked(Bps.Whole - cutBps.Value);
        return new Wei(checked(Rounding.MulDivDown(tab.Total.Value, Bps.Whole, keptBps) + 1));
    }

    private static Wei Raised(ReadOnlySpan<Sale> sales)
    {
        var raised = Wei.Zero;
        foreach (var sale in sales)
        {
            raised += sale.Price;
        }
        return raised;
    }

    private static bool PaysInFull(ref Wei rest, Wei owed) => Pay(ref rest, owed) == owed;

    private static Wei Pay(ref Wei rest, Wei owed)
    {
        var paid = Wei.Min(rest, owed);
        rest -= paid;
        return paid;
    }

    private static Cut SplitCut(Wei cut, Sale sale)
    {
        var cutBps = sale.FeeBps + sale.RoyaltyBps;
        if (cutBps.Value == 0)
        {
            return default;
        }
        var fee = new Wei(Rounding.MulDivDown(cut.Value, sale.FeeBps.Value, cutBps.Value));
        return new Cut(fee, cut - fee);
    }
}
