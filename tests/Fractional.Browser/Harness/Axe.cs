using Microsoft.Playwright;
using Shouldly;

namespace Fractional.Browser.Harness;

/// <summary>What axe-core finds against WCAG 2.2, levels A and AA.</summary>
static class Axe
{
    const string Run = """
        async tags => (await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }))
          .violations.map(found => `${found.id} (${found.impact}): ${found.help}\n`
            + found.nodes.map(node => `    ${node.target.join(' ')}: ${node.failureSummary}`).join('\n'))
        """;

    static readonly string[] Tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

    static readonly Lazy<string> Source = new(() => Scripts.FromPackage("axe-core/axe.min.js"));

    /// <summary>One text for each rule that is broken, with where and why.</summary>
    public static async Task<string[]> Violations(IPage page)
    {
        await page.EvaluateAsync(Source.Value);
        return await page.EvaluateAsync<string[]>(Run, Tags);
    }

    public static async Task ShouldBeAccessible(this IPage page) =>
        (await Violations(page)).ShouldBeEmpty(page.Url);
}
