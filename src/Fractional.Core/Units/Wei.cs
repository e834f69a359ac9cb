using System.Globalization;

namespace Fractional.Core.Units;

/// <summary>An amount of a vault's payment token in its smallest unit, 0..2^128-1.</summary>
/// <remarks>A sum or difference that leaves the range throws <see cref="OverflowException"/>.</remarks>
public readonly record struct Wei(UInt128 Value) : IComparable<Wei>
{
    public static readonly Wei Zero = default;

    /// <summary>1e18 wei: one whole token of 18 decimals.</summary>
    public static readonly Wei One = new(1_000_000_000_000_000_000);

    public bool IsZero => Value == 0;

    public static Wei operator +(Wei left, Wei right) => new(checked(left.Value + right.Value));

    public static Wei operator -(Wei left, Wei right) => new(checked(left.Value - right.Value));

    public static bool operator <(Wei left, Wei right) => left.Value < right.Value;

    public static bool operator >(Wei left, Wei right) => left.Value > right.Value;

    public static bool operator <=(Wei left, Wei right) => left.Value <= right.Value;

    public static bool operator >=(Wei left, Wei right) => left.Value >= right.Value;

    public static Wei Min(Wei left, Wei right) => left < right ? left : right;

    public static Wei Max(Wei left, Wei right) => left > right ? left : right;

    /// <summary>Reads a decimal string of digits only.</summary>
    public static Wei Parse(string text) =>
        new(UInt128.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));

    public int CompareTo(Wei other) => Value.CompareTo(other.Value);

    /// <summary>The decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
