using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>
/// A point of y^2 = x^3 + 7 in projective coordinates (X/Z, Y/Z). The addition has no special cases: also for equal,
/// opposite and infinite points it takes the same steps, so nothing leaks and nothing is forgotten.
/// </summary>
/// <remarks>Renes, Costello, Batina: Complete addition formulas, 2016, algorithms 7 and 9 (a = 0, 3b = 21).</remarks>
internal readonly struct CurvePoint(Residue<FieldPrime> x, Residue<FieldPrime> y, Residue<FieldPrime> z)
{
    private const int WindowBits = 4;
    private const int WindowSize = 1 << WindowBits;
    private const int Windows = 256 / WindowBits;

    private static readonly UInt256 SquareRootExponent = (Residue<FieldPrime>.Modulus >> 2) + 1;

    // j * 16^i * G for every window i and digit j.
    private static readonly CurvePoint[] GeneratorTable = BuildGeneratorTable();

    private readonly Residue<FieldPrime> _x = x;
    private readonly Residue<FieldPrime> _y = y;
    private readonly Residue<FieldPrime> _z = z;

    public static CurvePoint Infinity =>
        new(Residue<FieldPrime>.Zero, Residue<FieldPrime>.One, Residue<FieldPrime>.Zero);

    public static CurvePoint Generator => new(
        Residue<FieldPrime>.From(
            Hex.ParseQuantity("0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")),
        Residue<FieldPrime>.From(
            Hex.ParseQuantity("0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")),
        Residue<FieldPrime>.One);

    public bool IsInfinity => _z.IsZero;

    /// <summary>The point with this x and the wanted parity of y.</summary>
    /// <returns>False when x is not below the field's prime or no point has it.</returns>
    public static bool TryFromX(in UInt256 x, bool isYOdd, out CurvePoint point)
    {
        point = Infinity;
        if (x >= Residue<FieldPrime>.Modulus)
        {
            return false;
        }

        Residue<FieldPrime> fieldX = Residue<FieldPrime>.From(x);
        Residue<FieldPrime> square = (fieldX.Square() * fieldX) + Residue<FieldPrime>.From(7);
        Residue<FieldPrime> y = square.Power(SquareRootExponent);
        if (!(y.Square() - square).IsZero)
        {
            return false;
        }

        point = new CurvePoint(fieldX, IsOdd(y.ToUInt256()) == isYOdd ? y : -y, Residue<FieldPrime>.One);
        return true;
    }

    /// <summary>The coordinates; meaningless for infinity.</summary>
    public (UInt256 X, UInt256 Y) ToAffine()
    {
        Residue<FieldPrime> inverse = _z.Inverse();
        return ((_x * inverse).ToUInt256(), (_y * inverse).ToUInt256());
    }

    public static CurvePoint operator -(in CurvePoint p) => new(p._x, -p._y, p._z);

    public static CurvePoint operator +(in CurvePoint p, in CurvePoint q)
    {
        Residue<FieldPrime> xx = p._x * q._x;
        Residue<FieldPrime> yy = p._y * q._y;
        Residue<FieldPrime> zz = p._z * q._z;
        Residue<FieldPrime> xy = ((p._x + p._y) * (q._x + q._y)) - (xx + yy);
        Residue<FieldPrime> yz = ((p._y + p._z) * (q._y + q._z)) - (yy + zz);
        Residue<FieldPrime> xz = Times21(((p._x + p._z) * (q._x + q._z)) - (xx + zz));
        Residue<FieldPrime> xx3 = xx + xx + xx;
        zz = Times21(zz);
        Residue<FieldPrime> sum = yy + zz;
        Residue<FieldPrime> difference = yy - zz;
        return new CurvePoint(
            (xy * difference) - (yz * xz),
            (difference * sum) + (xx3 * xz),
            (sum * yz) + (xx3 * xy));
    }

    public CurvePoint Double()
    {
        Residue<FieldPrime> yy = _y.Square();
        Residue<FieldPrime> yy2 = yy + yy;
        Residue<FieldPrime> yy4 = yy2 + yy2;
        Residue<FieldPrime> yy8 = yy4 + yy4;
        Residue<FieldPrime> zz = Times21(_z.Square());
        Residue<FieldPrime> difference = yy - (zz + zz + zz);
        Residue<FieldPrime> half = difference * (_x * _y);
        return new CurvePoint(half + half, (difference * (yy + zz)) + (zz * yy8), _y * _z * yy8);
    }

    /// <summary>scalar * G: one table entry per window, each found by reading the whole window.</summary>
    public static CurvePoint MultiplyGenerator(in UInt256 scalar)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        scalar.CopyLimbs(limbs);
        CurvePoint sum = Infinity;
        for (int i = 0; i < Windows; i++)
        {
            sum += Pick(GeneratorTable.AsSpan(i * WindowSize, WindowSize), Digit(limbs, i));
        }

        limbs.Clear();
        return sum;
    }

    /// <summary>scalar * this, for public numbers.</summary>
    public CurvePoint Multiply(in UInt256 scalar)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        scalar.CopyLimbs(limbs);
        Span<CurvePoint> multiples = stackalloc CurvePoint[WindowSize];
        FillMultiples(this, multiples);
        CurvePoint sum = Infinity;
        for (int i = Windows - 1; i >= 0; i--)
        {
            sum = sum.Double().Double().Double().Double() + multiples[Digit(limbs, i)];
        }

        return sum;
    }

    private static CurvePoint Pick(ReadOnlySpan<CurvePoint> window, int digit)
    {
        CurvePoint picked = window[0];
        for (int j = 1; j < window.Length; j++)
        {
            // All ones when j is the digit, without a comparison that could become a branch.
            ulong mask = unchecked((ulong)(((long)(j ^ digit) - 1) >> 63));
            picked = new CurvePoint(
                Residue<FieldPrime>.Select(mask, window[j]._x, picked._x),
                Residue<FieldPrime>.Select(mask, window[j]._y, picked._y),
                Residue<FieldPrime>.Select(mask, window[j]._z, picked._z));
        }

        return picked;
    }

    private static int Digit(ReadOnlySpan<ulong> limbs, int window)
    {
        int bit = window * WindowBits;
        return (int)((limbs[bit / 64] >> (bit % 64)) & (WindowSize - 1));
    }

    private static CurvePoint[] BuildGeneratorTable()
    {
        CurvePoint[] table = new CurvePoint[Windows * WindowSize];
        CurvePoint unit = Generator;
        for (int i = 0; i < Windows; i++)
        {
            FillMultiples(unit, table.AsSpan(i * WindowSize, WindowSize));
            unit = unit.Double().Double().Double().Double();
        }

        return table;
    }

    private static void FillMultiples(in CurvePoint unit, Span<CurvePoint> multiples)
    {
        multiples[0] = Infinity;
        for (int j = 1; j < multiples.Length; j++)
        {
            multiples[j] = multiples[j - 1] + unit;
        }
    }

    private static Residue<FieldPrime> Times21(in Residue<FieldPrime> number)
    {
        Residue<FieldPrime> twice = number + number;
        Residue<FieldPrime> four = twice + twice;
        Residue<FieldPrime> eight = four + four;
        return eight + eight + four + number;
    }

    private static bool IsOdd(in UInt256 number) => !(number & 1UL).IsZero;
}
