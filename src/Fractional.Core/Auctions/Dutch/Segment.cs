using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

public enum SegmentKind : byte
{
    /// <summary>Halves every half-life, never below the end price.</summary>
    Exponential,

    /// <summary>Straight from the start price to the end price.</summary>
    Linear,

    /// <summary>The end price.</summary>
    Constant,
}

/// <summary>One piece of a price curve, non-increasing.</summary>
/// <param name="Kind">Its shape.</param>
/// <param name="DurationSeconds">Its length; 0 for a piece that is not there.</param>
/// <param name="StartPrice">Wei for the whole lot, not below the end price.</param>
/// <param name="EndPrice">Wei for the whole lot.</param>
/// <param name="HalfLifeSeconds">Of an exponential piece, at least 1.</param>
public readonly record struct Segment(
    SegmentKind Kind, ulong DurationSeconds, Wei StartPrice, Wei EndPrice, ulong HalfLifeSeconds)
{
    /// <summary>Price in wei after <paramref name="elapsed"/> seconds of the piece, rounded up.</summary>
    public Wei PriceUp(ulong elapsed) => Kind switch
    {
        SegmentKind.Exponential => Wei.Max(EndPrice, ExponentialDecay.PriceUp(StartPrice, HalfLifeSeconds, elapsed)),
        SegmentKind.Linear => LinearDecay.PriceUp(StartPrice, EndPrice, DurationSeconds, elapsed),
        _ => EndPrice,
    };
}
