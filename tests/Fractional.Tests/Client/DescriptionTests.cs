using System.Collections;
using System.Numerics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fractional.Client;
using Fractional.Ethereum.Primitives;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Client;

/// <summary>The client's types beside the committed description of the API: every member that the client reads is
/// promised, in its type, and null only where the client expects it.</summary>
public sealed class DescriptionTests
{
    static readonly JsonNode Description = JsonNode.Parse(File.ReadAllText(Find()))!;

    static readonly NullabilityInfoContext Nullability = new();

    /// <summary>What the client reads from where; the parts of a list stand for the list.</summary>
    static readonly (string Route, Type Answer)[] Reads =
    [
        ("get /v1/deployment", typeof(Deployment)),
        ("get /v1/vaults", typeof(Page<Vault>)),
        ("get /v1/vaults/{vault}", typeof(Vault)),
        ("get /v1/vaults/{vault}/holders", typeof(Page<Holder>)),
        ("get /v1/vaults/{vault}/appraisals", typeof(Appraisals)),
        ("get /v1/vaults/{vault}/loans", typeof(Page<Loan>)),
        ("get /v1/vaults/{vault}/history", typeof(Page<HistoryEntry>)),
        ("get /v1/vaults/{vault}/preview", typeof(Preview)),
        ("get /v1/auctions", typeof(Page<AuctionSummary>)),
        ("get /v1/auctions/{id}", typeof(Auction)),
        ("get /v1/auctions/{id}/price", typeof(DutchPrice)),
        ("get /v1/auctions/{id}/curve", typeof(Curve)),
        ("get /v1/auctions/{id}/book", typeof(Book)),
        ("get /v1/auctions/{id}/statement", typeof(Statement)),
        ("post /v1/auctions/{id}/quote", typeof(Quote)),
        ("get /v1/auctions/{id}/bids", typeof(Page<Bid>)),
        ("post /v1/bids", typeof(Bid)),
        ("get /v1/bids/{bid}", typeof(Bid)),
        ("delete /v1/bids/{bid}", typeof(Bid)),
        ("post /v1/transactions", typeof(Prepared)),
        ("get /v1/accounts/{account}/bids", typeof(Page<Bid>)),
        ("get /v1/accounts/{account}/claims", typeof(Page<Claim>)),
        ("get /v1/accounts/{account}/positions", typeof(Positions)),
        ("get /v1/risk", typeof(Risk)),
        ("get /v1/keepers", typeof(Fractional.Client.Keepers)),
    ];

    /// <summary>Of the page and of people who sign in.</summary>
    static readonly string[] NotForBots = ["/v1/session", "/v1/keys"];

    public static TheoryData<string> Routes => [.. Reads.Select(r => r.Route)];

    [Theory]
    [MemberData(nameof(Routes))]
    public void An_answer_has_every_member_that_the_client_reads(string route)
    {
        var answer = Reads.Single(r => r.Route == route).Answer;
        var parts = route.Split(' ');
        var operation = Description["paths"]?[parts[1]]?[parts[0]].ShouldNotBeNull($"{route} is not described")!;
        var schema = operation["responses"]!.AsObject().First(r => r.Key.StartsWith('2')).Value!["content"]!
            ["application/json"]!["schema"]!;
        Faults(schema, answer, route, isNullable: false, []).ShouldBeEmpty();
    }

    [Fact]
    public void A_question_has_only_members_that_the_server_knows()
    {
        var schema = Description["paths"]!["/v1/auctions/{id}/quote"]!["post"]!["requestBody"]!["content"]!
            ["application/json"]!["schema"]!;
        var known = Resolved(schema)["properties"]!.AsObject().Select(p => p.Key);
        typeof(QuoteRequest).GetProperties().Where(p => p.Name != "EqualityContract").Select(NameOf).Except(known)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_route_for_bots_is_read_by_the_client()
    {
        var routes = Description["paths"]!.AsObject()
            .Where(p => p.Key.StartsWith("/v1/") && !p.Key.EndsWith("/events") && !NotForBots.Any(p.Key.StartsWith))
            .SelectMany(p => p.Value!.AsObject().Select(operation => $"{operation.Key} {p.Key}"));
        routes.Except(Reads.Select(r => r.Route)).ShouldBeEmpty("routes that the client does not know");
    }

    /// <summary>It would not be a test if it could not fail.</summary>
    [Fact]
    public void A_member_that_is_missing_of_another_type_or_null_is_found()
    {
        var schema = JsonNode.Parse(
            """
            {"type":"object","required":["rfc3339"],"properties":{"rfc3339":{"type":["null","string"]},
            "unix":{"type":"string"}}}
            """)!;
        Faults(schema, typeof(Moment), "m", isNullable: false, []).ShouldBe(
            ["m.rfc3339 may be null", "m.unix may be missing", "m.unix is [\"string\"], the client reads UInt64"]);
        Faults(schema, typeof(Batch), "b", isNullable: false, []).ShouldContain("b.supply is not described");
    }

    /// <param name="schema">What the server promises.</param>
    /// <param name="type">What the client reads.</param>
    /// <param name="path">For the message.</param>
    /// <param name="isNullable">The client expects null as well.</param>
    /// <param name="above">Types that are looked at already: they may hold each other.</param>
    static IEnumerable<string> Faults(JsonNode schema, Type type, string path, bool isNullable, Type[] above)
    {
        var plain = WithoutNull(schema, out var mayBeNull);
        if (mayBeNull && !isNullable) yield return $"{path} may be null";
        type = Nullable.GetUnderlyingType(type) ?? type;
        var types = TypesOf(plain);
        if (!types.Contains(JsonTypeOf(type)) && JsonTypeOf(type) != "any")
            yield return $"{path} is {JsonSerializer.Serialize(types)}, the client reads {type.Name}";
        else if (type.IsEnum)
        {
            var words = Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName);
            foreach (var word in plain["enum"]!.AsArray().Select(w => w!.GetValue<string>()).Except(words))
                yield return $"{path} may be '{word}', which the client does not know";
        }
        else if (JsonTypeOf(type) == "array")
            foreach (var fault in Faults(
                         plain["items"]!, type.GetGenericArguments()[0], $"{path}[]", isNullable: false, above))
                yield return fault;
        else if (JsonTypeOf(type) == "object" && !above.Contains(type))
            foreach (var fault in Members(type).SelectMany(m => Fault(plain, m, $"{path}.{NameOf(m)}",
                         [.. above, type])))
                yield return fault;
    }

    static IEnumerable<string> Fault(JsonNode schema, PropertyInfo member, string path, Type[] above)
    {
        if (schema["properties"]?[NameOf(member)] is not { } promised) return [$"{path} is not described"];
        var isNullable = Nullability.Create(member).WriteState == NullabilityState.Nullable;
        var isRequired = schema["required"]?.AsArray().Any(r => r!.GetValue<string>() == NameOf(member)) == true;
        var missing = isRequired || isNullable ? Array.Empty<string>() : [$"{path} may be missing"];
        return missing.Concat(Faults(promised, member.PropertyType, path, isNullable, above));
    }

    /// <summary>What is computed from the others has no setter.</summary>
    static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null);

    static string NameOf(PropertyInfo member) => member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
        ?? JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    static string JsonTypeOf(Type type) =>
        type == typeof(JsonElement) ? "any"
        : type == typeof(bool) ? "boolean"
        : type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong) ? "integer"
        : type == typeof(string) || type == typeof(BigInteger) || type == typeof(UInt256) || type == typeof(Address)
            || type == typeof(Bytes32) || type == typeof(ReadOnlyMemory<byte>) || type.IsEnum ? "string"
        : typeof(IEnumerable).IsAssignableFrom(type) ? "array"
        : "object";

    static string[] TypesOf(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => [.. several.Select(t => t!.GetValue<string>()).Where(t => t != "null")],
        JsonValue one => [one.GetValue<string>()],
        _ => [],
    };

    /// <summary>The schema behind references and behind "or null".</summary>
    static JsonNode WithoutNull(JsonNode schema, out bool mayBeNull)
    {
        mayBeNull = schema["type"] is JsonArray types && types.Any(t => t!.GetValue<string>() == "null");
        if (schema["oneOf"] is not JsonArray several) return Resolved(schema);
        mayBeNull = several.Any(s => s!["type"] is JsonValue one && one.GetValue<string>() == "null");
        return Resolved(several.Single(s => s!["$ref"] is not null)!);
    }

    static JsonNode Resolved(JsonNode schema) => schema["$ref"] is { } reference
        ? Description["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!
        : schema;

    static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fractional.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "src/Fractional.Api/openapi.json");
    }
}
