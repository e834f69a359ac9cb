using System.Globalization;

namespace Fractional.Core.Units;

/// <summary>Ten-thousandths: 10 000 is the whole.</summary>
public readonly record struct Bps(ushort Value) : IComparable<Bps>
{
    public const ushort Whole = 10_000;

    public static readonly Bps Zero = default;

    public static Bps operator +(Bps left, Bps right) => new(checked((ushort)(left.Value + right.Value)));

    public static bool operator <(Bps left, Bps right) => left.Value < right.Value;

    public static bool operator >(Bps left, Bps right) => left.Value > right.Value;

    public static bool operator <=(Bps left, Bps right) => left.Value <= right.Value;

    public static bool operator >=(Bps left, Bps right) => left.Value >= right.Value;

    public int CompareTo(Bps other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
