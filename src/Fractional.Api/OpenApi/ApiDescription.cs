using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fractional.Api.Http;
using Fractional.Api.Sessions;
using Fractional.Api.Streams;
using Fractional.Api.Transactions;
using Fractional.Core.Auctions.Batch;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Fractional.Api.OpenApi;

/// <summary>The machine's form of the API: OpenAPI 3.1 made from the routes, the records and their docstrings. The
/// committed <c>openapi.json</c> beside the project is compared with it by a test.</summary>
static class ApiDescription
{
    private const string Suffix = "Resource";
    private const StringSplitOptions Words = StringSplitOptions.RemoveEmptyEntries;

    /// <summary>What path and query parameters look like, by name: they are read as text, to name what is
    /// wrong.</summary>
    private static readonly Dictionary<string, (Func<OpenApiSchema> Schema, string Says)> Forms = new()
    {
        ["vault"] = (() => Text<ChecksumAddress>(), "Address of a vault."),
        ["account"] = (() => Text<ChecksumAddress>(), "Any address."),
        ["holder"] = (() => Text<ChecksumAddress>(), "Only vaults whose shares it holds."),
        ["lender"] = (() => Text<ChecksumAddress>(), "Only vaults to which it lent and is still owed."),
        ["token"] = (() => Text<ChecksumAddress>(), "Payment token; without it the deployment's first."),
        ["id"] = (() => Text<Digits>(), "Id of an auction: uint160(vault) << 96 | number."),
        ["owner"] = (() => Text<ChecksumAddress>(), "Only bids of this address."),
        ["bid"] = (() => new OpenApiSchema { Type = JsonSchemaType.String },
            "Hash of its typed data, or <auction>-<number> of one that we know no signature of."),
        ["Idempotency-Key"] = (() => new OpenApiSchema { Type = JsonSchemaType.String },
            "Your own name for this bid: the same name with another bid is refused."),
        ["price"] = (() => Text<Digits>(), "Wei; without it about ten prices."),
        ["at"] = (() => Number(0, null), "Unix seconds; without it the newest block's time."),
        ["after"] = (() => new OpenApiSchema { Type = JsonSchemaType.String }, "The 'next' of an earlier page."),
        ["limit"] = (() => Number(1, PageOf.MostLimit), $"Entries of a page, {PageOf.DefaultLimit} without it."),
    };

    /// <summary>What streams tell besides changes: a route names one schema for an answer.</summary>
    private static readonly (string Name, Type Message)[] StreamMessages =
    [
        ("Dropped", typeof(DroppedMessage)), ("Head", typeof(HeadMessage)), ("VaultSeqs", typeof(VaultSeqs)),
    ];

    public static void AddDescription(this IServiceCollection services)
    {
        // Numbers are numbers: amounts, which need more, are strings by intent.
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = NameOf;
            options.AddSchemaTransformer(Shape);
            options.AddOperationTransformer(ShapeParameters);
            options.AddOperationTransformer(SayWhoMay);
            options.AddDocumentTransformer(async (document, context, stop) =>
            {
                document.Info.Title = "Fractional";
                document.Info.Version = "1";
                document.Servers?.Clear(); // wherever it is served from
                foreach (var (role, scheme) in Schemes()) document.AddComponent(NameOf(role), scheme);
                foreach (var (name, message) in StreamMessages)
                    document.AddComponent(name, await context.GetOrCreateSchemaAsync(message, null, stop));
                foreach (var schema in document.Components?.Schemas?.Values ?? []) OneLine(schema);
            });
        });
    }

    /// <summary>VaultResource is a Vault; what JSON writes as text is no schema of its own.</summary>
    private static string? NameOf(JsonTypeInfo type) =>
        PatternOf(type.Type) is not null ? null
        : type.Type == typeof(ProblemDetails) ? "Problem"
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name ? null
        : name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length]
        : name;

    private static Task Shape(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type).IsEnum)
        {
            // Whether it may be null is said where it is used.
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. schema.Enum!.Where(word => word is not null)];
            // The status of an auction that did not begin: there is none to show.
            if (type == typeof(BatchStatus)) schema.Enum.RemoveAt((int)BatchStatus.None);
        }
        if (PatternOf(type) is { } pattern)
        {
            var nullable = Nullable.GetUnderlyingType(type) is not null;
            (schema.Type, schema.Pattern) =
                (nullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, pattern);
        }
        else if (context.JsonTypeInfo.ElementType is { } element && PatternOf(element) is { } ofElement)
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = ofElement };
        foreach (var member in context.JsonTypeInfo.Properties.Where(IsLeftOutWhenNull))
            schema.Required?.Remove(member.Name);
        if (type == typeof(JsonObject)) schema.AdditionalProperties = new OpenApiSchema();
        if (type == typeof(ProblemDetails)) ShapeProblem(schema);
        if (type == typeof(PrepareRequest)) schema.Properties!["call"] = CallSchema.Of();
        return Task.CompletedTask;
    }

    private static bool IsLeftOutWhenNull(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];

    /// <summary>A docstring's line breaks and entities are the source's, not the reader's.</summary>
    private static void OneLine(IOpenApiSchema schema)
    {
        if (schema.Description is { } text)
            schema.Description = WebUtility.HtmlDecode(string.Join(' ', text.Split((char[]?)null, Words)));
        if (schema is OpenApiSchemaReference) return;
        foreach (var part in schema.Properties?.Values ?? []) OneLine(part);
        foreach (var part in schema.OneOf ?? []) OneLine(part);
    }

    private static void ShapeProblem(OpenApiSchema schema)
    {
        schema.Description = "RFC 9457. The numbers of a refusal are further members, by the names of the contract's "
            + "error; malformed names field, given and expected.";
        schema.Properties!.Remove("instance");
        foreach (var said in schema.Properties.Values.OfType<OpenApiSchema>()) said.Type &= ~JsonSchemaType.Null;
        schema.Required = schema.Properties.Keys.ToHashSet();
        schema.Properties["code"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String, Description = "The contract's error name, where it is one.",
        };
        schema.Properties["next"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String, Description = "What to do now, in one sentence.",
        };
        schema.AdditionalProperties = new OpenApiSchema();
    }

    private static Task ShapeParameters(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter.In is not (ParameterLocation.Path or ParameterLocation.Query or ParameterLocation.Header)
                || !Forms.TryGetValue(parameter.Name!, out var form)) continue;
            (parameter.Schema, parameter.Description) = (form.Schema(), form.Says);
        }
        foreach (var word in context.Description.ActionDescriptor.EndpointMetadata.OfType<WordParameter>())
        {
            var parameter = operation.Parameters!.OfType<OpenApiParameter>().Single(p => p.Name == word.Name);
            parameter.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.String, Enum = [.. word.Words.Select(w => (JsonNode)w)],
            };
            parameter.Description ??= $"Only those of this {word.Name}.";
        }
        return Task.CompletedTask;
    }

    private static IEnumerable<(Role Role, OpenApiSecurityScheme Scheme)> Schemes() =>
    [
        (Role.Session, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = SessionCookie.SecureName,
            Description = "A person who signed in with Ethereum; the cookie of signIn.",
        }),
        (Role.Key, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A bot; the token of createKey.",
        }),
    ];

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private static Task SayWhoMay(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var permitted = context.Description.ActionDescriptor.EndpointMetadata.OfType<Permitted>().SingleOrDefault();
        operation.Security = permitted?.Roles.Select(role => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(NameOf(role), context.Document)] = [],
        }).ToList();
        return Task.CompletedTask;
    }

    private static string? PatternOf(Type type)
    {
        var given = Nullable.GetUnderlyingType(type) ?? type;
        return given == typeof(Digits) ? Digits.Pattern
            : given == typeof(ChecksumAddress) ? ChecksumAddress.Pattern
            : given == typeof(HashText) ? HashText.Pattern
            : null;
    }

    private static OpenApiSchema Text<T>() where T : struct, IText<T> =>
        new() { Type = JsonSchemaType.String, Pattern = T.Pattern };

    private static OpenApiSchema Number(int least, int? most) => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most?.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>A query parameter that is a word of a closed list.</summary>
sealed record WordParameter(string Name, IReadOnlyList<string> Words)
{
    public static WordParameter Of<T>(string name) where T : struct, Enum => new(name, Parameters.Words<T>());
}
