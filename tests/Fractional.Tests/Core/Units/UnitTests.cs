using System.Numerics;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Units;

public sealed class UnitTests
{
    [Fact]
    public void An_amount_below_zero_or_above_128_bits_is_a_fault()
    {
        Should.Throw<OverflowException>(() => Wei.Zero - new Wei(1));
        Should.Throw<OverflowException>(() => new Wei(UInt128.MaxValue) + new Wei(1));
        Should.Throw<OverflowException>(() => Shares.Zero - new Shares(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e18")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    public void An_amount_is_read_from_digits_only(string text) =>
        Should.Throw<FormatException>(() => Wei.Parse(text));

    [Fact]
    public void The_largest_amount_survives_a_round_trip()
    {
        var most = new Wei(UInt128.MaxValue);
        most.ToString().ShouldBe("340282366920938463463374607431768211455");
        Wei.Parse(most.ToString()).ShouldBe(most);
    }

    [Fact]
    public void A_time_has_forty_bits()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Timestamp(1UL << 40));
        Should.Throw<ArgumentOutOfRangeException>(() => new Timestamp(Timestamp.MaxSeconds) + 1);
        Should.Throw<OverflowException>(() => new Timestamp(1) - new Timestamp(2));
        (new Timestamp(5) - new Timestamp(2)).ShouldBe(3UL);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0X00112233445566778899aabbccddeeff00112233")]
    [InlineData("0x00112233445566778899aabbccddeeff0011223")]
    [InlineData("0x00112233445566778899aabbccddeeff0011223g")]
    [InlineData("0x00112233445566778899aabbccddeeff001122 3")]
    public void A_text_that_is_no_account_is_refused(string text)
    {
        Account.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => Account.Parse(text));
    }

    [Fact]
    public void An_account_survives_text_and_bytes()
    {
        const string text = "0x00112233445566778899aabbccddeeff00112233";
        var account = Account.Parse(text);
        account.ToString().ShouldBe(text);
        Account.Parse(text.ToUpperInvariant().Replace("0X", "0x")).ShouldBe(account);
        var bytes = new byte[Account.Length];
        account.CopyTo(bytes);
        new Account(bytes).ShouldBe(account);
        account.ToNumber().ShouldBe(BigInteger.Parse("0" + text[2..], System.Globalization.NumberStyles.HexNumber));
        Should.Throw<ArgumentException>(() => new Account(new byte[19]));
    }

    [Fact]
    public void Accounts_are_ordered_as_numbers()
    {
        var low = Account.Parse("0x00000000000000000000000000000000ffffffff");
        var high = Account.Parse("0x0000000000000000000000000000000100000000");
        (low < high).ShouldBeTrue();
        (high > low).ShouldBeTrue();
        Account.Zero.IsZero.ShouldBeTrue();
    }

    [Fact]
    public void A_token_id_has_256_bits()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Item(Account.Zero, BigInteger.One << 256));
        Should.Throw<ArgumentOutOfRangeException>(() => new Item(Account.Zero, BigInteger.MinusOne));
        new Item(Account.Zero, (BigInteger.One << 256) - 1).TokenId.ShouldBe((BigInteger.One << 256) - 1);
    }
}
