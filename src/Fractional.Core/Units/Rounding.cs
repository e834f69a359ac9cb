namespace Fractional.Core.Units;

/// <summary>Products and quotients with a named rounding direction and an exact 256-bit intermediate.</summary>
/// <remarks>No allocation: the claims of 100,000 holders and a curve's price pass through here.</remarks>
public static class Rounding
{
    /// <summary>floor(a * b / c).</summary>
    /// <exception cref="DivideByZeroException">c is 0.</exception>
    /// <exception cref="OverflowException">The quotient is above 2^128-1.</exception>
    public static UInt128 MulDivDown(UInt128 a, UInt128 b, UInt128 c) => MulDivRemDown(a, b, c, out _);

    /// <summary>floor(a * b / c), and what flooring left.</summary>
    /// <exception cref="DivideByZeroException">c is 0.</exception>
    /// <exception cref="OverflowException">The quotient is above 2^128-1.</exception>
    public static UInt128 MulDivRemDown(UInt128 a, UInt128 b, UInt128 c, out UInt128 remainder)
    {
        var high = WideProduct.Multiply(a, b, out var low);
        return WideProduct.Divide(high, low, c, out remainder);
    }

    /// <summary>ceil(a * b / c).</summary>
    /// <exception cref="DivideByZeroException">c is 0.</exception>
    /// <exception cref="OverflowException">The quotient is above 2^128-1.</exception>
    public static UInt128 MulDivUp(UInt128 a, UInt128 b, UInt128 c)
    {
        var quotient = MulDivRemDown(a, b, c, out var remainder);
        return remainder == 0 ? quotient : checked(quotient + 1);
    }

    /// <summary>Part of an amount, floored: 10 000 bps is all of it.</summary>
    public static Wei BpsDown(Wei amount, Bps part) => new(MulDivDown(amount.Value, part.Value, Bps.Whole));

    /// <summary>Part of an amount, rounded up.</summary>
    public static Wei BpsUp(Wei amount, Bps part) => new(MulDivUp(amount.Value, part.Value, Bps.Whole));

    /// <summary>-1, 0 or 1 as a * b is below, equal to or above c * d; exact.</summary>
    public static int CompareProducts(UInt128 a, UInt128 b, UInt128 c, UInt128 d)
    {
        var leftHigh = WideProduct.Multiply(a, b, out var leftLow);
        var rightHigh = WideProduct.Multiply(c, d, out var rightLow);
        var order = leftHigh.CompareTo(rightHigh);
        return order != 0 ? order : leftLow.CompareTo(rightLow);
    }
}
