namespace Fractional.Api.Http;

/// <summary>Which roles a route takes; routes without it take all.</summary>
static class Permission
{
    /// <summary>Keys are refused with 403, strangers with 401.</summary>
    public static RouteHandlerBuilder ForSessions(this RouteHandlerBuilder route) => route
        .AddEndpointFilter(static async (context, next) => Caller.Of(context.HttpContext).Role switch
        {
            Role.Session => await next(context),
            Role.Key => EdgeProblems.SessionNeeded(),
            _ => SignInNeeded(context.HttpContext),
        })
        .WithMetadata(new Permitted(Role.Session)).ProducesProblem(401).ProducesProblem(403);

    public static IResult SignInNeeded(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return EdgeProblems.SignInNeeded();
    }
}

/// <summary>What a route asks of its callers, for the description; routes without it take all.</summary>
sealed record Permitted(params Role[] Roles);
