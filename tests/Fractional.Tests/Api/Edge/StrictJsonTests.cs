using System.Text;
using System.Text.Json.Serialization;
using Fractional.Api.Http;
using Fractional.Tests.Ethereum;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

public sealed class StrictJsonTests
{
    sealed record Bid(
        string Owner, Terms Terms, int Tick, bool IsWhole, string? Note, IReadOnlyList<string>? Tags = null)
    {
        /// <summary>Nothing that a body may set.</summary>
        public bool IsGood => Tick > 0;
    }

    sealed record Terms(string Nonce, byte Options);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Take), "take")]
    [JsonDerivedType(typeof(Redo), "redo")]
    abstract record Call;

    sealed record Take(int Item, string To) : Call;

    sealed record Redo(string Auction) : Call;

    sealed record Wish(string From, Call Call);

    const string Good = """{"owner":"0x1","terms":{"nonce":"7","options":1},"tick":5,"isWhole":true,"note":null}""";

    static JsonFault? FaultOf<T>(string json) where T : class => StrictJson.Read<T>(Encoding.UTF8.GetBytes(json)).Fault;

    [Fact]
    public void A_body_to_the_letter_is_read()
    {
        var (bid, fault) = StrictJson.Read<Bid>(Encoding.UTF8.GetBytes(Good));
        fault.ShouldBeNull();
        (bid!.Owner, bid.Terms, bid.Tick, bid.IsWhole, bid.Note).ShouldBe(("0x1", new Terms("7", 1), 5, true, null));
    }

    [Theory]
    [InlineData("\"tick\":5", "\"tick\":\"5\"", "$.tick", "5", "a whole number")]
    [InlineData("\"tick\":5", "\"tick\":5.0", "$.tick", "5.0", "a whole number")]
    [InlineData("\"tick\":5", "\"tick\":1e400", "$.tick", "1e400", "a whole number")]
    [InlineData("\"tick\":5", "\"tick\":2147483648", "$.tick", "2147483648", "2^31-1")]
    [InlineData("\"options\":1", "\"options\":256", "$.terms.options", "256", "0 to 255")]
    [InlineData("\"owner\":\"0x1\"", "\"owner\":1", "$.owner", "1", "a string")]
    [InlineData("\"owner\":\"0x1\"", "\"owner\":null", "$.owner", "null", "a string")]
    [InlineData("\"isWhole\":true", "\"isWhole\":\"true\"", "$.isWhole", "true", "true or false")]
    [InlineData("\"nonce\":\"7\"", "\"nonce\":[]", "$.terms.nonce", "[]", "a string")]
    [InlineData("{\"nonce\":\"7\",\"options\":1}", "[1]", "$.terms", "[1]", "an object")]
    [InlineData("\"note\":null", "\"note\":null,\"tags\":\"a\"", "$.tags", "a", "a list")]
    [InlineData("\"note\":null", "\"note\":null,\"tags\":[\"a\",7]", "$.tags[1]", "7", "a string")]
    [InlineData("\"note\":null", "\"note\":null,\"tags\":[null]", "$.tags[0]", "null", "a string")]
    [InlineData("\"note\":null", "\"note\":null,\"escrow\":\"0\"", "$.escrow", "an unknown member", "only owner")]
    [InlineData("\"note\":null", "\"note\":null,\"isGood\":true", "$.isGood", "an unknown member", "only owner")]
    [InlineData("\"note\":null", "\"note\":null,\"Owner\":\"0x2\"", "$.Owner", "an unknown member", "only owner")]
    [InlineData("\"note\":null", "\"note\":null,\"note\":\"x\"", "$.note", "the member twice", "once")]
    [InlineData("\"nonce\":\"7\",", "\"nonce\":\"7\",\"nonce\":\"8\",", "$.terms.nonce", "the member twice", "once")]
    [InlineData("\"nonce\":\"7\",", "", "$.terms.nonce", "nothing", "a string")]
    [InlineData(",\"note\":null", "", "$.note", "nothing", "a string")]
    public void A_member_that_is_wrong_is_named(string right, string wrong, string path, string found, string expected)
    {
        var fault = FaultOf<Bid>(Good.Replace(right, wrong)).ShouldNotBeNull();
        (fault.Path, fault.Found).ShouldBe((path, found));
        fault.Expected.ShouldContain(expected);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("null", "null")]
    [InlineData("[]", "[]")]
    [InlineData("\"bid\"", "bid")]
    [InlineData("{", "something else at line 1")]
    [InlineData("{}{}", "something else at line 1")]
    [InlineData("{\"owner\":\"0x1\",}", "something else at line 1")]
    [InlineData("{/* why */}", "something else at line 1")]
    [InlineData("{\"tick\":01}", "something else at line 1")]
    [InlineData("{\"tick\":+1}", "something else at line 1")]
    [InlineData("{\"tick\":NaN}", "something else at line 1")]
    [InlineData("{'tick':1}", "something else at line 1")]
    [InlineData("\uFEFF{}", "byte order mark")]
    [InlineData("{\"owner\":\"\\ud800\"}", "no character")]
    [InlineData("{\"owner\":\"a\\u0000b\"}", "no character")]
    [InlineData("{\"\\udfff\":1}", "no character")]
    public void What_is_no_such_JSON_at_all_is_told_where(string json, string found)
    {
        var fault = FaultOf<Bid>(json).ShouldNotBeNull();
        fault.Path.ShouldBe("$");
        fault.Found.ShouldNotBeNull().ShouldContain(found);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        byte[][] all = [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]];
        foreach (var bytes in all)
            StrictJson.Read<Bid>(bytes).Fault!.Found!.ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Deep_nesting_is_refused_with_the_limit(char open, char close)
    {
        foreach (var depth in new[] { 17, 64, 65, 1_000, 8_000 })
        {
            var opened = open == '[' ? new string('[', depth) : string.Concat(Enumerable.Repeat("{\"a\":", depth));
            FaultOf<Bid>($"{opened}1{new string(close, depth)}").ShouldNotBeNull().Expected.ShouldContain("16");
        }
    }

    [Fact]
    public void An_object_of_several_forms_names_one_that_exists()
    {
        StrictJson.Read<Wish>("""{"from":"a","call":{"item":1,"to":"b","type":"take"}}"""u8.ToArray()).Value!.Call
            .ShouldBe(new Take(1, "b"));
        FaultOf<Wish>("""{"from":"a","call":{"item":1,"to":"b"}}""").ShouldBe(
            new JsonFault("$.call.type", "nothing", "one of take, redo"));
        FaultOf<Wish>("""{"from":"a","call":{"type":"kick"}}""").ShouldBe(
            new JsonFault("$.call.type", "kick", "one of take, redo"));
        FaultOf<Wish>("""{"from":"a","call":{"type":"take","auction":"1"}}""").ShouldBe(
            new JsonFault("$.call.auction", "an unknown member", "only type, item, to"));
        FaultOf<Wish>("""{"from":"a","call":{"type":"take","item":1}}""").ShouldBe(
            new JsonFault("$.call.to", "nothing", "a string"));
    }

    [Fact]
    public void What_was_found_is_shortened()
    {
        var fault = FaultOf<Bid>(Good.Replace("\"tick\":5", $"\"tick\":\"{new string('x', 5_000)}\""));
        fault.ShouldNotBeNull().Found.ShouldNotBeNull().Length.ShouldBeLessThan(80);
        FaultOf<Bid>($$"""{"{{new string('y', 5_000)}}":1}""").ShouldNotBeNull().Path.Length.ShouldBeLessThan(80);
    }

    /// <summary>A thousand bodies a seed, each a good one with some bytes changed: read or refused, never
    /// thrown.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_comes_is_read_or_refused_in_words_about_JSON(ulong seed)
    {
        var dice = new Seeded(seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var body = Mutated(dice, Encoding.UTF8.GetBytes(Good));
            var (value, fault) = StrictJson.Read<Bid>(body);
            (value is null).ShouldBe(fault is not null);
            if (fault is null) read++;
            else refused++;
            foreach (var word in new[] { "System.", "Fractional", "Exception", "Nullable", "StrictJson", "Int32" })
                $"{fault?.Path} {fault?.Expected}".ShouldNotContain(word);
        }
        (read > 0, refused > 500).ShouldBe((true, true), $"{read} read, {refused} refused");
    }

    /// <summary>Bytes changed, dropped, doubled, or a token of JSON put between.</summary>
    static byte[] Mutated(Seeded dice, byte[] body)
    {
        string[] tokens =
            ["{", "}", "[", "]", ",", ":", "\"", "\\u", "\\ud834", "null", "1e999", "-0", "\uFEFF", "/**/", "\0"];
        for (var changes = dice.Below(3); changes >= 0; changes--)
        {
            var at = dice.Below(body.Length);
            var length = dice.Below(Math.Min(12, body.Length - at));
            body = dice.Below(4) switch
            {
                0 => [.. body[..at], .. dice.Bytes(length), .. body[(at + length)..]],
                1 => [.. body[..at], .. body[(at + length)..]],
                2 => [.. body[..(at + length)], .. body[at..]],
                _ => [.. body[..at], .. Encoding.UTF8.GetBytes(tokens[dice.Below(tokens.Length)]), .. body[at..]],
            };
        }
        return body;
    }
}
