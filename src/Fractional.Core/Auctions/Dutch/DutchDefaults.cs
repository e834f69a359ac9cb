using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>The constants of every Dutch auction, fixed in the contract's code.</summary>
public static class DutchDefaults
{
    /// <summary>Where the straight line of round 0 starts, of V.</summary>
    public static readonly Bps MiddleBps = new(12_500);

    /// <summary>The last round; a batch auction follows it.</summary>
    public const byte LastRound = 1;

    public static readonly Bps FeeBps = new(50);

    public static readonly Bps RoyaltyCapBps = new(1_000);

    /// <summary>The fixed part of the keeper's reward: 0.05 of an 18-decimals token.</summary>
    public static readonly Wei Tip = new(50_000_000_000_000_000);

    /// <summary>The part of the keeper's reward that grows with the debt.</summary>
    public static readonly Bps ChipBps = new(10);

    /// <summary>The keeper's reward is never above this.</summary>
    public static readonly Wei RewardCap = Wei.One;

    /// <summary>Nor above this part of round 0's reserve price.</summary>
    public static readonly Bps RewardCapBps = new(200);

    /// <summary>Seconds between the starts of two auctions of one collection.</summary>
    public const uint SpacingSeconds = 6 * 3_600;

    /// <summary>Spacing delays a start no further: a crowd of small auctions must not stop a large one.</summary>
    public const uint LongestDelaySeconds = 2 * Duration.Day;

    /// <summary>Top of a round, of V.</summary>
    public static Bps TopBps(byte round) => new(round == 0 ? (ushort)40_000 : (ushort)13_000);

    /// <summary>Reserve price of a round, of V.</summary>
    public static Bps ReservePriceBps(byte round) => new(round == 0 ? (ushort)6_000 : (ushort)4_000);

    /// <summary>Lowest price of a round: max(1, part of V floored, what the lenders asked for).</summary>
    /// <param name="round">0 for the first pass.</param>
    /// <param name="liquidationValue">V of all items at the kick, wei.</param>
    /// <param name="conversionPrice">The lenders' part of the frozen debt, wei.</param>
    public static Wei ReservePrice(byte round, Wei liquidationValue, Wei conversionPrice)
    {
        var ofLot = Rounding.BpsDown(liquidationValue, ReservePriceBps(round));
        return Wei.Max(new Wei(1), Wei.Max(ofLot, conversionPrice));
    }

    /// <summary>Start price of a round: max(part of V rounded up, twice the reserve price).</summary>
    public static Wei Top(byte round, Wei liquidationValue, Wei reservePrice) =>
        Wei.Max(Rounding.BpsUp(liquidationValue, TopBps(round)), reservePrice + reservePrice);
}
