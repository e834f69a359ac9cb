using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Fractional.Ethereum.Primitives;

namespace Fractional.Ethereum.Crypto;

/// <summary>An odd modulus above 2^255, as four limbs, least significant first.</summary>
internal interface IModulus
{
    static abstract ulong M0 { get; }

    static abstract ulong M1 { get; }

    static abstract ulong M2 { get; }

    static abstract ulong M3 { get; }
}

/// <summary>The field of the coordinates: 2^256 - 2^32 - 977.</summary>
internal readonly struct FieldPrime : IModulus
{
    public static ulong M0 => 0xfffffffefffffc2f;

    public static ulong M1 => ulong.MaxValue;

    public static ulong M2 => ulong.MaxValue;

    public static ulong M3 => ulong.MaxValue;
}

/// <summary>The order of the group of points, in which keys, nonces and signatures are counted.</summary>
internal readonly struct GroupOrder : IModulus
{
    public static ulong M0 => 0xbfd25e8cd0364141;

    public static ulong M1 => 0xbaaedce6af48a03b;

    public static ulong M2 => 0xfffffffffffffffe;

    public static ulong M3 => ulong.MaxValue;
}

/// <summary>
/// A number modulo <typeparamref name="T"/> in Montgomery's form (times 2^256), so that a product needs no division.
/// No branch and no memory access depends on the number.
/// </summary>
internal readonly struct Residue<T>
    where T : struct, IModulus
{
    private static readonly ulong NegatedInverse = FindNegatedInverse();
    private static readonly Residue<T> RadixSquared = FindRadixSquared();

    private readonly ulong _0;
    private readonly ulong _1;
    private readonly ulong _2;
    private readonly ulong _3;

    private Residue(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        _0 = l0;
        _1 = l1;
        _2 = l2;
        _3 = l3;
    }

    public static Residue<T> Zero => default;

    public static Residue<T> One { get; } = From(UInt256.One);

    public static UInt256 Modulus { get; } = new Residue<T>(T.M0, T.M1, T.M2, T.M3).Raw();

    public bool IsZero => (_0 | _1 | _2 | _3) == 0;

    /// <summary>Takes any 256-bit number, also one above the modulus.</summary>
    public static Residue<T> From(in UInt256 number)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        number.CopyLimbs(limbs);
        return Reduce(0, limbs[0], limbs[1], limbs[2], limbs[3]) * RadixSquared;
    }

    public UInt256 ToUInt256() => (this * new Residue<T>(1, 0, 0, 0)).Raw();

    public static Residue<T> operator +(in Residue<T> x, in Residue<T> y)
    {
        ulong carry = 0;
        ulong s0 = Add(x._0, y._0, ref carry);
        ulong s1 = Add(x._1, y._1, ref carry);
        ulong s2 = Add(x._2, y._2, ref carry);
        ulong s3 = Add(x._3, y._3, ref carry);
        return Reduce(carry, s0, s1, s2, s3);
    }

    public static Residue<T> operator -(in Residue<T> x, in Residue<T> y)
    {
        ulong borrow = 0;
        ulong d0 = Subtract(x._0, y._0, ref borrow);
        ulong d1 = Subtract(x._1, y._1, ref borrow);
        ulong d2 = Subtract(x._2, y._2, ref borrow);
        ulong d3 = Subtract(x._3, y._3, ref borrow);
        ulong mask = unchecked(0 - borrow);
        ulong carry = 0;
        return new Residue<T>(
            Add(d0, T.M0 & mask, ref carry), Add(d1, T.M1 & mask, ref carry),
            Add(d2, T.M2 & mask, ref carry), Add(d3, T.M3 & mask, ref carry));
    }

    public static Residue<T> operator -(in Residue<T> x) => Zero - x;

    // One round per limb of x: add x[i] * y, then the multiple of the modulus that clears the lowest limb, and drop it.
    public static Residue<T> operator *(in Residue<T> x, in Residue<T> y)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        Round(x._0, y, ref t0, ref t1, ref t2, ref t3, ref t4);
        Round(x._1, y, ref t0, ref t1, ref t2, ref t3, ref t4);
        Round(x._2, y, ref t0, ref t1, ref t2, ref t3, ref t4);
        Round(x._3, y, ref t0, ref t1, ref t2, ref t3, ref t4);
        return Reduce(t4, t0, t1, t2, t3);
    }

    public Residue<T> Square() => this * this;

    /// <summary>This to a public power: the time taken depends on the exponent only.</summary>
    public Residue<T> Power(in UInt256 exponent)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        exponent.CopyLimbs(limbs);
        Span<Residue<T>> powers = stackalloc Residue<T>[16];
        powers[0] = One;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * this;
        }

        Residue<T> result = One;
        for (int bit = 252; bit >= 0; bit -= 4)
        {
            result = result.Square().Square().Square().Square();
            result *= powers[(int)((limbs[bit / 64] >> (bit % 64)) & 0xf)];
        }

        return result;
    }

    /// <summary>1 / this, by Fermat; zero for zero.</summary>
    public Residue<T> Inverse() => Power(Modulus - 2);

    /// <summary>The first when the mask is all ones, the second when it is zero.</summary>
    public static Residue<T> Select(ulong mask, in Residue<T> x, in Residue<T> y) =>
        new(y._0 ^ (mask & (x._0 ^ y._0)), y._1 ^ (mask & (x._1 ^ y._1)),
            y._2 ^ (mask & (x._2 ^ y._2)), y._3 ^ (mask & (x._3 ^ y._3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ulong x, in Residue<T> y, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        unchecked
        {
            ulong carry = 0;
            t0 = MultiplyAdd(x, y._0, t0, ref carry);
            t1 = MultiplyAdd(x, y._1, t1, ref carry);
            t2 = MultiplyAdd(x, y._2, t2, ref carry);
            t3 = MultiplyAdd(x, y._3, t3, ref carry);
            ulong top = 0;
            t4 = Add(t4, carry, ref top);

            ulong factor = t0 * NegatedInverse;
            carry = 0;
            MultiplyAdd(factor, T.M0, t0, ref carry);
            t0 = MultiplyAdd(factor, T.M1, t1, ref carry);
            t1 = MultiplyAdd(factor, T.M2, t2, ref carry);
            t2 = MultiplyAdd(factor, T.M3, t3, ref carry);
            ulong over = 0;
            t3 = Add(t4, carry, ref over);
            t4 = top + over;
        }
    }

    // carry:l3..l0 is below twice the modulus; subtract it once if needed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Residue<T> Reduce(ulong carry, ulong l0, ulong l1, ulong l2, ulong l3)
    {
        ulong borrow = 0;
        ulong d0 = Subtract(l0, T.M0, ref borrow);
        ulong d1 = Subtract(l1, T.M1, ref borrow);
        ulong d2 = Subtract(l2, T.M2, ref borrow);
        ulong d3 = Subtract(l3, T.M3, ref borrow);
        ulong keep = unchecked(0 - (borrow & ~carry));
        return new Residue<T>(
            d0 ^ (keep & (d0 ^ l0)), d1 ^ (keep & (d1 ^ l1)), d2 ^ (keep & (d2 ^ l2)), d3 ^ (keep & (d3 ^ l3)));
    }

    // Newton: each step doubles the number of right bits.
    private static ulong FindNegatedInverse()
    {
        unchecked
        {
            ulong inverse = T.M0;
            for (int bits = 3; bits < 64; bits *= 2)
            {
                inverse *= 2 - (T.M0 * inverse);
            }

            return 0 - inverse;
        }
    }

    // 2^512 modulo the modulus: 1 doubled 512 times.
    private static Residue<T> FindRadixSquared()
    {
        Residue<T> power = new(1, 0, 0, 0);
        for (int i = 0; i < 512; i++)
        {
            power += power;
        }

        return power;
    }

    private UInt256 Raw() => UInt256.FromLimbs(_0, _1, _2, _3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong x, ulong y, ulong add, ref ulong carry)
    {
        unchecked
        {
            // Two plain multiplications: taking both halves from one goes through memory and is three times slower.
            ulong high = Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(x, y) : Math.BigMul(x, y, out _);
            ulong low = x * y;
            low += add;
            high += low < add ? 1UL : 0;
            low += carry;
            high += low < carry ? 1UL : 0;
            carry = high;
            return low;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Add(ulong x, ulong y, ref ulong carry)
    {
        unchecked
        {
            ulong sum = x + y;
            ulong total = sum + carry;
            carry = (sum < x ? 1UL : 0) | (total < sum ? 1UL : 0);
            return total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Subtract(ulong x, ulong y, ref ulong borrow)
    {
        unchecked
        {
            ulong difference = x - y;
            ulong total = difference - borrow;
            borrow = (x < y ? 1UL : 0) | (difference < borrow ? 1UL : 0);
            return total;
        }
    }
}
