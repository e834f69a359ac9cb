using System.Numerics;
using System.Text.Json;
using Fractional.Chain;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Chain;

public sealed class ChainJsonTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\"01\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"1e3\"")]
    [InlineData("\" 1\"")]
    [InlineData("\"340282366920938463463374607431768211456\"")]
    public void An_amount_in_another_spelling_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Wei>(json, ChainJson.Options));

    [Fact]
    public void Amounts_keep_every_digit_up_to_the_limit()
    {
        foreach (var exponent in (int[])[0, 1, 53, 63, 64, 96, 127])
        {
            foreach (var near in (int[])[-1, 0, 1])
            {
                var amount = new Wei((UInt128)((BigInteger.One << exponent) + near));
                var text = JsonSerializer.Serialize(amount, ChainJson.Options);
                text.ShouldBe($"\"{amount.Value}\"");
                JsonSerializer.Deserialize<Wei>(text, ChainJson.Options).ShouldBe(amount);
            }
        }
        Again(new Wei(UInt128.MaxValue)).ShouldBe(new Wei(UInt128.MaxValue));
    }

    [Fact]
    public void Token_ids_reach_to_256_bits_and_not_beyond()
    {
        var most = (BigInteger.One << 256) - 1;
        var item = new Item(SimulatedSetting.Collection, most);
        var text = JsonSerializer.Serialize(item, ChainJson.Options);
        JsonSerializer.Deserialize<Item>(text, ChainJson.Options).ShouldBe(item);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Item>(
            text.Replace(most.ToString(), (most + 1).ToString()), ChainJson.Options));
    }

    [Fact]
    public void Ids_of_auctions_are_split_as_the_chain_joined_them()
    {
        var id = new AuctionId(SimulatedSetting.Ada, 3);
        Again(id).ShouldBe(id);
        ChainIds.TryAuction(id.ToNumber(), out var split).ShouldBeTrue();
        split.ShouldBe(id);
        ChainIds.TryAuction(BigInteger.One << 300, out _).ShouldBeFalse();
        ChainIds.TryAuction(id.ToNumber() - 3, out _).ShouldBeFalse("auctions count from 1");
    }

    private static T Again<T>(T thing) =>
        JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(thing, ChainJson.Options), ChainJson.Options)!;
}
