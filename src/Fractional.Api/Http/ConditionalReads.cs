using Microsoft.Net.Http.Headers;

namespace Fractional.Api.Http;

/// <summary>Gives every resource its ETag, and 304 to who has it already.</summary>
sealed class ConditionalReads : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method)
            || result is not IValueHttpResult { Value: IDated dated }) return result;
        var headers = context.HttpContext.Response.Headers;
        headers.ETag = dated.AsOf.Tag;
        headers.CacheControl = "no-cache";
        var known = context.HttpContext.Request.GetTypedHeaders().IfNoneMatch;
        return known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == dated.AsOf.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : result;
    }
}
