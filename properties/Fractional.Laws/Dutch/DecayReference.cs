using System.Numerics;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Dutch;

/// <summary>The specified steps of the exponential curve in unbounded integers; its constants are computed.</summary>
public static class DecayReference
{
    private const int FractionBits = 64;

    /// <summary>C_i = ceil(2^128 * 2^(-2^-i)) at index i - 1.</summary>
    public static IReadOnlyList<BigInteger> Table { get; } = Exp2.RootTable(FractionBits, 600);

    public static BigInteger Price(BigInteger price, long halfLife, long elapsed)
    {
        var halvings = elapsed / halfLife;
        if (127 + halvings >= 256)
        {
            return price.IsZero ? 0 : 1;
        }
        var fraction = ((BigInteger)(elapsed % halfLife) << FractionBits) / halfLife;
        var mantissa = Amounts.Power(127);
        for (var i = 1; i <= FractionBits; i++)
        {
            if (!((fraction >> (FractionBits - i)) & 1).IsZero)
            {
                mantissa = Fraction.Ceiling(mantissa * Table[i - 1], Amounts.Power(128));
            }
        }
        return Fraction.Ceiling(price * mantissa, Amounts.Power(127 + (int)halvings));
    }
}

/// <summary>A second road to the same curve: the per-second factor to a power, 27 decimals, rounded half up.</summary>
public static class RayPower
{
    public static readonly BigInteger Ray = BigInteger.Pow(10, 27);

    /// <summary>2^(-elapsed/halfLife) in 27 decimals; the error is two-sided.</summary>
    public static BigInteger Of(long halfLife, long elapsed)
    {
        var factor = ((Exp2.Negative(1, halfLife).Low * Ray) + Amounts.Power(Exp2.Bits - 1)) >> Exp2.Bits;
        var result = Ray;
        for (var n = elapsed; n > 0; n >>= 1)
        {
            if ((n & 1) == 1)
            {
                result = Multiply(result, factor);
            }
            factor = Multiply(factor, factor);
        }
        return result;
    }

    private static BigInteger Multiply(BigInteger a, BigInteger b) => ((a * b) + (Ray / 2)) / Ray;
}
