using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>
/// Simple interest by the second, kept as an unrounded numerator over <see cref="Denominator"/> and rounded up once,
/// when it is read or paid: when and how often it is accrued changes nothing.
/// </summary>
public static class Interest
{
    /// <summary>Bps times seconds of a year of 365 days.</summary>
    public const ulong Denominator = Bps.Whole * (ulong)Duration.Year;

    /// <summary>
    /// What principal earns over [from, to): its rate, and the late rate for the part at or after dueAt. Unrounded.
    /// </summary>
    /// <exception cref="OverflowException"><paramref name="to"/> is before <paramref name="from"/>.</exception>
    public static BigInteger Numerator(
        Wei principal, Bps rate, Bps lateRate, Timestamp dueAt, Timestamp from, Timestamp to)
    {
        var weighted = (UInt128)rate.Value * (to - from);
        var lateFrom = Timestamp.Max(from, dueAt);
        if (to > lateFrom)
        {
            weighted += (UInt128)lateRate.Value * (to - lateFrom);
        }
        return (BigInteger)principal.Value * weighted;
    }

    /// <summary>The wei a numerator stands for, rounded up in the lenders' favour.</summary>
    /// <exception cref="OverflowException">More than 2^128-1 wei.</exception>
    public static Wei Up(BigInteger numerator) =>
        new(checked((UInt128)((numerator + (Denominator - 1)) / Denominator)));
}
