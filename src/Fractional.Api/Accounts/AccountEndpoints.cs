using Fractional.Api.Vaults;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.JsonRpc;
using Fractional.Core.Insurance;
using Fractional.Core.Risk;
using Fractional.Core.Settlements;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;
using Fractional.Engine.Projections;
using Fractional.Engine.Vaults;

namespace Fractional.Api.Accounts;

static class AccountEndpoints
{
    /// <summary>Entries of each list of positions: more than a person has, and an answer of some hundred
    /// kilobytes.</summary>
    const int MostPositions = 500;

    public static void Map(IEndpointRouteBuilder v1)
    {
        var routes = v1.MapGroup("/accounts").WithTags("Accounts").ProducesProblem(400).ProducesProblem(503);
        routes.MapGet("/{account}/claims", Claims).WithName("listClaims")
            .WithSummary("Whatever an address may take, with the transaction that pays it.")
            .Produces<Page<ClaimResource>>();
        routes.MapGet("/{account}/positions", Positions).WithName("getPositions")
            .WithSummary("What an address holds, lent and owes.").Produces<PositionsResource>();
    }

    static async Task<IResult> Claims(
        FractionalEngine engine, HttpContext http, string account, CancellationToken stop, string? after = null,
        string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Address("account", account, out Account owner) is { } wrongAccount) return wrongAccount;
        if (PageOf.Read(after, limit, IsKey, out var page) is { } wrongPage) return wrongPage;
        var due = await DueTo(engine, now, owner, stop);
        var rest = due.Select(one => (Due: one, Key: KeyOf(one)))
            .Where(one => page.After is null || string.CompareOrdinal(one.Key, page.After) > 0)
            .OrderBy(one => one.Key, StringComparer.Ordinal);
        return TypedResults.Ok(page.Of(
            http, now.AsOf(), rest, one => ClaimOf(one.Due, now.Board, engine.Chain.Deployment), one => one.Key));
    }

    /// <summary>The fund's cash is asked once for each token, and only where it is to pay.</summary>
    static async Task<List<Due>> DueTo(FractionalEngine engine, Reading now, Account owner, CancellationToken stop)
    {
        var (protocol, due) = (engine.Chain.Deployment.Protocol, new List<Due>());
        foreach (var paidIn in now.Board.Vaults.OrderBy(vault => vault.Address).GroupBy(vault => vault.PaymentToken))
        {
            var isTipped = paidIn.SelectMany(OpenTips.Of).Any(tip => tip.Auction.PayeeOfTip(tip.Line) == owner);
            var cash = isTipped
                ? await engine.Chain.TokenBalance(paidIn.Key, protocol.InsuranceFund, stop)
                : Wei.Zero;
            due.AddRange(paidIn.SelectMany(vault => Due.Of(vault, owner, protocol, cash)));
        }
        return due;
    }

    static ClaimResource ClaimOf(Due due, BoardView board, Deployment deployment)
    {
        var data = CallData.Of(due.Call, deployment);
        var vault = board.Find(due.Vault)!;
        return new ClaimResource(
            due.Vault, vault.Name, vault.PaymentToken, KindOf(due.Call), due.Amount, due.Units, due.ItemIndex,
            due.Call.Name, due.Call is ProtocolCall.Claim,
            new TransactionResource(data.To, $"0x{Convert.ToHexStringLower(data.Data)}", new Digits(data.Value)));
    }

    static ClaimKind KindOf(ProtocolCall call) => call switch
    {
        ProtocolCall.Claim => ClaimKind.Shares,
        ProtocolCall.Withdraw => ClaimKind.Lender,
        ProtocolCall.Collect => ClaimKind.Line,
        ProtocolCall.CollectRoyalty => ClaimKind.Royalty,
        ProtocolCall.ClaimBid => ClaimKind.Bid,
        ProtocolCall.Deliver => ClaimKind.Item,
        ProtocolCall.ClaimSeries => ClaimKind.Series,
        ProtocolCall.ReturnDeposit => ClaimKind.Deposit,
        ProtocolCall.CollectTip => ClaimKind.Tip,
        _ => throw new InvalidOperationException($"nobody is due a {call.Name}"),
    };

    static bool IsKey(string text) => text.Contains('/', StringComparison.Ordinal);

    /// <summary>A wish is made once for each vault and owner.</summary>
    static string KeyOf(Due due) => $"{due.Vault}/{Wishes.NameOf(due.Call, due.Owner)}";

    static async Task<IResult> Positions(FractionalEngine engine, string account, CancellationToken stop)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Address("account", account, out Account owner) is { } malformed) return malformed;
        var held = now.Board.Vaults.Select(vault => (Vault: vault, Shares: Holdings.HeldBy(vault, owner)))
            .Where(one => !one.Shares.IsZero).OrderBy(one => one.Vault.Address).ToList();
        var lent = now.Board.Vaults.Where(vault => vault.Loans.Values.Any(loan => loan.Positions.ContainsKey(owner)))
            .OrderBy(vault => vault.Address).ToList();
        var complete = held.Count <= MostPositions && lent.Count <= MostPositions;
        var vaults = held.Take(MostPositions).Select(one => one.Vault).Concat(lent.Take(MostPositions)).Distinct();
        var valued = (await Task.WhenAll(vaults.Select(async vault =>
            (Vault: vault, Collateral: await VaultShown.CollateralOf(engine, now, vault, stop)))))
            .ToDictionary(one => one.Vault.Address, one => one.Collateral);
        return TypedResults.Ok(new PositionsResource(
            now.AsOf(),
            [.. held.Take(MostPositions).Select(one => HoldingOf(one.Vault, owner, one.Shares, valued, now.Now))],
            [.. lent.Take(MostPositions).SelectMany(vault => LendingsOf(vault, owner, valued, now.Now))],
            [
                .. held.Take(MostPositions).Where(one => one.Vault.CurrentLoan is not null)
                    .Select(one => OwingOf(one.Vault, valued, now.Now)),
            ], complete));
    }

    static HoldingResource HoldingOf(
        Vault vault, Account owner, Shares shares, Dictionary<Account, Wei?> valued, Timestamp now) => new(
            vault.Address, vault.Name, vault.PaymentToken, vault.State, shares, VaultShown.PartBps(shares, vault),
            Equity.OfSharesDown(vault, owner, shares, valued[vault.Address], now));

    static IEnumerable<LendingResource> LendingsOf(
        Vault vault, Account owner, Dictionary<Account, Wei?> valued, Timestamp now) =>
        from loan in vault.Loans.Values
        where loan.Positions.ContainsKey(owner)
        let isOwed = loan.Id.Number == vault.CurrentLoanNumber
        select new LendingResource(
            vault.Address, vault.Name, vault.PaymentToken, loan.Id, loan.Positions[owner].Units,
            loan.Withdrawable(owner),
            isOwed ? VaultShown.HealthOf(loan, valued[vault.Address], now) : null);

    static OwingResource OwingOf(Vault vault, Dictionary<Account, Wei?> valued, Timestamp now) => new(
        vault.Address, vault.Name, vault.PaymentToken, vault.CurrentLoan!.Id, vault.CurrentLoan.OpenDebtAt(now),
        VaultShown.HealthOf(vault.CurrentLoan, valued[vault.Address], now));
}
