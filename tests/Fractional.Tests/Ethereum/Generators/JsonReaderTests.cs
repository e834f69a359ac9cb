using System.Text.Json;
using Fractional.Ethereum.Generators;
using Fractional.Ethereum.Generators.Json;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Generators;

public sealed class JsonReaderTests
{
    private const string Sample =
        """{"a":[1,-0.5e+3,"x\u00e9\n\\\"",true,false,null,{}],"b":{"c":[[]]},"d":" ","e":1E2,"f":0}""";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("[1 2]")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("tru")]
    [InlineData("nul")]
    [InlineData("True")]
    [InlineData("\"")]
    [InlineData("\"\t\"")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\u12")]
    [InlineData("// comment\n1")]
    [InlineData("1 2")]
    [InlineData("'a'")]
    [InlineData("\0")]
    public void Text_that_is_not_JSON_is_refused_with_its_position(string text) =>
        Should.Throw<BindingFault>(() => JsonReader.Parse(text)).Message.ShouldContain("at character");

    [Fact]
    public void Depth_is_bounded()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);
        Should.Throw<BindingFault>(() => JsonReader.Parse(deep)).Message.ShouldContain("at most 64 levels");
        JsonReader.Parse(new string('[', 64) + new string(']', 64)).Kind.ShouldBe(JsonKind.Array);
    }

    [Fact]
    public void What_is_read_is_what_the_framework_reads()
    {
        using JsonDocument expected = JsonDocument.Parse(Sample);
        Compare(JsonReader.Parse(Sample), expected.RootElement);
        Fault(() => JsonReader.Parse(Sample).Member("zz", JsonKind.Text)).ShouldContain("zz");
        Fault(() => JsonReader.Parse(Sample).Member("a", JsonKind.Text)).ShouldContain("Array");
        Fault(() => JsonReader.Parse("[]").Find("a", JsonKind.Text)).ShouldContain("no object");

        static string Fault(Func<JsonNode?> find) => Should.Throw<BindingFault>(() => { find(); }).Message;
    }

    [Fact]
    public void Changed_text_is_read_like_the_framework_does_or_refused_and_nothing_else()
    {
        const string noise = "{}[]\",:\\0x-1eumT\u0000 .";
        Seeded random = new(21);
        int read = 0;
        for (int i = 0; i < 10_000; i++)
        {
            char[] text = Sample.ToCharArray();
            text[random.Below(text.Length)] = noise[random.Below(noise.Length)];
            string changed = new(text, 0, random.Below(4) > 0 ? text.Length : random.Below(text.Length));
            JsonDocument? expected = Framework(changed);
            try
            {
                JsonNode node = JsonReader.Parse(changed);
                expected.ShouldNotBeNull(changed);
                Compare(node, expected.RootElement);
                read++;
            }
            catch (BindingFault fault)
            {
                bool isTwice = fault.Message.Contains("only once", StringComparison.Ordinal);
                (expected is null || isTwice).ShouldBeTrue(changed);
            }
        }

        read.ShouldBeInRange(500, 9_000);
    }

    private static JsonDocument? Framework(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Compare(JsonNode node, JsonElement expected)
    {
        switch (node.Kind)
        {
            case JsonKind.Array:
                node.Items.Count.ShouldBe(expected.GetArrayLength());
                node.Items.Zip(expected.EnumerateArray()).ToList().ForEach(p => Compare(p.First, p.Second));
                break;
            case JsonKind.Object:
                node.Members.Keys.ShouldBe(expected.EnumerateObject().Select(p => p.Name));
                node.Members.Values.Zip(expected.EnumerateObject().Select(p => p.Value)).ToList()
                    .ForEach(p => Compare(p.First, p.Second));
                break;
            case JsonKind.Text:
                node.Text.ShouldBe(expected.GetString());
                break;
            case JsonKind.Number:
                node.Text.ShouldBe(expected.GetRawText());
                break;
            default:
                node.Kind.ToString().ShouldBe(expected.ValueKind.ToString());
                break;
        }
    }
}
