using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fractional.Core.Units;

/// <summary>256-bit products of 128-bit factors and their division by 64-bit limbs (Knuth 4.3.1 D).</summary>
internal static class WideProduct
{
    /// <summary>The upper half of a * b; the lower half goes out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 Multiply(UInt128 a, UInt128 b, out UInt128 low)
    {
        unchecked
        {
            ulong aLow = (ulong)a, aHigh = (ulong)(a >> 64), bLow = (ulong)b, bHigh = (ulong)(b >> 64);
            var limb1 = Math.BigMul(aLow, bLow, out var limb0);
            var cross1 = Math.BigMul(aLow, bHigh, out var cross0);
            var other1 = Math.BigMul(aHigh, bLow, out var other0);
            var limb3 = Math.BigMul(aHigh, bHigh, out var limb2);

            var middle = (UInt128)limb1 + cross0 + other0;
            var upper = (UInt128)limb2 + cross1 + other1 + (ulong)(middle >> 64);
            low = new UInt128((ulong)middle, limb0);
            return new UInt128(limb3 + (ulong)(upper >> 64), (ulong)upper);
        }
    }

    /// <summary>(high * 2^128 + low) / divisor, floored, with its remainder.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    /// <exception cref="OverflowException">The quotient needs more than 128 bits.</exception>
    public static UInt128 Divide(UInt128 high, UInt128 low, UInt128 divisor, out UInt128 remainder)
    {
        if (divisor == 0)
        {
            throw new DivideByZeroException();
        }
        if (high >= divisor)
        {
            throw new OverflowException("a quotient is above 2^128-1");
        }
        return divisor >> 64 == 0
            ? DivideByLimb((ulong)high, low, (ulong)divisor, out remainder)
            : DivideByTwoLimbs(high, low, divisor, out remainder);
    }

    private static UInt128 DivideByLimb(ulong high, UInt128 low, ulong divisor, out UInt128 remainder)
    {
        unchecked
        {
            var upper = DivideLimbs(high, (ulong)(low >> 64), divisor, out var rest);
            var lower = DivideLimbs(rest, (ulong)low, divisor, out rest);
            remainder = rest;
            return new UInt128(upper, lower);
        }
    }

    private static UInt128 DivideByTwoLimbs(UInt128 high, UInt128 low, UInt128 divisor, out UInt128 remainder)
    {
        unchecked
        {
            // Normalised so that the divisor's top bit is set: then a digit guess is at most two too large.
            var shift = BitOperations.LeadingZeroCount((ulong)(divisor >> 64));
            if (shift != 0)
            {
                divisor <<= shift;
                high = (high << shift) | (low >> (128 - shift));
                low <<= shift;
            }
            var upper = Digit(high, (ulong)(low >> 64), divisor, out var rest);
            var lower = Digit(rest, (ulong)low, divisor, out rest);
            remainder = rest >> shift;
            return new UInt128(upper, lower);
        }
    }

    /// <summary>One 64-bit digit of (top * 2^64 + next) / divisor; top is below divisor, which is normalised.</summary>
    private static ulong Digit(UInt128 top, ulong next, UInt128 divisor, out UInt128 remainder)
    {
        unchecked
        {
            ulong divisorHigh = (ulong)(divisor >> 64), divisorLow = (ulong)divisor, topHigh = (ulong)(top >> 64);
            ulong digit;
            UInt128 rest;
            if (topHigh >= divisorHigh)
            {
                digit = ulong.MaxValue;
                rest = top - new UInt128(divisorHigh, 0) + divisorHigh;
            }
            else
            {
                digit = DivideLimbs(topHigh, (ulong)top, divisorHigh, out var small);
                rest = small;
            }
            var product = Math.BigMul(digit, divisorLow);
            while (rest >> 64 == 0 && product > new UInt128((ulong)rest, next))
            {
                digit--;
                product -= divisorLow;
                rest += divisorHigh;
            }
            // Whatever wrapped above 128 bits wraps back here: the true remainder is below the divisor.
            remainder = (rest << 64) + next - product;
            return digit;
        }
    }

    /// <summary>(high * 2^64 + low) / divisor for high below divisor: 32-bit halves after normalising.</summary>
    private static ulong DivideLimbs(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        unchecked
        {
            if (high == 0)
            {
                (var quotient, remainder) = Math.DivRem(low, divisor);
                return quotient;
            }
            var shift = BitOperations.LeadingZeroCount(divisor);
            divisor <<= shift;
            var top = shift == 0 ? high : (high << shift) | (low >> (64 - shift));
            low <<= shift;

            var upper = HalfDigit(top, (uint)(low >> 32), divisor, out var rest);
            var lower = HalfDigit(rest, (uint)low, divisor, out rest);
            remainder = rest >> shift;
            return (upper << 32) | lower;
        }
    }

    /// <summary>One 32-bit digit of (top * 2^32 + next) / divisor; top is below divisor, which is normalised.</summary>
    private static ulong HalfDigit(ulong top, uint next, ulong divisor, out ulong remainder)
    {
        unchecked
        {
            ulong divisorHigh = divisor >> 32, divisorLow = (uint)divisor;
            var digit = top / divisorHigh;
            var rest = top - digit * divisorHigh;
            while (digit >> 32 != 0 || digit * divisorLow > ((rest << 32) | next))
            {
                digit--;
                rest += divisorHigh;
                if (rest >> 32 != 0)
                {
                    break;
                }
            }
            remainder = (top << 32) + next - digit * divisor;
            return digit;
        }
    }
}
