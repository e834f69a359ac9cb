using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>From appraisals and floor prices to the values to borrow against and to liquidate at, in wei.</summary>
/// <remarks>Down for borrowing, up for liquidating: each rounding guards the side that did not choose.</remarks>
public static class ValueRules
{
    public const uint GrowthBpsPerDay = 5_000;

    /// <summary>Silence earns no more growth than this.</summary>
    public const uint GrowthSpanSeconds = 2 * Duration.Day;

    public const ushort HaircutMinimumBps = 500;
    public const ushort HaircutMaximumBps = 6_000;
    public const uint BreakerJumpBps = 3_000;
    public const uint BreakerSpanSeconds = 6 * 3_600;
    public const uint BreakerDispersionBps = 2_500;

    /// <summary>The appraisal, but no more than a part of the collection's 7-day floor (floored).</summary>
    /// <param name="appraisal">Weighted median of the round.</param>
    /// <param name="floorTwap">Time-weighted average of the collection's floor.</param>
    /// <param name="rarityCapBps">How many bps of its floor an item may be worth.</param>
    public static Wei SpotValueDown(Wei appraisal, Wei floorTwap, uint rarityCapBps) =>
        MinDown(appraisal, floorTwap, rarityCapBps, Bps.Whole);

    /// <summary>The spot value, but at most 50 % a day above the last limited value; it may fall at once.</summary>
    public static Wei LimitedValueDown(Wei spotValue, Wei lastLimitedValue, ulong sinceLastSeconds)
    {
        UInt128 growth = GrowthBpsPerDay * Math.Min(sinceLastSeconds, GrowthSpanSeconds);
        UInt128 scale = Bps.Whole * (ulong)Duration.Day;
        return MinDown(spotValue, lastLimitedValue, scale + growth, scale);
    }

    /// <summary>The borrow value's haircut: base, dispersion and forced-sale discount in [500, 6 000].</summary>
    public static Bps Haircut(Bps haircutBase, UInt128 dispersionBps, Bps forcedSaleDiscount)
    {
        var sum = dispersionBps + haircutBase.Value + forcedSaleDiscount.Value;
        return new Bps((ushort)UInt128.Clamp(sum, HaircutMinimumBps, HaircutMaximumBps));
    }

    /// <summary>What the limited value leaves after the haircut, floored.</summary>
    public static Wei BorrowValueDown(Wei limitedValue, Bps haircut) =>
        Rounding.BpsDown(limitedValue, new Bps(checked((ushort)(Bps.Whole - haircut.Value))));

    /// <summary>The higher of the value now and its 24-hour average, rounded up: no sale in a crash.</summary>
    public static Wei LiquidationValueUp(Wei spotValue, Wei spotTwapUp) => Wei.Max(spotValue, spotTwapUp);

    /// <summary>True when the appraisal moved by more than 30 % of the last in 6 hours, ends included.</summary>
    public static bool IsJump(Wei appraisal, Wei lastAppraisal, ulong sinceLastSeconds)
    {
        var moved = appraisal > lastAppraisal ? appraisal - lastAppraisal : lastAppraisal - appraisal;
        return sinceLastSeconds <= BreakerSpanSeconds
            && Rounding.CompareProducts(moved.Value, Bps.Whole, BreakerJumpBps, lastAppraisal.Value) > 0;
    }

    /// <summary>True when a round trips the breaker: by a jump, or by appraisers who disagree too much.</summary>
    public static bool Trips(Wei appraisal, Wei lastAppraisal, ulong sinceLastSeconds, UInt128 dispersionBps) =>
        IsJump(appraisal, lastAppraisal, sinceLastSeconds) || dispersionBps > BreakerDispersionBps;

    /// <summary>min(value, floor(cap * part / whole)), compared before divided: a huge cap is no fault.</summary>
    private static Wei MinDown(Wei value, Wei cap, UInt128 part, UInt128 whole) =>
        Rounding.CompareProducts(cap.Value, part, value.Value, whole) >= 0
            ? value
            : new Wei(Rounding.MulDivDown(cap.Value, part, whole));
}
