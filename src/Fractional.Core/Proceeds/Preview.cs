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
    /// <summary>The highest price of a row, wei: no sum over it leaves 128 bits.</summary>
    public static readonly Wei LargestPrice = new(UInt128.One << 127);

    /// <summary>Rows worth showing at these parts of the price that covers the debt.</summary>
    private static readonly Bps[] PartsToShow =
        [.. new ushort[] { 4_000, 6_000, 8_000, 9_000, 10_000, 12_500, 15_000, 20_000 }.Select(part => new Bps(part))];

    private readonly Func<Wei, Sale[]> salesAt;
    private readonly Wei cash;
    private readonly Shares totalShares;

    private Preview(Vault vault, Tab tab, Func<Wei, Sale[]> salesAt)
    {
        (this.salesAt, Tab) = (salesAt, tab);
        (cash, totalShares) = (vault.Cash, vault.TotalShares);
    }

    private Preview(Vault vault, Tab tab, DutchItem[] items, bool[] isLeft, Bps feeBps)
        : this(vault, tab, price => SalesAt(price, items, isLeft, feeBps))
    {
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

    /// <summary>A batch auction as it stands: what is left goes for one price, spread over the items by
    /// weight.</summary>
    public static Preview OfBatch(Vault vault, DutchAuction auction) =>
        new(vault, auction.Tab, price => auction.WithRestSoldFor(price).Sales());

    /// <summary>What a vault's next sale would mean: of its auction, or of its loan as if it were kicked now. Refused
    /// without a loan, without an appraisal, and once the lenders own the items.</summary>
    public static Refusal? Of(Vault vault, VaultContext context, out Preview preview)
    {
        preview = null!;
        switch (vault.State)
        {
            case VaultState.Dutch:
                preview = OfAuction(vault, vault.Auctions[vault.AuctionCount]);
                return null;
            case VaultState.Batch:
                preview = OfBatch(vault, vault.Auctions[vault.AuctionCount]);
                return null;
            case VaultState.Converted:
                return new Refusal.StateForbids(vault.State);
            default:
                return OfLoan(vault, context, out preview);
        }
    }

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

    /// <summary>Ten prices that tell the story: around the one that covers the debt, the one from which on shares earn,
    /// and twice that. Rising; fewer when some are the same or too high.</summary>
    public IReadOnlyList<Wei> PricesToShow()
    {
        var equity = EquityPrice();
        Wei[] ofShares = equity.Value <= LargestPrice.Value / 2 ? [equity, equity + equity] : [];
        return
        [
            .. PartsToShow.Select(part => Rounding.BpsDown(DebtCoveredPrice, part)).Concat(ofShares)
                .Where(price => price <= LargestPrice).Distinct().Order(),
        ];
    }

    /// <summary>The row of a lot price.</summary>
    /// <param name="lotPrice">Wei for all items; at most 2^127, so that no sum leaves 128 bits.</param>
    public PreviewRow At(Wei lotPrice)
    {
        var split = Waterfall.Of(Tab, salesAt(lotPrice));
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

    private static Sale[] SalesAt(Wei lotPrice, DutchItem[] items, bool[] isLeft, Bps feeBps)
    {
        var totalWeight = items.Aggregate(Wei.Zero, (sum, item) => sum + item.Weight);
        var sales = new Sale[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            var price = isLeft[i]
                ? DutchCurve.ItemPriceUp(lotPrice, items[i].Weight, totalWeight)
                : items[i].Price;
            sales[i] = new Sale(price, feeBps, items[i].RoyaltyBps);
        }
        return sales;
    }
}
