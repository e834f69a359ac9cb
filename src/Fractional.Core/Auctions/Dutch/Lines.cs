using Fractional.Core.Proceeds;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>What each payee of an auction gets by the waterfall so far. Derived, never stored.</summary>
public static class Lines
{
    /// <summary>Wei of a line; 0 for the royalty, which is paid item by item.</summary>
    public static Wei AmountOf(DutchAuction auction, Line line)
    {
        var split = auction.Split();
        var kicker = Wei.Min(auction.KickReward, split.Keeper);
        return line switch
        {
            Line.Keeper => kicker,
            Line.RedoKeeper => split.Keeper - kicker,
            Line.Insurance => split.Penalty,
            Line.Fee => split.Fee,
            _ => Wei.Zero,
        };
    }

    /// <summary>Wei of one item's royalty.</summary>
    public static Wei RoyaltyOf(DutchAuction auction, int itemIndex)
    {
        var cuts = new Cut[auction.Items.Length];
        Waterfall.Of(auction.Tab, auction.Sales(), cuts);
        return cuts[itemIndex].Royalty;
    }
}
