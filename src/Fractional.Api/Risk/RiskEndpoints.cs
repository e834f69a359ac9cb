using System.Numerics;
using Fractional.Api.Deployments;
using Fractional.Core.Risk;
using Fractional.Core.Units;
using Fractional.Engine;

namespace Fractional.Api.Risk;

static class RiskEndpoints
{
    /// <summary>Collections named one by one: the tail is small debt, and the answer stays a page.</summary>
    const int MostCollections = 100;

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/risk", Show).WithTags("Risk").WithName("getRisk")
            .WithSummary("All loans of a payment token, and what a fall of their values would do.")
            .Produces<RiskResource>().ProducesProblem(400).ProducesProblem(503);

    static async Task<IResult> Show(FractionalEngine engine, CancellationToken stop, string? token = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Address("token", token, out Account? asked) is { } malformed) return malformed;
        var paidIn = asked ?? DeploymentEndpoints.TokensOf(engine, now).Cast<Account?>().FirstOrDefault();
        var vaults = now.Board.Vaults.Where(vault => vault.PaymentToken == paidIn).ToList();
        var read = await Task.WhenAll(vaults.Where(vault => vault.CurrentLoan is not null)
            .Select(async vault => OwedLoan.Of(vault, await engine.ItemsOf(vault, now.Head, stop))!));
        var (debt, recovery) = (RiskBook.DebtOf(read), Recovery.Of(vaults.SelectMany(vault => vault.Auctions.Values)));
        return TypedResults.Ok(new RiskResource(
            now.AsOf(), paidIn, read.Length, debt, [.. RiskBook.ByLtv(read).Select(Of)],
            read.Count(loan => loan.Health.Collateral is null), [.. RiskBook.ByDrop(read).Select(Of)],
            RiskBook.Stale(read, now.Now, engine.Chain.Deployment.Protocol.MaxAgeSeconds),
            [.. RiskBook.ByCollection(read).Take(MostCollections).Select(one => Of(one, debt))],
            new PastResource(recovery.Auctions, recovery.RecoveredBpsDown)));
    }

    static BucketResource Of(LtvBucket bucket) =>
        new(bucket.FromLtvBps, bucket.ToLtvBps, bucket.Loans, bucket.Debt);

    static DropResource Of(FloorDrop drop) =>
        new(drop.Drop.Value, drop.LoansFlaggable, drop.DebtAtRisk, drop.Shortfall);

    static ConcentrationResource Of((Account Collection, BigInteger Debt) one, BigInteger all) =>
        new(one.Collection, one.Debt, all.IsZero ? 0 : (int)(one.Debt * Bps.Whole / all));
}
