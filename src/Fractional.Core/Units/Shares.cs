using System.Globalization;

namespace Fractional.Core.Units;

/// <summary>A count of share units of one vault, 18 decimals; a vault's total is 1e18..2^112.</summary>
/// <remarks>Sums and differences that leave 0..2^128-1 throw <see cref="OverflowException"/>.</remarks>
public readonly record struct Shares(UInt128 Value) : IComparable<Shares>
{
    public static readonly Shares Zero = default;

    public bool IsZero => Value == 0;

    public static Shares operator +(Shares left, Shares right) => new(checked(left.Value + right.Value));

    public static Shares operator -(Shares left, Shares right) => new(checked(left.Value - right.Value));

    public static bool operator <(Shares left, Shares right) => left.Value < right.Value;

    public static bool operator >(Shares left, Shares right) => left.Value > right.Value;

    public static bool operator <=(Shares left, Shares right) => left.Value <= right.Value;

    public static bool operator >=(Shares left, Shares right) => left.Value >= right.Value;

    /// <summary>Reads a decimal string of digits only.</summary>
    public static Shares Parse(string text) =>
        new(UInt128.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));

    public int CompareTo(Shares other) => Value.CompareTo(other.Value);

    /// <summary>The decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
