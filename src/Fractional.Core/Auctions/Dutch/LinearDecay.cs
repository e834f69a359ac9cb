using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>A price that falls by the same amount every second.</summary>
public static class LinearDecay
{
    /// <summary>The price after <paramref name="elapsed"/> seconds, rounded up: exact at both ends.</summary>
    /// <param name="start">Price at 0, not below <paramref name="end"/>.</param>
    /// <param name="end">Price at <paramref name="duration"/>.</param>
    /// <param name="duration">Seconds, at least 1.</param>
    /// <param name="elapsed">Seconds, not above <paramref name="duration"/>.</param>
    /// <exception cref="OverflowException">The end is above the start, or elapsed above the duration.</exception>
    public static Wei PriceUp(Wei start, Wei end, ulong duration, ulong elapsed) =>
        end + new Wei(Rounding.MulDivUp((start - end).Value, checked(duration - elapsed), duration));
}
