using System.Text.Json;
using System.Text.Json.Nodes;
using Fractional.Engine.Hosting;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Engine.Hosting;

public sealed class EventCodecTests
{
    public abstract record Noted
    {
        public sealed record Opened(string By) : Noted;

        /// <summary>Version 1 had "amount" alone; 2 named it "amountWei"; 3 added the payer, once "nobody".</summary>
        public sealed record Paid(string AmountWei, string Payer) : Noted;

        public sealed record Unlisted : Noted;
    }

    static readonly EventCodec<Noted> Codec = new EventCodec<Noted>(
            new JsonSerializerOptions(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true })
        .Add<Noted.Opened>("Opened")
        .Add<Noted.Paid>("Paid", Rename, AddPayer);

    static JsonObject Rename(JsonObject old) => new() { ["amountWei"] = old["amount"]!.DeepClone() };

    static JsonObject AddPayer(JsonObject old)
    {
        old["payer"] = "nobody";
        return old;
    }

    [Theory]
    [InlineData("Closed", 1, "{}", "Closed")]
    [InlineData("Paid", 4, "{}", "version 4")]
    [InlineData("Paid", 3, "null", "null")]
    [InlineData("Paid", 1, "[]", "Paid")]
    [InlineData("Paid", 3, """{"amountWei":"1"}""", "payer")]
    [InlineData("Opened", 1, "{", "")]
    public void What_cannot_be_read_is_a_fault_that_names_it(string kind, int version, string data, string names) =>
        Should.Throw<JsonException>(() => Codec.Decode(kind, version, data)).Message.ShouldContain(names);

    [Fact]
    public void An_event_without_a_kind_is_not_written() =>
        Should.Throw<InvalidOperationException>(() => Codec.Encode(new Noted.Unlisted()))
            .Message.ShouldContain("Unlisted");

    [Fact]
    public void A_kind_is_taken_once() =>
        Should.Throw<ArgumentException>(() => new EventCodec<Noted>(JsonSerializerOptions.Default)
            .Add<Noted.Opened>("Opened").Add<Noted.Paid>("Opened"));

    [Fact]
    public void Every_event_comes_back_as_it_was()
    {
        const string mostWei = "340282366920938463463374607431768211455";
        foreach (var e in new Noted[] { new Noted.Opened("ü\"\\∑"), new Noted.Paid(mostWei, "a") })
        {
            var text = Codec.Encode(e);
            Codec.Decode(text.Kind, text.Version, text.Data).ShouldBe(e);
        }
        Codec.Kinds.ShouldBe([("Opened", 1), ("Paid", 3)]);
    }

    /// <summary>Texts as older programs wrote them: they are never changed here.</summary>
    [Theory]
    [InlineData(1, """{"amount":"7"}""", "7", "nobody")]
    [InlineData(2, """{"amountWei":"8"}""", "8", "nobody")]
    [InlineData(3, """{"payer":"ann","amountWei":"9","since":"a later program"}""", "9", "ann")]
    public void Old_versions_are_read_for_ever_and_unknown_fields_are_left_alone(
        int version, string data, string amountWei, string payer) =>
        Codec.Decode("Paid", version, data).ShouldBe(new Noted.Paid(amountWei, payer));
}
