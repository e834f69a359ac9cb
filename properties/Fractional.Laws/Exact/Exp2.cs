using System.Numerics;

namespace Fractional.Laws.Exact;

/// <summary>
/// 2^(-x) in fixed point by two roads that share nothing: the series of exp, and a chain of integer square roots.
/// </summary>
public static class Exp2
{
    /// <summary>Precision of results: 512 bits after the point.</summary>
    public const int Bits = 512;
    private const int GuardBits = 64;
    private const int WorkBits = Bits + GuardBits;
    private static readonly BigInteger One = BigInteger.One << WorkBits;

    /// <summary>ln 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749).</summary>
    private static readonly BigInteger Ln2 = (18 * Atanh(26)) - (2 * Atanh(4_801)) + (8 * Atanh(8_749));

    /// <summary>
    /// Bounds around 2^(-numerator/denominator), scaled by 2^512: Low &lt;= exact &lt;= High and High - Low &lt;= 2.
    /// Exact when the quotient is a whole number not above 512.
    /// </summary>
    public static (BigInteger Low, BigInteger High) Negative(BigInteger numerator, BigInteger denominator)
    {
        var whole = BigInteger.DivRem(numerator, denominator, out var rest);
        if (whole > Bits)
        {
            return (0, 1);
        }
        if (rest.IsZero)
        {
            var exact = BigInteger.One << (Bits - (int)whole);
            return (exact, exact);
        }
        var scaled = ExpNegative(rest * Ln2 / denominator) >> (GuardBits + (int)whole);
        return (BigInteger.Max(0, scaled - 1), scaled + 1);
    }

    /// <summary>ceil(2^128 * 2^(-2^-i)) for i = 1..count by repeated integer square roots of 2^(2*bits-1).</summary>
    public static BigInteger[] RootTable(int count, int bits)
    {
        var table = new BigInteger[count];
        var root = BigInteger.One << (bits - 1); // 2^-1 with `bits` bits after the point
        for (var i = 0; i < count; i++)
        {
            root = SquareRoot(root << bits);
            table[i] = (root >> (bits - 128)) + 1; // irrational, so the ceiling is never the floor
        }
        return table;
    }

    private static BigInteger ExpNegative(BigInteger x)
    {
        var sum = One;
        var term = One;
        for (var k = 1; !term.IsZero; k++)
        {
            term = ((term * x) >> WorkBits) / k;
            sum += k % 2 == 0 ? term : -term;
        }
        return sum;
    }

    private static BigInteger Atanh(int inverse)
    {
        var power = One / inverse;
        var sum = BigInteger.Zero;
        for (var k = 1; !power.IsZero; k += 2)
        {
            sum += power / k;
            power /= inverse * inverse;
        }
        return sum;
    }

    /// <summary>floor(sqrt(n)) by Newton's method from above.</summary>
    private static BigInteger SquareRoot(BigInteger n)
    {
        var guess = BigInteger.One << ((int)(n.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (guess + (n / guess)) >> 1;
            if (next >= guess)
            {
                return guess;
            }
            guess = next;
        }
    }
}
