using System.ComponentModel;
using Fractional.Api.Http;
using Fractional.Core.Units;
using Fractional.Store;

namespace Fractional.Api.Sessions;

/// <summary>A challenge for one sign-in. Write its times into the message: no clock of your own is needed.</summary>
/// <param name="Nonce">Letters and digits; good for one try.</param>
/// <param name="ChainId">The chain that the message must name.</param>
public sealed record NonceResource(string Nonce, ulong ChainId, Moment IssuedAt, Moment ExpiresAt);

/// <param name="Message">The EIP-4361 text exactly as it was signed.</param>
/// <param name="Signature">By <c>personal_sign</c>, or as the account's contract takes it (EIP-1271); 0x hex.</param>
public sealed record SignInRequest(string Message, string Signature);

/// <summary>Who calls.</summary>
/// <param name="Role">anonymous, session or key.</param>
/// <param name="Address">Null for anonymous.</param>
/// <param name="ExpiresAt">Of a session; null else.</param>
public sealed record SessionResource(string Role, ChecksumAddress? Address, Moment? SignedInAt, Moment? ExpiresAt);

/// <param name="Label">1 to 64 printable characters, to know it again.</param>
public sealed record KeyRequest(string Label);

/// <param name="Key">Its id, for revoking; no secret.</param>
public sealed record KeyResource(string Key, string Label, Moment CreatedAt);

/// <param name="Token">The key itself, shown this once: send it as <c>Authorization: Bearer</c>.</param>
public sealed record NewKeyResource(string Key, string Label, Moment CreatedAt, string Token);

/// <summary>All of an account's keys, oldest first: at most 20.</summary>
public sealed record KeyList(IReadOnlyList<KeyResource> Items);

static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("").WithTags("Session");
        session.MapPost("/session/nonce", Challenge).WithName("createNonce")
            .WithSummary("A nonce for one sign-in with Ethereum (EIP-4361).")
            .Produces<NonceResource>().ProducesProblem(503);
        session.MapPost("/session", SignIn).WithName("signIn")
            .WithSummary("Opens a session; the answer sets its cookie.")
            .Accepts<SignInRequest>("application/json").Produces<SessionResource>(201)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415)
            .ProducesProblem(503);
        session.MapGet("/session", Show).WithName("getSession").WithSummary("Who the server takes the caller for.")
            .Produces<SessionResource>().ProducesProblem(401).ProducesProblem(503);
        session.MapDelete("/session", SignOut).WithName("signOut")
            .WithSummary("Ends the session of the cookie, if any.")
            .Produces(204).ProducesProblem(401).ProducesProblem(403).ProducesProblem(503);
        MapKeys(routes.MapGroup("").WithTags("Keys"));
    }

    static void MapKeys(RouteGroupBuilder keys)
    {
        keys.MapGet("/keys", ListKeys).WithName("listKeys").WithSummary("The account's keys, without their tokens.")
            .Produces<KeyList>().ForSessions().ProducesProblem(503);
        keys.MapPost("/keys", MakeKey).WithName("createKey")
            .WithSummary("Makes a key for a bot; its token is shown once.")
            .Accepts<KeyRequest>("application/json").Produces<NewKeyResource>(201).ForSessions()
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415)
            .ProducesProblem(503);
        keys.MapDelete("/keys/{key}", RevokeKey).WithName("revokeKey").WithSummary("Revokes a key at once.")
            .Produces(204).ForSessions().ProducesProblem(404).ProducesProblem(503);
    }

    static async Task<IResult> Challenge(SignIn signIn, HttpContext http)
    {
        Private(http);
        var (nonce, from, to) = await signIn.Challenge(http.RequestAborted);
        return TypedResults.Ok(new NonceResource(nonce, signIn.ChainId, MomentOf(from), MomentOf(to)));
    }

    static async Task<IResult> SignIn(SignIn signIn, EdgeOptions options, HttpContext http)
    {
        Private(http);
        // A page of another site must not sign its visitor in as somebody else.
        if (http.Request.Headers.Origin.Count > 0 && !Hosts.IsSameOrigin(options, http))
            return EdgeProblems.CrossSite();
        var (request, malformed) = await RequestBody.Read<SignInRequest>(http.Request, http.RequestAborted);
        if (request is null) return malformed!;
        var (secret, session, problem) = await signIn.Open(request.Message, request.Signature, http);
        if (session is null) return Unauthorized(http, problem!);
        SessionCookie.Set(http, secret.Token, session);
        var caller = new Caller(session.Account, Role.Session) { Session = session };
        return TypedResults.Created("/v1/session", Resource(caller));
    }

    static IResult Show(HttpContext http)
    {
        Private(http);
        return TypedResults.Ok(Resource(Caller.Of(http)));
    }

    static async Task<IResult> SignOut(IIdentityStore store, HttpContext http)
    {
        Private(http);
        var caller = Caller.Of(http);
        if (caller.Role == Role.Key) return EdgeProblems.SessionNeeded();
        if (caller.Session is { } session) await store.EndSession(session.Id, http.RequestAborted);
        SessionCookie.Clear(http);
        return TypedResults.NoContent();
    }

    static async Task<IResult> ListKeys(IIdentityStore store, HttpContext http)
    {
        Private(http);
        var keys = await store.KeysOf(Caller.Of(http).Address!.Value, http.RequestAborted);
        return TypedResults.Ok(
            new KeyList([.. keys.Select(k => new KeyResource(k.Id, k.Label, MomentOf(k.MadeAt)))]));
    }

    static async Task<IResult> MakeKey(IIdentityStore store, TimeProvider time, HttpContext http)
    {
        Private(http);
        var (request, malformed) = await RequestBody.Read<KeyRequest>(http.Request, http.RequestAborted);
        if (request is null) return malformed!;
        if (!IsLabel(request.Label))
            return Problems.Malformed(
                "$.label", request.Label, $"1 to {IdentityLimits.MaxLabelChars} printable ASCII characters");
        var secret = Secret.Make(Secret.KeyPrefix);
        var key = new StoredKey(
            secret.Id, secret.Hash, Caller.Of(http).Address!.Value, request.Label, time.GetUtcNow());
        return await store.AddKey(key, http.RequestAborted) switch
        {
            KeyRoom.Added => TypedResults.Created((string?)null, new NewKeyResource(
                key.Id, key.Label, MomentOf(key.MadeAt), secret.Token)),
            KeyRoom.AccountIsFull => EdgeProblems.TooManyKeys(IdentityLimits.MaxKeysPerAccount),
            _ => EdgeProblems.Away("the store of keys, which is full,"),
        };
    }

    static async Task<IResult> RevokeKey(
        IIdentityStore store, HttpContext http, [Description("The key's id.")] string key)
    {
        Private(http);
        return key.Length == Secret.IdChars
            && await store.DropKey(Caller.Of(http).Address!.Value, key, http.RequestAborted)
            ? TypedResults.NoContent()
            : Problems.NotFound("key", key);
    }

    static SessionResource Resource(Caller caller) => new(
        caller.Role.ToString().ToLowerInvariant(), caller.Address,
        caller.Session is { } signedIn ? MomentOf(signedIn.SignedInAt) : null,
        caller.Session is { } session ? MomentOf(session.EndsAt) : null);

    static IResult Unauthorized(HttpContext http, IResult problem)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return problem;
    }

    /// <summary>No cache may keep what is about one caller.</summary>
    static void Private(HttpContext http) => http.Response.Headers.CacheControl = "no-store";

    static bool IsLabel(string label) =>
        label.Length is > 0 and <= IdentityLimits.MaxLabelChars && label.All(c => c is >= ' ' and <= '~');

    static Moment MomentOf(DateTimeOffset at) => Moment.Of(new Timestamp((ulong)at.ToUnixTimeSeconds()));
}
