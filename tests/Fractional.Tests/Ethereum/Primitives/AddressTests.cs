using Fractional.Ethereum;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Primitives;

public sealed class AddressTests
{
    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0")]
    [InlineData("0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    [InlineData(" 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    public void Text_of_another_shape_is_refused(string text)
    {
        Address.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<EthereumFormatException>(() => Address.Parse(text)).Message.ShouldContain("is not an address");
    }

    [Fact]
    public void A_changed_digit_in_mixed_case_is_caught_by_the_checksum()
    {
        const string changed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD";
        Address.TryParse(changed, out Address parsed).ShouldBeFalse();
        parsed.ShouldBe(default);
        Should.Throw<EthereumFormatException>(() => Address.Parse(changed)).Message.ShouldContain("checksum");
    }

    [Fact]
    public void Any_other_number_of_bytes_is_refused()
    {
        Should.Throw<EthereumFormatException>(() => new Address(new byte[19])).Message.ShouldContain("19");
        Should.Throw<EthereumFormatException>(() => new Bytes32(new byte[33])).Message.ShouldContain("33");
        Should.Throw<EthereumFormatException>(() => Selector.Read(new byte[3])).Message.ShouldContain("3");
        Should.Throw<EthereumFormatException>(() => Address.FromPublicKey(new byte[65])).Message.ShouldContain("65");
    }

    // The examples of EIP-55.
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x8617E340B3D01FA5F11F306F4090FD50E238070D")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void The_EIP_55_examples_print_as_written(string text)
    {
        Address.Parse(text).ToString().ShouldBe(text);
        Address.Parse(text.ToLowerInvariant()).ToString().ShouldBe(text);
    }

    [Fact]
    public void Addresses_compare_by_their_bytes()
    {
        Seeded random = new(5);
        for (int i = 0; i < 1_000; i++)
        {
            Address x = random.Address();
            Address same = new(x.Span);
            same.ShouldBe(x);
            same.GetHashCode().ShouldBe(x.GetHashCode());
            Address.Parse(x.ToString()).ShouldBe(x);
            byte[] other = x.ToArray();
            other[random.Below(20)] ^= 1;
            (new Address(other) == x).ShouldBeFalse();
            Math.Sign(x.CompareTo(new Address(other))).ShouldBe(Math.Sign(x.Span.SequenceCompareTo(other)));
        }
    }

    [Fact]
    public void A_selector_is_the_head_of_the_hash_of_its_signature()
    {
        Selector.Of("transfer(address,uint256)").ToString().ShouldBe("0xa9059cbb");
        Selector.Parse("0xa9059cbb").ShouldBe(Selector.Of("transfer(address,uint256)"));
        Selector.Read([0xa9, 0x05, 0x9c, 0xbb, 0x00]).Number.ShouldBe(0xa9059cbb);
    }

    [Theory]
    [InlineData("0x1")]
    [InlineData("12")]
    [InlineData("0xzz")]
    [InlineData("")]
    public void Text_that_is_not_hex_data_is_refused(string text)
    {
        Should.Throw<EthereumFormatException>(() => Hex.Decode(text));
        Should.Throw<EthereumFormatException>(() => Hex.Decode(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Hex_data_round_trips_and_may_be_empty()
    {
        Hex.Decode("0x").ShouldBeEmpty();
        Hex.Encode(Hex.Decode("0x00ffAb")).ShouldBe("0x00ffab");
        Hex.Decode("0x00ffAb"u8).ShouldBe([0, 0xff, 0xab]);
        Should.Throw<EthereumFormatException>(() => Hex.Decode("0x00ff", new byte[3]))
            .Message.ShouldContain("3 are needed");
    }
}
