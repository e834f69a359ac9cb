using Fractional.Engine;

namespace Fractional.Api.Deployments;

static class DeploymentEndpoints
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/deployment", Show).WithTags("Deployment").WithName("getDeployment")
            .WithSummary("Where the protocol lies on which chain.").Produces<DeploymentResource>()
            .ProducesProblem(503);

    static IResult Show(FractionalEngine engine)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        var deployment = engine.Chain.Deployment;
        return TypedResults.Ok(new DeploymentResource(
            now.AsOf(), deployment.ChainId,
            new ContractsResource(
                deployment.VaultFactory.Address, deployment.LoanBook.Address, deployment.DutchAuction.Address,
                deployment.BatchAuction.Address, deployment.SealedBids.Address, deployment.InsuranceFund.Address,
                deployment.AppraisalOracle.Address),
            [
                .. deployment.PaymentTokens.Select(token =>
                    new PaymentTokenResource(token.Address, token.Symbol, token.Decimals)),
            ],
            deployment.Protocol.FeeRecipient));
    }
}
