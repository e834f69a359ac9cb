using Microsoft.AspNetCore.Http.HttpResults;

namespace Fractional.Api;

/// <summary>RFC 9457 answers: a stable type, the numbers, what was expected; never a stack trace, SQL or key.</summary>
static class Problems
{
    public static ProblemHttpResult Malformed(string field, string? given, string expected) => Of(
        400, "malformed", $"{field}: expected {expected}, found '{Shorten(given)}'",
        new() { ["field"] = field, ["given"] = Shorten(given), ["expected"] = expected });

    public static ProblemHttpResult NotFound(string what, string id) =>
        Of(404, "not-found", $"there is no {what} {Shorten(id)}", new() { ["id"] = Shorten(id) });

    /// <param name="code">The contract's error name, where it is one.</param>
    /// <param name="next">What to do now, in one sentence.</param>
    public static ProblemHttpResult Refused(
        int status, string kebabName, string detail, Dictionary<string, object?> numbers, string? code = null,
        string? next = null)
    {
        if (code is not null) numbers["code"] = code;
        if (next is not null) numbers["next"] = next;
        return Of(status, kebabName, detail, numbers);
    }

    public static ProblemHttpResult NotReady(string detail) => Of(503, "not-ready", detail, []);

    static ProblemHttpResult Of(int status, string name, string detail, Dictionary<string, object?> extensions) =>
        TypedResults.Problem(
            statusCode: status, type: $"/problems/{name}", title: name.Replace('-', ' '), detail: detail,
                extensions: extensions);

    /// <summary>What was sent is repeated so far at most.</summary>
    public static string? Shorten(string? text) => text is { Length: > 80 } ? text[..80] + "..." : text;
}
