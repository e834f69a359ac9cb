using System.Globalization;
using Fractional.Api.OpenApi;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;

namespace Fractional.Api.Vaults;

static class VaultEndpoints
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var routes = v1.MapGroup("/vaults").WithTags("Vaults").ProducesProblem(400).ProducesProblem(503);
        routes.MapGet("", List).WithName("listVaults").WithSummary("Vaults in the order of their addresses.")
            .WithMetadata(WordParameter.Of<VaultState>("state")).Produces<Page<VaultResource>>();
        routes.MapGet("/{vault}", Show).WithName("getVault").WithSummary("One vault with its loan and its items.")
            .Produces<VaultResource>().ProducesProblem(404);
        routes.MapGet("/{vault}/holders", Holders).WithName("listHolders")
            .WithSummary("Who holds shares, in the order of their addresses.")
            .Produces<Page<HolderResource>>().ProducesProblem(404);
        routes.MapGet("/{vault}/loans", Loans).WithName("listLoans")
            .WithSummary("Every loan of a vault with its lenders, oldest first.")
            .Produces<Page<LoanResource>>().ProducesProblem(404);
        routes.MapGet("/{vault}/appraisals", Appraisals).WithName("getAppraisals")
            .WithSummary("What the oracle says of every item.").Produces<AppraisalsResource>().ProducesProblem(404);
        routes.MapGet("/{vault}/preview", PreviewAnswers.Show).WithName("previewVault")
            .WithSummary("Who would get what at a price, or at ten.").Produces<PreviewResource>()
            .ProducesProblem(404).ProducesProblem(409);
        routes.MapGet("/{vault}/history", HistoryAnswers.List).WithName("listHistory")
            .WithSummary("Everything that happened to a vault, newest first.")
            .Produces<Page<HistoryEntryResource>>().ProducesProblem(404);
    }

    static async Task<IResult> List(
        FractionalEngine engine, HttpContext http, CancellationToken stop, string? state = null, string? holder = null,
        string? lender = null, string? after = null, string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Word<VaultState>("state", state, out var inState) is { } wrongState) return wrongState;
        if (Parameters.Address("holder", holder, out Account? heldBy) is { } wrongHolder) return wrongHolder;
        if (Parameters.Address("lender", lender, out Account? lentBy) is { } wrongLender) return wrongLender;
        if (PageOf.Read(after, limit, IsAddress, out var page) is { } wrongPage) return wrongPage;
        var start = page.After is { } last ? Account.Parse(last) : (Account?)null;
        var found = now.Board.Vaults
            .Where(vault => start is null || vault.Address > start)
            .Where(vault => inState is null || vault.State == inState)
            .Where(vault => heldBy is not { } account || !vault.Shares.BalanceOf(account).IsZero)
            .Where(vault => lentBy is not { } account || IsOwed(vault, account))
            .OrderBy(vault => vault.Address).Take(page.Limit + 1).ToList();
        var shown = await Task.WhenAll(found.Take(page.Limit).Select(vault => VaultShown.Of(engine, now, vault, stop)));
        var next = found.Count > page.Limit ? PageOf.CursorOf(found[page.Limit - 1].Address.ToString()) : null;
        return TypedResults.Ok(page.Of(http, now.AsOf(), shown, next));
    }

    static async Task<IResult> Show(FractionalEngine engine, string vault, CancellationToken stop)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        return Parameters.Vault(now.Board, vault, out var found)
            ?? TypedResults.Ok(await VaultShown.Of(engine, now, found, stop));
    }

    static IResult Holders(
        FractionalEngine engine, HttpContext http, string vault, string? after = null, string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Vault(now.Board, vault, out var found) is { } noVault) return noVault;
        if (PageOf.Read(after, limit, IsAddress, out var page) is { } wrongPage) return wrongPage;
        var start = page.After is { } last ? Account.Parse(last) : (Account?)null;
        var rest = found.Shares.Balances.Where(held => start is null || held.Key > start).OrderBy(held => held.Key);
        return TypedResults.Ok(page.Of(
            http, now.AsOf(found.Address), rest,
            held => new HolderResource(held.Key, held.Value, VaultShown.PartBps(held.Value, found)),
            held => held.Key.ToString()));
    }

    static async Task<IResult> Loans(
        FractionalEngine engine, HttpContext http, string vault, CancellationToken stop, string? after = null,
        string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Vault(now.Board, vault, out var found) is { } noVault) return noVault;
        if (PageOf.Read(after, limit, IsNumber, out var page) is { } wrongPage) return wrongPage;
        var collateral = await VaultShown.CollateralOf(engine, now, found, stop);
        var start = page.After is { } last ? uint.Parse(last, CultureInfo.InvariantCulture) : 0;
        return TypedResults.Ok(page.Of(
            http, now.AsOf(found.Address), found.Loans.Where(loan => loan.Key > start),
            loan => VaultShown.Of(found, loan.Value, collateral, now.Now), loan => $"{loan.Key}"));
    }

    static async Task<IResult> Appraisals(FractionalEngine engine, string vault, CancellationToken stop)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Vault(now.Board, vault, out var found) is { } problem) return problem;
        var context = await engine.ItemsOf(found, now.Head, stop);
        var maxAge = context.Protocol.MaxAgeSeconds;
        return TypedResults.Ok(new AppraisalsResource(
            now.AsOf(found.Address), maxAge,
            [.. found.Items.Select((item, i) => VaultShown.Of(item, i, context.Items[i].Valuation, maxAge, now.Now))],
            [
                .. now.Board.Protocol.Signers.OrderBy(signer => signer.Key)
                    .Select(signer => new SignerResource(signer.Key, signer.Value)),
            ]));
    }

    static bool IsAddress(string key) => Account.TryParse(key, out _);

    static bool IsNumber(string key) => uint.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>It may withdraw, or will once the loan is paid.</summary>
    static bool IsOwed(Vault vault, Account lender) => vault.Loans.Values.Any(loan =>
        loan.Positions.ContainsKey(lender)
        && (loan.Id.Number == vault.CurrentLoanNumber || !loan.Withdrawable(lender).IsZero));
}
