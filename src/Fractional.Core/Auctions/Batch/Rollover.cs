using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Holders who stay in: they bid with old shares, and escrow cash that is enough at every price.</summary>
public static class Rollover
{
    /// <summary>
    /// Cash to escrow, wei. What is missing at a price p is concave in p with one kink, where the first wei is left
    /// for the shares: so it is enough at all prices when it is enough at the kink and at the limit. The slack of
    /// 3 wei, and 2 for each item, covers the roundings, also where lenders take the units that nobody buys.
    /// </summary>
    /// <param name="auction">Whose rest is sold.</param>
    /// <param name="terms">Grid and supply.</param>
    /// <param name="tick">The limit.</param>
    /// <param name="quantity">Units bid for, at most the supply.</param>
    /// <param name="shares">Old shares given for them.</param>
    public static Wei EscrowUp(DutchAuction auction, BatchTerms terms, int tick, Shares quantity, Shares shares)
    {
        var limit = terms.Grid.PriceOf(tick);
        var kink = Wei.Max(terms.Grid.ReservePrice, Wei.Min(EquityPriceOfRest(auction), limit));
        var worst = Wei.Max(
            Missing(auction, terms, kink, quantity, shares), Missing(auction, terms, limit, quantity, shares));
        return worst + new Wei((uint)(3 + 2 * auction.Items.Length));
    }

    /// <summary>
    /// The first price of all unsold items together that leaves a wei for the shares: exact for a single item, a few
    /// wei off for more. 0 when what is sold already leaves one.
    /// </summary>
    public static Wei EquityPriceOfRest(DutchAuction auction)
    {
        var sales = auction.Sales();
        BigInteger owed = auction.Tab.Total.Value;
        foreach (var sale in sales)
        {
            owed += sale.NominalCut.Value;
        }
        owed -= auction.Raised.Value;
        if (owed.Sign <= 0)
        {
            return Wei.Zero;
        }
        BigInteger weights = 0, weightedCuts = 0;
        for (var i = 0; i < sales.Length; i++)
        {
            if (!auction.IsSold(i))
            {
                BigInteger weight = auction.Items[i].Weight.Value;
                weights += weight;
                weightedCuts += weight * (sales[i].FeeBps + sales[i].RoyaltyBps).Value;
            }
        }
        return new Wei(checked((UInt128)(owed * Bps.Whole * weights / (Bps.Whole * weights - weightedCuts) + 1)));
    }

    /// <summary>What units cost at a price beyond what the old shares are then worth.</summary>
    private static Wei Missing(DutchAuction auction, BatchTerms terms, Wei price, Shares quantity, Shares shares)
    {
        var cost = terms.PaymentUp(quantity, price);
        var credit = ShareClaims.EntitlementDown(auction.SplitOfRest(price).Residual, shares, terms.Supply);
        return cost > credit ? cost - credit : Wei.Zero;
    }
}
