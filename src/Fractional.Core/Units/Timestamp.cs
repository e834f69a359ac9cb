using System.Globalization;

namespace Fractional.Core.Units;

/// <summary>Seconds since 1970 as a block states them, 0..2^40-1.</summary>
public readonly record struct Timestamp : IComparable<Timestamp>
{
    public const ulong MaxSeconds = (1UL << 40) - 1;

    /// <exception cref="ArgumentOutOfRangeException">More than 2^40-1 seconds.</exception>
    public Timestamp(ulong seconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, MaxSeconds);
        Seconds = seconds;
    }

    public ulong Seconds { get; }

    public static Timestamp operator +(Timestamp start, ulong seconds) => new(start.Seconds + seconds);

    /// <summary>Seconds from start to end; <see cref="OverflowException"/> when negative.</summary>
    public static ulong operator -(Timestamp end, Timestamp start) => checked(end.Seconds - start.Seconds);

    public static bool operator <(Timestamp left, Timestamp right) => left.Seconds < right.Seconds;

    public static bool operator >(Timestamp left, Timestamp right) => left.Seconds > right.Seconds;

    public static bool operator <=(Timestamp left, Timestamp right) => left.Seconds <= right.Seconds;

    public static bool operator >=(Timestamp left, Timestamp right) => left.Seconds >= right.Seconds;

    public static Timestamp Max(Timestamp left, Timestamp right) => left > right ? left : right;

    public static Timestamp Min(Timestamp left, Timestamp right) => left < right ? left : right;

    public int CompareTo(Timestamp other) => Seconds.CompareTo(other.Seconds);

    public override string ToString() => Seconds.ToString(CultureInfo.InvariantCulture);
}
