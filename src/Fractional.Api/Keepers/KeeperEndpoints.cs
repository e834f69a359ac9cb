using Fractional.Core.Risk;
using Fractional.Engine;
using Fractional.Engine.Vaults;

namespace Fractional.Api.Keepers;

static class KeeperEndpoints
{
    /// <summary>Entries of each list: a keeper with more work than that has another problem.</summary>
    const int MostEntries = 500;

    public static void Map(IEndpointRouteBuilder v1) =>
        v1.MapGet("/keepers", Show).WithTags("Keepers").WithName("getKeepers")
            .WithSummary("What keepers are about to do, and which loans nobody brought to auction.")
            .Produces<KeepersResource>().ProducesProblem(503);

    static IResult Show(FractionalEngine engine)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        var claims =
            from followed in now.Board.Followed
            from claim in followed.Value.Claims.Values
            orderby followed.Key, claim.Wish, claim.Attempt
            select new ActionClaimResource(
                claim.Wish, followed.Key, claim.From, claim.Attempt, StateOf(claim), claim.Transaction, claim.AtBlock);
        var overdue =
            from vault in now.Board.Vaults
            where vault.CurrentLoan is not null
            let since = Overdue.Since(vault.CurrentLoan!, now.Now)
            where since is not null
            orderby since.Value, vault.Address
            select new OverdueResource(vault.Address, Moment.Of(since.Value));
        return TypedResults.Ok(new KeepersResource(
            now.AsOf(), [.. claims.Take(MostEntries)], [.. overdue.Take(MostEntries)]));
    }

    static ActionState StateOf(ActionClaim claim) => claim switch
    {
        { ReachedAt: not null } => ActionState.Reached,
        { IsRefused: true } => ActionState.Refused,
        { Transaction: not null } => ActionState.Sent,
        _ => ActionState.Claimed,
    };
}
