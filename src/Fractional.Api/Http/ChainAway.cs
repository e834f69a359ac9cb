using Fractional.Chain;
using Fractional.Store;

namespace Fractional.Api.Http;

/// <summary>What needs the chain or the journal says so while one of them is away.</summary>
sealed class ChainAway : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ChainException)
        {
            return Problems.NotReady("the chain does not answer; ask again in a few seconds");
        }
        catch (StoreUnavailableException)
        {
            return Problems.NotReady("the journal does not answer; ask again in a few seconds");
        }
    }
}
