using System.Globalization;
using System.Text.Json;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;

namespace Fractional.Api.Vaults;

/// <param name="Collection">Address of the ERC-721 contract.</param>
/// <param name="TokenId">Decimal.</param>
/// <param name="InCustody">False once delivered or written off.</param>
public sealed record ItemResource(string Collection, string TokenId, bool InCustody);

/// <param name="Id">Decimal id on chain.</param>
/// <param name="Debt">Principal and interest now, wei.</param>
/// <param name="Options">Of maturityOnly, backstop and sealedBids those that the lenders signed.</param>
/// <param name="FlaggedAt">Set while a margin call runs.</param>
public sealed record LoanResource(
    string Id, string Debt, string Principal, ushort RateBps, ushort LiquidationLtvBps, Moment DueAt,
    IReadOnlyList<string> Options, Moment? FlaggedAt);

/// <param name="State">Open, Loaned, MarginCall, Dutch, Batch, Settled, Converted or Redeemed.</param>
/// <param name="TotalShares">Supply at creation, 1e-18 of a share.</param>
/// <param name="Cash">Wei of whoever owns the vault: surplus while open, the fixed residual once settled.</param>
/// <param name="Auction">Id of the newest auction.</param>
public sealed record VaultResource(
    string Address, string Name, string Symbol, string State, IReadOnlyList<ItemResource> Items, string PaymentToken,
    string TotalShares, string OutstandingShares, int Holders, string Cash, LoanResource? Loan, string? Auction);

static class VaultEndpoints
{
    const int DefaultLimit = 50;
    const int MostLimit = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/vaults", List).WithName("ListVaults").WithSummary("Vaults in the order of their addresses.")
            .Produces<Page<VaultResource>>().ProducesProblem(400).ProducesProblem(503);

    static IResult List(FractionalEngine engine, string? after = null, string? limit = null)
    {
        if (engine.Head is not { } head) return Problems.NotReady("no block was followed yet");
        var most = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most)
            || most is < 1 or > MostLimit))
            return Problems.Malformed("limit", limit, $"a number from 1 to {MostLimit}");
        var start = Account.Zero;
        if (after is not null && !Account.TryParse(after, out start))
            return Problems.Malformed("after", after, "the 'next' of an earlier page, an address");
        var found = engine.Board.Vaults.Where(v => after is null || v.Address > start)
            .OrderBy(v => v.Address).Take(most + 1).ToList();
        var page = found.Take(most).Select(v => Resource(v, head.Timestamp)).ToList();
        return TypedResults.Ok(new Page<VaultResource>(AsOf.Of(engine.Board, head), page, found.Count > most ? page[^1].Address
            : null));
    }

    public static VaultResource Resource(Vault vault, Timestamp now) => new(
        vault.Address.ToString(), vault.Name, vault.Symbol, vault.State.ToString(),
        [.. vault.Items.Select((item, i) => new ItemResource(
            item.Collection.ToString(), item.TokenId.ToString(CultureInfo.InvariantCulture), !vault.IsDelivered(i)))],
        vault.PaymentToken.ToString(), vault.TotalShares.ToString(), vault.Shares.Outstanding.ToString(),
        vault.Shares.Balances.Count, vault.Cash.ToString(),
        vault.CurrentLoan is { } loan ? LoanOf(loan, now) : null,
        vault.AuctionCount == 0 ? null : vault.Auctions[vault.AuctionCount].Id.ToString());

    static LoanResource LoanOf(Loan loan, Timestamp now) => new(
        loan.Id.ToString(), loan.DebtAt(now).ToString(), loan.Balance.Principal.ToString(), loan.Terms.RateBps.Value,
        loan.Terms.LiquidationLtvBps.Value, Moment.Of(loan.Terms.DueAt), OptionsOf(loan.Terms.Options),
        loan.FlaggedAt is { } at ? Moment.Of(at) : null);

    static string[] OptionsOf(LoanOptions options) =>
    [
        .. Enum.GetValues<LoanOptions>().Where(flag => flag != LoanOptions.None && options.HasFlag(flag))
            .Select(flag => JsonNamingPolicy.CamelCase.ConvertName(flag.ToString())),
    ];
}
