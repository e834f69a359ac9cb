using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Fractional.Tests;

/// <summary>Rules of the house that a build can check: arrows, sizes, names, dead files, the top level.</summary>
public sealed class TidyTests
{
    static readonly string Root = FindRoot();

    static readonly Regex Declaration =
        new(@"\b(?:class|struct|interface|record|enum|delegate|contract|library)\s+(\w+)");

    /// <summary>A test vector can not be broken: a word that long excuses its line.</summary>
    static readonly Regex LongWord = new(@"\S{90}");

    static readonly Regex MemberHead = new(@"^ {4}[^\s{}]");

    static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Fractional.Core"] = [],
        ["Fractional.Ethereum"] = [],
        ["Fractional.Ethereum.Generators"] = [],
        ["Fractional.Chain"] = ["Fractional.Core", "Fractional.Ethereum", "Fractional.Ethereum.Generators"],
        ["Fractional.Store"] = ["Fractional.Core"],
        ["Fractional.Engine"] = ["Fractional.Chain", "Fractional.Store"],
        ["Fractional.Api"] = ["Fractional.Engine"],
        ["Fractional.Client"] = ["Fractional.Ethereum"],
        ["Fractional.Keeper"] = ["Fractional.Engine"],
        ["Fractional.Cli"] = ["Fractional.Api", "Fractional.Client", "Fractional.Keeper"],
    };

    static readonly string[] TopLevel =
    [
        ".ci", ".editorconfig", ".gitignore", ".npmrc", "BannedSymbols.txt", "Directory.Build.props",
        "Directory.Packages.props", "Fractional.sln", "README.md", "bench", "contracts", "docs", "global.json",
        "properties", "run", "src", "test", "tests", "web",
    ];

    [Fact]
    public void Projects_reference_only_what_the_arrows_allow()
    {
        foreach (var project in Files("src", "*.csproj"))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Arrows.ShouldContainKey(name, $"{name} is a new room: give it its arrows in ARCHITECTURE and here");
            var references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            references.Except(Arrows[name]).ShouldBeEmpty($"{name} points where no arrow goes");
        }
    }

    [Fact]
    public void Core_uses_no_package_and_the_laws_use_only_FsCheck()
    {
        Packages("src/Fractional.Core/Fractional.Core.csproj").ShouldBeEmpty();
        Packages("src/Fractional.Ethereum/Fractional.Ethereum.csproj").Except(["Polly.Core"]).ShouldBeEmpty();
        const string laws = "properties/Fractional.Laws/Fractional.Laws.csproj";
        Packages(laws).Except(["FsCheck", "FSharp.Core"]).ShouldBeEmpty();
        XDocument.Load(Path.Combine(Root, laws))
            .Descendants("ProjectReference").ShouldBeEmpty("another project must be able to take the laws alone");
    }

    [Fact]
    public void No_file_is_longer_than_its_stop()
    {
        var stops = new (string Folder, string Pattern, int Lines)[]
        {
            ("src", "*.cs", 400), ("contracts/src", "*.sol", 400), ("tests", "*.cs", 600), ("properties", "*.cs", 600),
            ("contracts/test", "*.sol", 600), ("bench", "*.cs", 400), (".", "README.md", 150),
        };
        foreach (var (folder, pattern, stop) in stops)
            foreach (var file in Files(folder, pattern))
                File.ReadLines(file).Count().ShouldBeLessThanOrEqualTo(stop, Relative(file));
    }

    [Fact]
    public void No_line_is_longer_than_120_columns()
    {
        Code()
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (file, line, number: index + 1)))
            .Where(l => l.line.Length > 120 && !LongWord.IsMatch(l.line))
            .Select(l => $"{Relative(l.file)}:{l.number}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_function_is_longer_than_70_lines()
    {
        foreach (var file in Code().Where(f => !f.Contains("/test")))
            MemberBodies(File.ReadAllLines(file))
                .Where(b => b.Lines > 70)
                .Select(b => $"{Relative(file)}:{b.Start} has {b.Lines} lines")
                .ShouldBeEmpty();
    }

    [Fact]
    public void No_file_is_dead()
    {
        var all = Code().ToDictionary(Relative, File.ReadAllText);
        foreach (var file in all.Keys.Where(f => f.StartsWith("src/", StringComparison.Ordinal)
                     || f.StartsWith("contracts/src/", StringComparison.Ordinal)))
        {
            var name = Path.GetFileNameWithoutExtension(file).Split('.')[0];
            var declared = Declaration.Matches(all[file])
                .Select(m => m.Groups[1].Value).Append(name).ToHashSet();
            var used = name == "Program" || all.Any(other => other.Key != file
                && declared.Any(d => Regex.IsMatch(other.Value, $@"\b{Regex.Escape(d)}\b")))
                || IsExtensionHost(all[file]);
            used.ShouldBeTrue($"{file}: nothing it declares is named by another file");
        }
    }

    [Fact]
    public void Names_avoid_the_words_that_say_nothing()
    {
        var empty = new Regex(
            @"\b(?:class|struct|record|interface)\s+\w*(?:Manager|Helper|Util|Utils|Service|Processor)\b");
        foreach (var file in Code().Where(f => f.EndsWith(".cs", StringComparison.Ordinal)))
            empty.Matches(File.ReadAllText(file)).Select(m => $"{Relative(file)}: {m.Value}").ShouldBeEmpty();
        Files("src", "*.csproj").Select(Path.GetFileNameWithoutExtension)
            .ShouldNotContain(n => Regex.IsMatch(n!, "Common|Helpers|Shared|Abstractions"));
    }

    [Fact]
    public void The_top_level_is_the_list_in_the_architecture()
    {
        var found = Directory.EnumerateFileSystemEntries(Root).Select(Path.GetFileName)
            .Except([".git", "bin", "obj", "TestResults", ".vs", ".idea", ".vscode"]);
        found.Except(TopLevel).ShouldBeEmpty();
    }

    [Fact]
    public void Every_auction_kind_has_all_its_parts()
    {
        foreach (var contract in Files("contracts/src/auctions", "*Auction.sol"))
        {
            var kind = Path.GetFileNameWithoutExtension(contract).Replace("Auction", "");
            foreach (var part in new[]
                     {
                         $"contracts/src/interfaces/I{kind}Auction.sol", $"contracts/test/auctions/{kind}Auction.t.sol",
                         $"src/Fractional.Core/Auctions/{kind}/{kind}Auction.cs",
                     })
                File.Exists(Path.Combine(Root, part)).ShouldBeTrue($"the {kind} auction lacks {part}");
        }
    }

    [Fact]
    public void Every_error_of_the_contracts_has_its_row_and_no_row_is_left_over()
    {
        var errors = Files("contracts/src", "*.sol")
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), @"^\s*error (\w+)\(", RegexOptions.Multiline))
            .Select(m => m.Groups[1].Value).ToHashSet();
        var page = File.ReadAllText(Path.Combine(Root, "docs/errors.md"));
        var rows = Regex.Matches(page, @"^\| (\w+) \|", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value).Where(n => n != "error").ToHashSet();
        errors.Except(rows).ShouldBeEmpty("errors without a row in docs/errors.md");
        rows.Except(errors).ShouldBeEmpty("rows in docs/errors.md without an error");
    }

    static bool IsExtensionHost(string text) => Regex.IsMatch(text, @"\(this\s");

    static IEnumerable<string> Packages(string project) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants("PackageReference")
            .Select(p => p.Attribute("Include")!.Value);

    static IEnumerable<string> Code() => new[] { "src", "tests", "properties", "bench" }
        .SelectMany(f => Files(f, "*.cs"))
        .Concat(Files("contracts/src", "*.sol")).Concat(Files("contracts/test", "*.sol"));

    static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Path.Combine(Root, folder);
        if (!Directory.Exists(path)) return [];
        var depth = folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories;
        return Directory.EnumerateFiles(path, pattern, depth)
            .Where(f => !Regex.IsMatch(f[Root.Length..], "/(bin|obj|node_modules|out|cache)/"))
            .Order(StringComparer.Ordinal);
    }

    static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    /// <summary>Blocks that open at the indentation of a member (4 columns): a member's body, not a type's.</summary>
    static IEnumerable<(int Start, int Lines)> MemberBodies(string[] lines)
    {
        var start = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            var next = i + 1 < lines.Length ? lines[i + 1] : "";
            var body = lines[i].TrimEnd().EndsWith("{", StringComparison.Ordinal) || next.TrimEnd() == "    {";
            if (body && MemberHead.IsMatch(lines[i])) start = i;
            if (start < 0 || !lines[i].StartsWith("    }", StringComparison.Ordinal)) continue;
            yield return (start + 1, i - start + 1);
            start = -1;
        }
    }

    internal static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fractional.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("no Fractional.sln above the tests");
        return folder;
    }
}
