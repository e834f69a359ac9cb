using System.Collections.Immutable;
using Fractional.Ethereum.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Ethereum.Generators;

public sealed class BindingGeneratorTests
{
    private const string Take =
        """{"abi":[{"type":"function","name":"take","inputs":[{"name":"id","type":"uint256"}],"outputs":[]}]}""";

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "no object")]
    [InlineData("{}", "'abi' is missing")]
    [InlineData("""{"abi":{}}""", "'abi' is Object")]
    [InlineData("""{"abi":[{}]}""", "'type' is missing")]
    [InlineData("""{"abi":[{"type":"function","name":"a b","inputs":[],"outputs":[]}]}""", "'a b' is no name")]
    [InlineData("""{"abi":[{"type":"event","name":"a"}]}""", "'inputs' is missing")]
    [InlineData("""{"abi":[],"bytecode":{"object":"0x60__$1234$__"}}""", "libraries to link")]
    [InlineData("""{"abi":[],"bytecode":{"object":"0x6"}}""", "not hex")]
    public void A_file_that_cannot_be_bound_is_a_build_error_that_says_why(string text, string reason) =>
        Faults(("X.json", text)).ShouldHaveSingleItem().ShouldContain(reason);

    [Theory]
    [InlineData("uint7")]
    [InlineData("uint264")]
    [InlineData("uint08")]
    [InlineData("bytes33")]
    [InlineData("function")]
    [InlineData("uint256[0]")]
    [InlineData("uint256[")]
    [InlineData("uint256[999999999]")]
    [InlineData("uint8[99][99][99][99][99]")]
    [InlineData("uint8[][][][][][][][][][][][][][][][][]")]
    [InlineData("tuple")]
    public void A_type_that_is_not_supported_is_a_build_error(string type) =>
        Faults(("X.json", Take.Replace("uint256", type, StringComparison.Ordinal))).ShouldHaveSingleItem();

    [Fact]
    public void A_file_without_a_namespace_is_left_alone() =>
        Run([new Artifact("X.json", "not an artifact", "")]).Results.Single().GeneratedSources.ShouldBeEmpty();

    [Fact]
    public void A_file_that_is_not_there_asks_whether_the_contracts_were_built() =>
        Run([new Artifact("X.json", null, "N")]).Diagnostics.Single().GetMessage()
            .ShouldContain("were the contracts built");

    [Fact]
    public void Two_contracts_share_a_struct_and_may_not_differ_in_it()
    {
        Faults(("A.json", Struct("S", "uint8")), ("B.json", Struct("S", "uint8"))).ShouldBeEmpty();
        string same = Struct("S", "uint8");
        Run([new Artifact("A.json", same, "N"), new Artifact("B.json", same, "N")]).Results.Single()
            .GeneratedSources.Select(s => s.HintName).ShouldBe(["N.AContract.g.cs", "N.S.g.cs", "N.BContract.g.cs"]);
        Faults(("A.json", Struct("S", "uint8")), ("B.json", Struct("S", "uint16")))
            .ShouldHaveSingleItem().ShouldContain("'N.S' differs");
        Faults(("A.json", Struct("s", "uint8")), ("B.json", Struct("S", "uint8")))
            .ShouldHaveSingleItem().ShouldContain("'N.S' differs");
        Faults(("a/A.json", Take), ("b/A.json", Struct("S", "uint8")))
            .ShouldHaveSingleItem().ShouldContain("'N.AContract' differs");
        Faults(("A B.json", Take)).ShouldHaveSingleItem().ShouldContain("'N.A B' is no name");
    }

    [Fact]
    public void Any_malformed_artifact_is_a_build_error_and_never_a_crash()
    {
        string good = Struct("S", "uint8[3][]");
        Seeded random = new(22);
        for (int i = 0; i < 1_000; i++)
        {
            char[] text = good.ToCharArray();
            text[random.Below(text.Length)] = "{}[]\",:x0 "[random.Below(10)];
            GeneratorDriverRunResult result = Run([new Artifact("X.json", new string(text), "N")]);
            result.Results.Single().Exception.ShouldBeNull(new string(text));
            (result.Diagnostics.Length == 1 || result.GeneratedTrees.Length >= 1).ShouldBeTrue(new string(text));
        }
    }

    [Fact]
    public void An_unchanged_contract_is_not_generated_again()
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new BindingGenerator().AsSourceGenerator()], [new Artifact("A.json", Take, "N")], null, new Options(),
            new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true));
        CSharpCompilation compilation = CSharpCompilation.Create("x");
        driver = driver.RunGenerators(compilation)
            .RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Changed;")));
        driver.GetRunResult().Results.Single().TrackedOutputSteps.Values.SelectMany(s => s).SelectMany(s => s.Outputs)
            .ShouldAllBe(output => output.Reason == IncrementalStepRunReason.Cached);
    }

    private static string Struct(string name, string type) =>
        $$$"""
        {"abi":[{"type":"error","name":"E","inputs":[{"name":"s","type":"tuple","internalType":"struct X.{{{name}}}",
        "components":[{"name":"a","type":"{{{type}}}"},{"name":"b","type":"string"}]}]}],"bytecode":{"object":"0x6001"}}
        """;

    private static ImmutableArray<string> Faults(params (string Path, string Text)[] files) =>
    [
        .. Run([.. files.Select(f => new Artifact(f.Path, f.Text, "N"))]).Diagnostics
            .Select(d => d.Id == "FRB001" ? d.GetMessage() : throw new InvalidOperationException(d.ToString())),
    ];

    private static GeneratorDriverRunResult Run(ImmutableArray<AdditionalText> files) =>
        CSharpGeneratorDriver.Create([new BindingGenerator().AsSourceGenerator()], files, null, new Options())
            .RunGenerators(CSharpCompilation.Create("x")).GetRunResult();

    private sealed class Artifact(string path, string? text, string space) : AdditionalText
    {
        public override string Path => path;

        public string Space => space;

        public override SourceText? GetText(CancellationToken cancellationToken = default) =>
            text is null ? null : SourceText.From(text);
    }

    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Values("");

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values("");

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new Values(((Artifact)textFile).Space);
    }

    private sealed class Values(string space) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = space;
            return key.EndsWith(".BindingNamespace", StringComparison.Ordinal) && space.Length > 0;
        }
    }
}
