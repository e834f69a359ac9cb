using Fractional.Core.Units;
using Fractional.Engine;

namespace Fractional.Api.Deployments;

static class DeploymentEndpoints
{
    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/deployment", Show).WithTags("Deployment").WithName("getDeployment")
            .WithSummary("Where the protocol lies on which chain.").Produces<DeploymentResource>()
            .ProducesProblem(503);

    /// <summary>Tokens of the manifest and those that the factory lists now, the manifest's first.</summary>
    public static IReadOnlyList<Account> TokensOf(FractionalEngine engine, Reading now) =>
    [
        .. engine.Chain.Deployment.PaymentTokens.Select(token => token.Address)
            .Concat(now.Board.Protocol.PaymentTokens.Order()).Distinct(),
    ];

    static async Task<IResult> Show(FractionalEngine engine, CancellationToken stop)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        var deployment = engine.Chain.Deployment;
        var known = deployment.PaymentTokens.ToDictionary(token => token.Address);
        var tokens = await Task.WhenAll(TokensOf(engine, now).Select(async address =>
            known.GetValueOrDefault(address) ?? await engine.Chain.TokenOf(address, stop)));
        return TypedResults.Ok(new DeploymentResource(
            now.AsOf(), deployment.ChainId,
            new ContractsResource(
                deployment.VaultFactory.Address, deployment.LoanBook.Address, deployment.DutchAuction.Address,
                deployment.BatchAuction.Address, deployment.SealedBids.Address, deployment.InsuranceFund.Address,
                deployment.AppraisalOracle.Address),
            [
                .. tokens.Select(token => new PaymentTokenResource(token.Address, token.Symbol, token.Decimals)),
            ],
            deployment.Protocol.FeeRecipient));
    }
}
