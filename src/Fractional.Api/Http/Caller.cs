using Fractional.Core.Units;
using Fractional.Store;

namespace Fractional.Api.Http;

/// <summary>How somebody showed who they are.</summary>
public enum Role
{
    /// <summary>Not at all.</summary>
    Anonymous,

    /// <summary>A person with a cookie.</summary>
    Session,

    /// <summary>A bot with a bearer key: it can what its account can, except make keys.</summary>
    Key,
}

/// <summary>Who sent a request, as found before its route runs.</summary>
/// <param name="Address">The account that signed in; none for <see cref="Role.Anonymous"/>.</param>
public sealed record Caller(Account? Address, Role Role)
{
    public static readonly Caller Nobody = new(null, Role.Anonymous);

    /// <summary>The session of <see cref="Role.Session"/>.</summary>
    internal StoredSession? Session { get; init; }

    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? Nobody;
}
