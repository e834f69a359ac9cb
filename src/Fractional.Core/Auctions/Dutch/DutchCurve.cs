using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>
/// The price of one round over its whole clock: an opening fall from top to middle, a straight line from middle to
/// reserve, a last call at the reserve. Non-increasing, within [reserve, top].
/// </summary>
/// <param name="Top">Wei at second 0.</param>
/// <param name="Middle">Wei where the straight line starts; the top in later rounds, which have no opening.</param>
/// <param name="ReservePrice">Wei at the end of the straight line and after it.</param>
/// <param name="OpeningSeconds">Length of the exponential opening; 0 in later rounds.</param>
/// <param name="LineSeconds">Length of the straight line.</param>
/// <param name="DurationSeconds">Length of the round; the last call is what the other two leave of it.</param>
/// <param name="HalfLifeSeconds">Half-life of the opening; unused when it has no length.</param>
public readonly record struct DutchCurve(
    Wei Top,
    Wei Middle,
    Wei ReservePrice,
    uint OpeningSeconds,
    uint LineSeconds,
    uint DurationSeconds,
    uint HalfLifeSeconds)
{
    /// <summary>The clock moves in steps of this many seconds, one block: a price is constant inside a step.</summary>
    public const uint StepSeconds = 12;

    private const uint EdgeParts = 12;
    private const uint HalfLifeParts = 20;

    /// <summary>
    /// The curve of a round. Round 0: top to 1.25 V with half-life T/20 over T/12, line to the reserve, last call
    /// of T/12. Later rounds: line from the top over T - T/12, last call.
    /// </summary>
    /// <param name="round">0 for the first pass.</param>
    /// <param name="liquidationValue">V of all items at the kick, wei.</param>
    /// <param name="top">Start price, wei.</param>
    /// <param name="reservePrice">Lowest price, wei, not above the top.</param>
    /// <param name="durationSeconds">T.</param>
    public static DutchCurve OfRound(
        byte round, Wei liquidationValue, Wei top, Wei reservePrice, uint durationSeconds)
    {
        var edge = durationSeconds / EdgeParts;
        if (round > 0)
        {
            return new DutchCurve(top, top, reservePrice, 0, durationSeconds - edge, durationSeconds, 0);
        }
        var wanted = Rounding.BpsUp(liquidationValue, DutchDefaults.MiddleBps);
        var middle = Wei.Min(Wei.Max(wanted, reservePrice), top);
        return new DutchCurve(
            top, middle, reservePrice, edge, durationSeconds - 2 * edge, durationSeconds,
            durationSeconds / HalfLifeParts);
    }

    /// <summary>Price in wei after <paramref name="elapsed"/> seconds of the round, rounded up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The round is over: elapsed is not below its duration.</exception>
    public Wei PriceUp(ulong elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(elapsed, (ulong)DurationSeconds);
        var clock = elapsed - elapsed % StepSeconds;
        if (clock < OpeningSeconds)
        {
            return Wei.Max(Middle, ExponentialDecay.PriceUp(Top, HalfLifeSeconds, clock));
        }
        clock -= OpeningSeconds;
        return clock < LineSeconds
            ? LinearDecay.PriceUp(Middle, ReservePrice, LineSeconds, clock)
            : ReservePrice;
    }

    /// <summary>Price of one item of a basket: its weight's part of the lot's price, rounded up.</summary>
    /// <param name="lotPrice">Wei for all items.</param>
    /// <param name="weight">V of the item at the kick, wei.</param>
    /// <param name="totalWeight">V of all items at the kick, wei, not 0.</param>
    public static Wei ItemPriceUp(Wei lotPrice, Wei weight, Wei totalWeight) =>
        new(Rounding.MulDivUp(lotPrice.Value, weight.Value, totalWeight.Value));
}
