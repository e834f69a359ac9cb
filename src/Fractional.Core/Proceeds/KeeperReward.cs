using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core.Proceeds;

/// <summary>What starting and restarting an auction earns, fixed before any price is known.</summary>
public static class KeeperReward
{
    /// <summary>K of the kick: min(tip + chip of the debt, absolute cap, part of res_0, penalty); floored.</summary>
    /// <param name="debt">Debt frozen at the kick, wei.</param>
    /// <param name="reservePrice">Reserve price of round 0, wei.</param>
    /// <param name="penalty">The insurance fund's penalty, wei: a reward above it would pay self-liquidation.</param>
    public static Wei OfKick(Wei debt, Wei reservePrice, Wei penalty)
    {
        var wanted = DutchDefaults.Tip + Rounding.BpsDown(debt, DutchDefaults.ChipBps);
        return Wei.Min(wanted, Cap(reservePrice, penalty));
    }

    /// <summary>What the first redo adds to K: min(tip / 2, what the caps of the kick leave).</summary>
    /// <param name="soFar">K of the kick, wei.</param>
    /// <param name="kickReservePrice">Reserve price of round 0, wei.</param>
    /// <param name="penalty">The insurance fund's penalty, wei.</param>
    public static Wei OfRedo(Wei soFar, Wei kickReservePrice, Wei penalty) =>
        Wei.Min(new Wei(DutchDefaults.Tip.Value / 2), Cap(kickReservePrice, penalty) - soFar);

    private static Wei Cap(Wei reservePrice, Wei penalty)
    {
        var ofReserve = Rounding.BpsDown(reservePrice, DutchDefaults.RewardCapBps);
        return Wei.Min(DutchDefaults.RewardCap, Wei.Min(ofReserve, penalty));
    }
}
