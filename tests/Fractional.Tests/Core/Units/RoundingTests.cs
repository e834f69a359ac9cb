using System.Numerics;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Units;

public sealed class RoundingTests
{
    [Fact]
    public void A_division_by_zero_is_a_fault()
    {
        Should.Throw<DivideByZeroException>(() => Rounding.MulDivDown(1, 1, 0));
        Should.Throw<DivideByZeroException>(() => Rounding.MulDivUp(0, 0, 0));
    }

    [Fact]
    public void A_quotient_above_128_bits_is_a_fault()
    {
        Should.Throw<OverflowException>(() => Rounding.MulDivDown(UInt128.MaxValue, 2, 1));
        Should.Throw<OverflowException>(() => Rounding.MulDivDown(UInt128.One << 64, UInt128.One << 64, 1));
        var odd = UInt128.MaxValue - 1;
        Rounding.MulDivDown(UInt128.MaxValue, UInt128.MaxValue, odd + 1).ShouldBe(UInt128.MaxValue);
        Should.Throw<OverflowException>(() => Rounding.MulDivUp(UInt128.MaxValue, UInt128.MaxValue, odd));
    }

    [Fact]
    public void Products_are_divided_as_exact_integers_are()
    {
        var numbers = new SeededNumbers(1);
        for (var i = 0; i < 200_000; i++)
        {
            UInt128 a = numbers.Amount(), b = numbers.Amount(), c = numbers.Amount();
            if (c == 0)
            {
                continue;
            }
            var floor = BigInteger.DivRem((BigInteger)a * b, c, out var rest);
            var ceiling = rest.IsZero ? floor : floor + 1;
            Check(() => Rounding.MulDivDown(a, b, c), floor, a, b, c);
            Check(() => Rounding.MulDivUp(a, b, c), ceiling, a, b, c);
        }
    }

    [Fact]
    public void Products_are_compared_exactly()
    {
        var numbers = new SeededNumbers(2);
        for (var i = 0; i < 20_000; i++)
        {
            UInt128 a = numbers.Amount(), b = numbers.Amount(), c = numbers.Amount(), d = numbers.Amount();
            Rounding.CompareProducts(a, b, c, d)
                .ShouldBe(((BigInteger)a * b).CompareTo((BigInteger)c * d), $"{a} {b} {c} {d}");
        }
        Rounding.CompareProducts(6, 4, 3, 8).ShouldBe(0);
    }

    [Fact]
    public void A_part_in_bps_goes_down_or_up_by_name()
    {
        Rounding.BpsDown(new Wei(9_999), new Bps(1)).ShouldBe(Wei.Zero);
        Rounding.BpsUp(new Wei(1), new Bps(1)).ShouldBe(new Wei(1));
        Rounding.BpsDown(new Wei(7), new Bps(10_000)).ShouldBe(new Wei(7));
    }

    private static void Check(Func<UInt128> divide, BigInteger expected, UInt128 a, UInt128 b, UInt128 c)
    {
        if (expected > UInt128.MaxValue)
        {
            Should.Throw<OverflowException>(() => divide(), $"{a} {b} {c}");
        }
        else
        {
            ((BigInteger)divide()).ShouldBe(expected, $"{a} {b} {c}");
        }
    }
}
