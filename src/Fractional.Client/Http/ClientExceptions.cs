using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Fractional.Client;

/// <summary>What this client throws, besides <see cref="ArgumentException"/> for what it was given and
/// <see cref="OperationCanceledException"/> for its caller's own end.</summary>
public abstract class FractionalClientException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The server refused (RFC 9457). The code is the contract's error name where it is one.</summary>
public sealed class ProblemException : FractionalClientException
{
    readonly Dictionary<string, JsonElement> members;

    internal ProblemException(int status, string code, string detail, Dictionary<string, JsonElement> members)
        : base($"{code} ({status}): {detail}")
    {
        (Status, Code, Detail, this.members) = (status, code, detail, members);
    }

    /// <summary>400 malformed, 401, 403, 404, 409 the state refuses, 422 the value refuses, 429, 503.</summary>
    public int Status { get; }

    public string Code { get; }

    /// <summary>One sentence with the numbers.</summary>
    public string Detail { get; }

    /// <summary>What to do now, one sentence; null when the server had no advice.</summary>
    public string? Next => members.TryGetValue("next", out var next) ? next.GetString() : null;

    /// <summary>Everything else that the problem said, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Members => members;

    /// <summary>One of the problem's numbers, from digits or a JSON number.</summary>
    /// <exception cref="KeyNotFoundException">The problem has no such number.</exception>
    public BigInteger Number(string name) =>
        members.TryGetValue(name, out var member) && BigInteger.TryParse(
            member.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new KeyNotFoundException($"problem {Code} has no number '{name}'");
}

/// <summary>No answer after all tries: whether the last one arrived is not known. What it asked for is safe to ask for
/// again.</summary>
public sealed class NoAnswerException(string message, Exception? inner = null)
    : FractionalClientException(message, inner);

/// <summary>The answer is not what docs/api.md promises: another version, or not this server.</summary>
public sealed class UnexpectedAnswerException(string message, Exception? inner = null)
    : FractionalClientException(message, inner);

/// <summary>The server's deployment is not the one that the options insist on: nothing was signed.</summary>
public sealed class WrongDeploymentException(string message) : FractionalClientException(message);
