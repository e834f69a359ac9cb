namespace Fractional.Ethereum.Primitives;

public readonly partial struct UInt256
{
    private const int Words = 8;

    public static UInt256 operator +(UInt256 left, UInt256 right) =>
        OverflowingAdd(left, right, out UInt256 sum) ? throw Overflow(left, '+', right) : sum;

    public static UInt256 operator -(UInt256 left, UInt256 right) =>
        OverflowingSubtract(left, right, out UInt256 difference) ? throw Overflow(left, '-', right) : difference;

    public static UInt256 operator *(UInt256 left, UInt256 right) =>
        OverflowingMultiply(left, right, out UInt256 product) ? throw Overflow(left, '*', right) : product;

    /// <summary>Rounds down.</summary>
    public static UInt256 operator /(UInt256 left, UInt256 right) => DivRem(left, right, out _);

    public static UInt256 operator %(UInt256 left, UInt256 right)
    {
        DivRem(left, right, out UInt256 remainder);
        return remainder;
    }

    public static UInt256 operator &(UInt256 left, UInt256 right) =>
        new(left._u0 & right._u0, left._u1 & right._u1, left._u2 & right._u2, left._u3 & right._u3);

    public static UInt256 operator |(UInt256 left, UInt256 right) =>
        new(left._u0 | right._u0, left._u1 | right._u1, left._u2 | right._u2, left._u3 | right._u3);

    public static UInt256 operator ^(UInt256 left, UInt256 right) =>
        new(left._u0 ^ right._u0, left._u1 ^ right._u1, left._u2 ^ right._u2, left._u3 ^ right._u3);

    public static UInt256 operator ~(UInt256 number) => new(~number._u0, ~number._u1, ~number._u2, ~number._u3);

    /// <summary>Bits shifted beyond the 256th are lost, as with every shift; a count of 256 gives zero.</summary>
    public static UInt256 operator <<(UInt256 number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count >= 256)
        {
            return default;
        }

        ReadOnlySpan<ulong> from = [0, 0, 0, 0, number._u0, number._u1, number._u2, number._u3];
        int limbs = 4 - (count / 64);
        int bits = count % 64;
        ulong Limb(ReadOnlySpan<ulong> f, int i) => bits == 0 ? f[i] : (f[i] << bits) | (f[i - 1] >> (64 - bits));
        return new UInt256(
            Limb(from, limbs), Limb(from, limbs + 1), Limb(from, limbs + 2), Limb(from, limbs + 3));
    }

    public static UInt256 operator >>(UInt256 number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count >= 256)
        {
            return default;
        }

        ReadOnlySpan<ulong> from = [number._u0, number._u1, number._u2, number._u3, 0, 0, 0, 0];
        int limbs = count / 64;
        int bits = count % 64;
        ulong Limb(ReadOnlySpan<ulong> f, int i) => bits == 0 ? f[i] : (f[i] >> bits) | (f[i + 1] << (64 - bits));
        return new UInt256(
            Limb(from, limbs), Limb(from, limbs + 1), Limb(from, limbs + 2), Limb(from, limbs + 3));
    }

    public static UInt256 operator >>>(UInt256 number, int count) => number >> count;

    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;

    /// <summary>The sum modulo 2^256; true when it wrapped.</summary>
    public static bool OverflowingAdd(UInt256 left, UInt256 right, out UInt256 sum)
    {
        ulong carry = 0;
        sum = new UInt256(
            AddCarry(left._u0, right._u0, ref carry), AddCarry(left._u1, right._u1, ref carry),
            AddCarry(left._u2, right._u2, ref carry), AddCarry(left._u3, right._u3, ref carry));
        return carry != 0;
    }

    /// <summary>The difference modulo 2^256; true when it wrapped.</summary>
    public static bool OverflowingSubtract(UInt256 left, UInt256 right, out UInt256 difference)
    {
        ulong borrow = 0;
        difference = new UInt256(
            SubtractBorrow(left._u0, right._u0, ref borrow), SubtractBorrow(left._u1, right._u1, ref borrow),
            SubtractBorrow(left._u2, right._u2, ref borrow), SubtractBorrow(left._u3, right._u3, ref borrow));
        return borrow != 0;
    }

    /// <summary>The product modulo 2^256; true when it wrapped.</summary>
    public static bool OverflowingMultiply(UInt256 left, UInt256 right, out UInt256 product)
    {
        ReadOnlySpan<ulong> x = [left._u0, left._u1, left._u2, left._u3];
        ReadOnlySpan<ulong> y = [right._u0, right._u1, right._u2, right._u3];
        Span<ulong> sum = [0, 0, 0, 0, 0, 0, 0, 0];
        for (int i = 0; i < 4; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < 4; j++)
            {
                // At most (2^64-1)^2 + 2 (2^64-1) = 2^128-1: never wraps.
                UInt128 term = Math.BigMul(x[i], y[j]) + sum[i + j] + carry;
                sum[i + j] = (ulong)(term & ulong.MaxValue);
                carry = (ulong)(term >> 64);
            }

            sum[i + 4] = carry;
        }

        product = new UInt256(sum[0], sum[1], sum[2], sum[3]);
        return (sum[4] | sum[5] | sum[6] | sum[7]) != 0;
    }

    /// <summary>The quotient rounded down, and what is left.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt256 DivRem(UInt256 dividend, UInt256 divisor, out UInt256 remainder)
    {
        if (divisor.IsZero)
        {
            throw new DivideByZeroException($"{dividend} divided by zero");
        }

        if (dividend < divisor)
        {
            remainder = dividend;
            return default;
        }

        if (dividend.TryToUInt64(out ulong narrow))
        {
            (ulong quotient, ulong rest) = Math.DivRem(narrow, divisor._u0);
            remainder = rest;
            return quotient;
        }

        return LongDivision(dividend, divisor, out remainder);
    }

    // Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, on 32-bit words: the divisor is shifted until its
    // highest bit is set, so that a guess made from the two highest words is at most two too large.
    private static UInt256 LongDivision(UInt256 dividend, UInt256 divisor, out UInt256 remainder)
    {
        int words = (divisor.BitLength + 31) / 32;
        int shift = (words * 32) - divisor.BitLength;
        Span<uint> rest = stackalloc uint[Words + 1];
        Span<uint> by = stackalloc uint[Words];
        Span<uint> quotient = stackalloc uint[Words];
        quotient.Clear();
        ToWords(dividend << shift, rest);
        rest[Words] = shift == 0 ? 0 : (uint)(dividend._u3 >> (64 - shift));
        ToWords(divisor << shift, by);
        for (int i = Words - words; i >= 0; i--)
        {
            quotient[i] = words == 1 ? DivideWord(rest, by[0], i) : DivideStep(rest.Slice(i, words + 1), by[..words]);
        }

        remainder = FromWords(rest) >> shift;
        return FromWords(quotient);
    }

    private static uint DivideWord(Span<uint> rest, uint by, int at)
    {
        ulong two = ((ulong)rest[at + 1] << 32) | rest[at];
        rest[at] = (uint)(two % by);
        rest[at + 1] = 0;
        return (uint)(two / by);
    }

    private static uint DivideStep(Span<uint> rest, ReadOnlySpan<uint> by)
    {
        int top = by.Length;
        ulong two = ((ulong)rest[top] << 32) | rest[top - 1];
        ulong guess = two / by[top - 1];
        ulong left = two % by[top - 1];
        while (guess > uint.MaxValue || guess * by[top - 2] > ((left << 32) | rest[top - 2]))
        {
            guess--;
            left += by[top - 1];
            if (left > uint.MaxValue)
            {
                break;
            }
        }

        if (SubtractProduct(rest, by, (uint)guess))
        {
            guess--;
            AddBack(rest, by);
        }

        return (uint)guess;
    }

    // True when the product was larger: the guess was one too large.
    private static bool SubtractProduct(Span<uint> rest, ReadOnlySpan<uint> by, uint guess)
    {
        ulong carry = 0;
        long borrow = 0;
        for (int i = 0; i <= by.Length; i++)
        {
            ulong product = (i < by.Length ? (ulong)by[i] * guess : 0) + carry;
            carry = product >> 32;
            long difference = rest[i] - (long)(product & uint.MaxValue) + borrow;
            rest[i] = (uint)(difference & uint.MaxValue);
            borrow = difference >> 32;
        }

        return borrow != 0;
    }

    private static void AddBack(Span<uint> rest, ReadOnlySpan<uint> by)
    {
        ulong carry = 0;
        for (int i = 0; i < by.Length; i++)
        {
            ulong sum = (ulong)rest[i] + by[i] + carry;
            rest[i] = (uint)(sum & uint.MaxValue);
            carry = sum >> 32;
        }

        rest[by.Length] = (uint)((rest[by.Length] + carry) & uint.MaxValue);
    }

    private static void ToWords(UInt256 number, Span<uint> words)
    {
        ReadOnlySpan<ulong> limbs = [number._u0, number._u1, number._u2, number._u3];
        for (int i = 0; i < Words; i++)
        {
            words[i] = (uint)((limbs[i / 2] >> (i % 2 * 32)) & uint.MaxValue);
        }
    }

    private static UInt256 FromWords(ReadOnlySpan<uint> words)
    {
        static ulong Join(uint low, uint high) => ((ulong)high << 32) | low;
        return new UInt256(
            Join(words[0], words[1]), Join(words[2], words[3]), Join(words[4], words[5]), Join(words[6], words[7]));
    }

    private static ulong AddCarry(ulong left, ulong right, ref ulong carry)
    {
        unchecked
        {
            ulong sum = left + right;
            ulong total = sum + carry;
            carry = (sum < left ? 1UL : 0) | (total < sum ? 1UL : 0);
            return total;
        }
    }

    private static ulong SubtractBorrow(ulong left, ulong right, ref ulong borrow)
    {
        unchecked
        {
            ulong difference = left - right;
            ulong total = difference - borrow;
            borrow = (left < right ? 1UL : 0) | (difference < borrow ? 1UL : 0);
            return total;
        }
    }

    private static OverflowException Overflow(UInt256 left, char sign, UInt256 right) =>
        new($"{left} {sign} {right} is outside 0..2^256-1");
}
