using Fractional.Chain;
using Fractional.Engine.Hosting;
using Fractional.Store;
using Microsoft.AspNetCore.Diagnostics;

namespace Fractional.Api.Http;

/// <summary>What an exception is told as: never its text, which may hold names of hosts, of tables or of
/// code.</summary>
static class Faults
{
    public static Task Answer(HttpContext http)
    {
        // Where the next request begins is unknown after a body that can not be read.
        if (http.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException)
            http.Response.Headers.Connection = "close";
        return ProblemOf(http).ExecuteAsync(http);
    }

    static IResult ProblemOf(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => EdgeProblems.TooLarge(),
        BadHttpRequestException wrong => EdgeProblems.Plain(
            wrong.StatusCode, "malformed", "the request's parameters or body can not be read"),
        StoreUnavailableException or BatchAbortedException => EdgeProblems.Away("the journal"),
        ChainException => EdgeProblems.Away("the chain"),
        EntityFaultException => EdgeProblems.Away("this vault's entity"),
        _ => EdgeProblems.Internal(http.TraceIdentifier),
    };
}
