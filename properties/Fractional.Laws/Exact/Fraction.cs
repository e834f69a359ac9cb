using System.Numerics;

namespace Fractional.Laws.Exact;

/// <summary>Floor and ceiling of exact quotients of non-negative integers.</summary>
public static class Fraction
{
    public static BigInteger Floor(BigInteger numerator, BigInteger denominator) => numerator / denominator;

    public static BigInteger Ceiling(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        return rest.IsZero ? quotient : quotient + 1;
    }
}
