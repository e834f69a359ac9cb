using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Api.Edge;

/// <summary>What a good description of an API has, so that generated clients are good too. Each rule gives the places
/// that break it.</summary>
public sealed partial class DescriptionLintTests : IAsyncLifetime
{
    EdgeStage stage = null!;
    JsonObject description = null!;

    public async Task InitializeAsync()
    {
        stage = await EdgeStage.Open();
        description = (await stage.Get("/openapi/v1.json")).Json.AsObject();
    }

    public async Task DisposeAsync() => await stage.DisposeAsync();

    List<(string Name, JsonObject Operation)> Operations() =>
    [
        .. description["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(method => ($"{method.Key} {path.Key}", method.Value!.AsObject()))),
    ];

    IEnumerable<string> Breaking(Func<string, JsonObject, bool> isGood) =>
        Operations().Where(o => !isGood(o.Name, o.Operation)).Select(o => o.Name);

    [Fact]
    public void It_is_OpenAPI_3_1_with_title_and_version()
    {
        Text(description["openapi"]).ShouldStartWith("3.1");
        Text(description["info"]!["title"]).ShouldNotBeEmpty();
        Text(description["info"]!["version"]).ShouldNotBeEmpty();
        Operations().Count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Every_operation_has_an_id_that_no_other_has()
    {
        var ids = Operations().Select(o => Text(o.Operation["operationId"])).ToList();
        ids.ShouldAllBe(id => CamelCase().IsMatch(id));
        ids.GroupBy(id => id, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_has_one_tag_and_a_summary_of_one_sentence()
    {
        Breaking((_, o) => o["tags"]?.AsArray().Count == 1).ShouldBeEmpty();
        Breaking((_, o) => Text(o["summary"]) is { Length: > 5 and <= 120 } s && s.EndsWith('.')).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_says_what_it_gives_and_how_it_refuses()
    {
        Breaking((_, o) => Answers(o).Any(a => a.Status.StartsWith('2'))).ShouldBeEmpty();
        Breaking((name, o) => name.Contains("/health/") || Answers(o).Any(a => a.Status.StartsWith('4')))
            .ShouldBeEmpty();
        Breaking((name, o) => !name.Contains(" /v1/") || Answers(o).Any(a => a.Status == "429")).ShouldBeEmpty();
        Breaking((_, o) => Answers(o).Where(a => a.Status[0] is '4' or '5')
            .All(a => a.Answer["content"]?["application/problem+json"] is not null)).ShouldBeEmpty();
        Breaking((_, o) => Answers(o).Where(a => a.Status is "200" or "201")
            .All(a => a.Answer["content"]?.AsObject().All(c => c.Value!["schema"] is not null) == true))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_body_is_JSON_with_a_schema() => Breaking((_, o) => o["requestBody"] is not { } body
        || (body["content"]!.AsObject().Single() is var (type, content)
            && type == "application/json" && content!["schema"] is not null)).ShouldBeEmpty();

    [Fact]
    public void Every_parameter_has_a_schema_and_a_description_and_every_place_of_a_path_a_parameter()
    {
        foreach (var (name, operation) in Operations())
        {
            var parameters = operation["parameters"]?.AsArray().Select(p => p!.AsObject()).ToList() ?? [];
            parameters.Where(p => p["schema"] is null || Text(p["description"]).Length == 0)
                .Select(p => $"{name}: {Text(p["name"])}").ShouldBeEmpty();
            parameters.Where(p => Text(p["in"]) == "path").Select(p => Text(p["name"]))
                .ShouldBe(Places().Matches(name).Select(m => m.Groups[1].Value), name);
        }
    }

    [Fact]
    public void No_schema_has_two_types_other_than_null_and_no_number_is_money()
    {
        var faults = new List<string>();
        Walk(description, "$", (path, node) =>
        {
            if (node["type"] is JsonArray types && types.Select(Text).Count(t => t != "null") != 1)
                faults.Add($"{path}: {types.ToJsonString()}");
            if (Text(node["format"]) is "double" or "float" or "decimal") faults.Add($"{path}: {node["format"]}");
        });
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var schemas = description["components"]!["schemas"]!.AsObject();
        var faults = new List<string>();
        Walk(description, "$", (path, node) =>
        {
            if (node["$ref"] is JsonValue reference && Text(reference) is var to
                && !(to.StartsWith("#/components/schemas/") && schemas.ContainsKey(to.Split('/')[^1])))
                faults.Add($"{path}: {to}");
        });
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void No_word_of_our_code_is_in_it()
    {
        var text = description.ToJsonString();
        foreach (var word in new[] { "System.", "Fractional.Api", "Microsoft", "Nullable", "Task<", "see cref" })
            text.ShouldNotContain(word);
    }

    static void Walk(JsonNode? node, string path, Action<string, JsonObject> look)
    {
        if (node is JsonObject found)
        {
            look(path, found);
            foreach (var (name, member) in found) Walk(member, $"{path}.{name}", look);
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++) Walk(list[i], $"{path}[{i}]", look);
        }
    }

    static IEnumerable<(string Status, JsonObject Answer)> Answers(JsonObject operation) =>
        operation["responses"]!.AsObject().Select(r => (r.Key, r.Value!.AsObject()));

    static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    [GeneratedRegex("^[a-z][a-zA-Z]{2,40}$")]
    private static partial Regex CamelCase();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Places();
}
