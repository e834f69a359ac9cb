using System.Text.RegularExpressions;
using Fractional.Api.Http;
using Fractional.Core;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api;

/// <summary>Every refusal has an answer, as docs/errors.md says it.</summary>
public sealed partial class RefusalProblemsTests
{
    private static readonly Type[] Refusals = typeof(Refusal).GetNestedTypes();

    [Fact]
    public void Every_refusal_has_the_status_and_the_sentence_of_its_row()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Root(), "docs", "errors.md")))
            .ToDictionary(row => row.Groups[1].Value, row => (row.Groups[2].Value, int.Parse(row.Groups[3].Value)));
        rows.Count.ShouldBeGreaterThan(100);
        foreach (var type in Refusals.Where(type => rows.ContainsKey(type.Name)))
        {
            var problem = RefusalProblems.Of(Made(type)).ProblemDetails;
            problem.Status.ShouldBe(rows[type.Name].Item2, type.Name);
            problem.Detail.ShouldNotBeNull().ShouldStartWith(rows[type.Name].Item1);
            problem.Extensions["code"].ShouldBe(type.Name);
        }
        Refusals.Select(type => type.Name).Except(rows.Keys).ShouldBe(
            ["InsufficientBalance", "OwnableUnauthorizedAccount", "Reverted", "Unexplained"], ignoreOrder: true);
    }

    [Fact]
    public void Every_refusal_becomes_a_problem_with_its_numbers()
    {
        foreach (var type in Refusals)
        {
            var problem = RefusalProblems.Of(Made(type)).ProblemDetails;
            problem.Status!.Value.ShouldBeOneOf(403, 409, 422);
            problem.Type.ShouldBe($"/problems/{RefusalProblems.Kebab(type.Name)}");
            var names = type.GetConstructors()[0].GetParameters()
                .Select(p => char.ToLowerInvariant(p.Name![0]) + p.Name[1..]);
            problem.Extensions.Keys.ShouldBe(names.Append("code").Concat(
                problem.Extensions.ContainsKey("next") ? ["next"] : Array.Empty<string>()), ignoreOrder: true);
        }
    }

    [Fact]
    public void A_problem_has_the_numbers_in_words_and_as_members()
    {
        var problem = RefusalProblems.Of(new Refusal.PriceAboveMax(new Wei(7), new Wei(5))).ProblemDetails;
        problem.Type.ShouldBe("/problems/price-above-max");
        problem.Status.ShouldBe(409);
        problem.Detail.ShouldBe("the price now is above the caller's maximum: price 7, maxPrice 5");
        problem.Extensions["price"].ShouldBe("7");
        problem.Extensions["maxPrice"].ShouldBe("5");
        problem.Extensions["code"].ShouldBe("PriceAboveMax");
        problem.Extensions["next"].ShouldBeOfType<string>().ShouldNotBeEmpty();
    }

    private static Refusal Made(Type type)
    {
        var constructor = type.GetConstructors()[0];
        var arguments = constructor.GetParameters().Select(parameter => parameter.ParameterType == typeof(string)
            ? "text" : Activator.CreateInstance(parameter.ParameterType)).ToArray();
        return (Refusal)constructor.Invoke(arguments);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fractional.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"^\| (\w+) \| (.+) \| (\d+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
