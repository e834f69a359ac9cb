using System.Numerics;
using Fractional.Ethereum;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Primitives;

public sealed class UInt256Tests
{
    private const int Cases = 10_000;
    private static readonly BigInteger Modulus = BigInteger.One << 256;

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    public void Text_that_is_not_a_strict_decimal_is_refused(string text)
    {
        UInt256.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<EthereumFormatException>(() => UInt256.Parse(text)).Message.ShouldContain(text);
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0x00")]
    [InlineData("0x01")]
    [InlineData("1")]
    [InlineData("0xg")]
    [InlineData("0X1")]
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    public void Text_that_is_not_a_strict_quantity_is_refused(string text) =>
        Should.Throw<EthereumFormatException>(() => Hex.ParseQuantity(text));

    [Fact]
    public void A_result_outside_the_range_throws_and_names_both_numbers()
    {
        Should.Throw<OverflowException>(() => UInt256.MaxValue + 1UL).Message.ShouldContain("+ 1 ");
        Should.Throw<OverflowException>(() => UInt256.Zero - UInt256.One).Message.ShouldContain("0 - 1 ");
        Should.Throw<OverflowException>(() => (UInt256.One << 128) * (UInt256.One << 128));
        Should.Throw<DivideByZeroException>(() => UInt256.One / UInt256.Zero);
        Should.Throw<OverflowException>(() => (ulong)(UInt256)(UInt128.One << 64));
        Should.Throw<OverflowException>(() => (UInt128)(UInt256.One << 128));
        Should.Throw<OverflowException>(() => (UInt256)BigInteger.MinusOne);
        Should.Throw<OverflowException>(() => (UInt256)Modulus);
        Should.Throw<OverflowException>(() => (UInt256)(-1));
    }

    [Fact]
    public void Integer_literals_read_naturally()
    {
        UInt256 five = 5;
        (five * 2 + 1).ShouldBe((UInt256)11UL);
        (five == 5).ShouldBeTrue();
    }

    [Fact]
    public void Arithmetic_equals_BigInteger_modulo_2_to_the_256_with_its_overflow_flags()
    {
        Seeded random = new(1);
        for (int i = 0; i < Cases; i++)
        {
            UInt256 x = random.UInt256();
            UInt256 y = random.UInt256();
            BigInteger a = x;
            BigInteger b = y;

            UInt256.OverflowingAdd(x, y, out UInt256 sum).ShouldBe(a + b >= Modulus);
            ((BigInteger)sum).ShouldBe((a + b) % Modulus);
            UInt256.OverflowingSubtract(x, y, out UInt256 difference).ShouldBe(a < b);
            ((BigInteger)difference).ShouldBe((a - b + Modulus) % Modulus);
            UInt256.OverflowingMultiply(x, y, out UInt256 product).ShouldBe(a * b >= Modulus);
            ((BigInteger)product).ShouldBe(a * b % Modulus);
            if (!y.IsZero)
            {
                ((BigInteger)UInt256.DivRem(x, y, out UInt256 remainder)).ShouldBe(a / b, $"{a} / {b}");
                ((BigInteger)remainder).ShouldBe(a % b, $"{a} % {b}");
            }
        }
    }

    [Fact]
    public void A_division_whose_first_guess_is_two_too_large_is_corrected()
    {
        // Dividends just below a multiple of divisors with a high word of 2^31 and a full second word.
        Seeded random = new(2);
        for (int i = 0; i < Cases; i++)
        {
            BigInteger divisor = (BigInteger.One << (32 * (2 + random.Below(5)))) - random.Bits(40) - 1;
            divisor = random.Coin() ? divisor : divisor >> 1;
            BigInteger quotient = random.Bits(64);
            BigInteger dividend = BigInteger.Min((divisor * quotient) + divisor - 1, Modulus - 1);
            UInt256 found = UInt256.DivRem((UInt256)dividend, (UInt256)divisor, out UInt256 rest);
            ((BigInteger)found).ShouldBe(dividend / divisor);
            ((BigInteger)rest).ShouldBe(dividend % divisor);
        }
    }

    [Fact]
    public void Order_bits_and_shifts_equal_BigInteger()
    {
        Seeded random = new(3);
        for (int i = 0; i < Cases; i++)
        {
            UInt256 x = random.UInt256();
            UInt256 y = random.Coin() ? random.UInt256() : x;
            int shift = random.Below(300);
            BigInteger a = x;
            BigInteger b = y;

            x.CompareTo(y).ShouldBe(a.CompareTo(b));
            (x == y).ShouldBe(a == b);
            (x < y).ShouldBe(a < b);
            (x >= y).ShouldBe(a >= b);
            ((BigInteger)(x & y)).ShouldBe(a & b);
            ((BigInteger)(x | y)).ShouldBe(a | b);
            ((BigInteger)(x ^ y)).ShouldBe(a ^ b);
            ((BigInteger)~x).ShouldBe(Modulus - 1 - a);
            ((BigInteger)(x << shift)).ShouldBe((a << shift) % Modulus);
            ((BigInteger)(x >> shift)).ShouldBe(a >> shift);
            x.BitLength.ShouldBe((int)a.GetBitLength());
        }
    }

    [Fact]
    public void Text_and_bytes_round_trip()
    {
        Seeded random = new(4);
        for (int i = 0; i < Cases; i++)
        {
            UInt256 x = random.UInt256();
            x.ToString().ShouldBe(((BigInteger)x).ToString());
            UInt256.Parse(x.ToString()).ShouldBe(x);
            Hex.ParseQuantity(x.ToQuantity()).ShouldBe(x);
            Bytes32.From(x).ToUInt256().ShouldBe(x);
            ((UInt256)(BigInteger)x).ShouldBe(x);
        }
    }

    [Fact]
    public void The_limits_print_and_parse()
    {
        UInt256.Zero.ToString().ShouldBe("0");
        UInt256.Zero.ToQuantity().ShouldBe("0x0");
        UInt256.Parse("0").ShouldBe(UInt256.Zero);
        string most = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        UInt256.MaxValue.ToString().ShouldBe(most);
        UInt256.Parse(most).ShouldBe(UInt256.MaxValue);
        ((UInt128)(UInt256)UInt128.MaxValue).ShouldBe(UInt128.MaxValue);
        UInt256.MaxValue.TryFormat(new char[77], out int written, default, null).ShouldBeFalse();
        written.ShouldBe(0);
    }
}
