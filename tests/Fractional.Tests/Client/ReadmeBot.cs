using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace Fractional.Tests.Client;

/// <summary>The bot of the client's README: compiled from the page's own text, run as its own program.</summary>
static class ReadmeBot
{
    /// <summary>What a project gives to every file of its own accord.</summary>
    const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.Threading.Tasks;";

    public static string Text()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fractional.sln"))) folder = Path.GetDirectoryName(folder)!;
        var page = File.ReadAllText(Path.Combine(folder, "src/Fractional.Client/README.md"));
        return Regex.Match(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
    }

    public static MethodInfo Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Bot", [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(Text())], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ShouldBeEmpty();
        return Assembly.Load(image.ToArray()).EntryPoint!;
    }

    /// <summary>Its entry point waits for its own end.</summary>
    /// <param name="bot">Compiled.</param>
    /// <param name="key">Of its owner, for as long as this process lives.</param>
    /// <param name="arguments">Site, auction and limit.</param>
    public static Task Run(MethodInfo bot, string key, params string[] arguments)
    {
        Environment.SetEnvironmentVariable("BOT_KEY", key);
        return Task.Run(() => bot.Invoke(null, [arguments])).WaitAsync(TimeSpan.FromMinutes(1));
    }
}
