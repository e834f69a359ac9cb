using Fractional.Laws;
using Xunit;

namespace Fractional.Properties;

/// <summary>A set of laws with names a test runner can show: one test case for each law.</summary>
public sealed class LawsOf
{
    private readonly Dictionary<string, Law> laws;

    public LawsOf(params IEnumerable<Law>[] sets) =>
        laws = sets.SelectMany(set => set).ToDictionary(law => $"{law.Number:00} {law.Name}");

    public TheoryData<string> Names => [.. laws.Keys];

    public Law this[string name] => laws[name];
}
