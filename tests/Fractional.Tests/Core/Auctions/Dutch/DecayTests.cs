using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Auctions.Dutch;

public sealed class DecayTests
{
    private static readonly Wei E18 = Wei.One;

    [Fact]
    public void A_line_that_rises_or_an_elapsed_time_past_its_end_is_a_fault()
    {
        Should.Throw<OverflowException>(() => LinearDecay.PriceUp(new Wei(1), new Wei(2), 10, 5));
        Should.Throw<OverflowException>(() => LinearDecay.PriceUp(new Wei(2), new Wei(1), 10, 11));
        Should.Throw<DivideByZeroException>(() => ExponentialDecay.PriceUp(new Wei(1), 0, 5));
    }

    [Fact]
    public void The_line_gives_the_golden_prices()
    {
        LinearDecay.PriceUp(Times(125), Times(50), 216_000, 100_000).ShouldBe(Wei.Parse("90277777777777777778"));
        Enumerable.Range(0, 4).Select(u => (int)LinearDecay.PriceUp(new Wei(2), new Wei(1), 3, (ulong)u).Value)
            .ShouldBe([2, 2, 2, 1]);
    }

    [Theory]
    [InlineData("150000000000000000000", 7_200, 0, "150000000000000000000")]
    [InlineData("150000000000000000000", 7_200, 3_600, "106066017177982128661")]
    [InlineData("150000000000000000000", 7_200, 7_199, "75007220630691909225")]
    [InlineData("150000000000000000000", 7_200, 7_200, "75000000000000000000")]
    [InlineData("1", 1, 500, "1")]
    [InlineData("0", 1, 500, "0")]
    [InlineData("340282366920938463463374607431768211455", 86_400, 86_399, "170142548429852038029522650700763076110")]
    [InlineData("10000000000000000000000", 43_200, 100_000, "2009885450380926198196")]
    public void The_decay_gives_the_golden_prices(string start, ulong halfLife, ulong elapsed, string expected) =>
        ExponentialDecay.PriceUp(Wei.Parse(start), halfLife, elapsed).ShouldBe(Wei.Parse(expected));

    [Theory]
    [InlineData(0UL, "170141183460469231731687303715884105728")]
    [InlineData(1UL << 63, "120307984584002255772516886238812528464")]
    [InlineData(ulong.MaxValue, "85070591730234615869040229019242716820")]
    public void The_factor_gives_the_golden_powers(ulong fraction, string expected) =>
        ExponentialDecay.FactorUp(fraction).ShouldBe(UInt128.Parse(expected));

    [Fact]
    public void The_roots_are_the_binary_roots_of_a_half_rounded_up()
    {
        const int bits = 1_024;
        var root = BigInteger.One << (bits - 1);
        for (var i = 1; i <= 64; i++)
        {
            root = SquareRootDown(root << bits);
            var expected = -(-root >> (bits - 128));
            ((BigInteger)ExponentialDecay.Root(i)).ShouldBe(expected, $"i = {i}");
        }
    }

    [Fact]
    public void After_n_half_lives_the_price_is_the_start_over_two_to_the_n_rounded_up()
    {
        var numbers = new SeededNumbers(3);
        for (var n = 0; n <= 130; n++)
        {
            var start = numbers.Amount();
            var halfLife = 1 + numbers.Below(1 << 20);
            var expected = (BigInteger)start + ((BigInteger.One << n) - 1) >> n;
            ((BigInteger)ExponentialDecay.PriceUp(new Wei(start), halfLife, (ulong)n * halfLife).Value)
                .ShouldBe(expected, $"{start} {halfLife} {n}");
        }
    }

    private static Wei Times(uint whole) => new(whole * E18.Value);

    private static BigInteger SquareRootDown(BigInteger square)
    {
        var guess = BigInteger.One << (int)(square.GetBitLength() / 2 + 1);
        while (true)
        {
            var next = (guess + square / guess) >> 1;
            if (next >= guess)
            {
                return guess;
            }
            guess = next;
        }
    }
}
