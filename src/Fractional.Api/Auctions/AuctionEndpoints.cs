using System.Globalization;
using Fractional.Api.OpenApi;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Engine;

namespace Fractional.Api.Auctions;

static class AuctionEndpoints
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var routes = v1.MapGroup("/auctions").WithTags("Auctions").ProducesProblem(400).ProducesProblem(503);
        routes.MapGet("", List).WithName("listAuctions").WithSummary("Auctions, newest first.")
            .WithMetadata(WordParameter.Of<AuctionPhase>("status"), WordParameter.Of<AuctionKind>("kind"))
            .Produces<Page<AuctionSummaryResource>>();
        routes.MapGet("/{id}", Show).WithName("getAuction").WithSummary("One auction with its price now.")
            .Produces<AuctionResource>().ProducesProblem(404);
        routes.MapGet("/{id}/price", PriceAnswers.Price).WithName("getAuctionPrice")
            .WithSummary("What the Dutch round costs at a moment.").Produces<PriceResource>()
            .ProducesProblem(404).ProducesProblem(409);
        routes.MapGet("/{id}/curve", PriceAnswers.Curve).WithName("getAuctionCurve")
            .WithSummary("The price of the whole Dutch round.").Produces<CurveResource>().ProducesProblem(404);
        routes.MapGet("/{id}/book", BookAnswers.Show).WithName("getAuctionBook")
            .WithSummary("The bids of the batch auction by tick, and what they come to.")
            .Produces<BookResource>().ProducesProblem(404).ProducesProblem(409);
        routes.MapGet("/{id}/statement", StatementAnswers.Show).WithName("getAuctionStatement")
            .WithSummary("The canonical statement of the settlement and its hash.")
            .Produces<StatementResource>().ProducesProblem(404).ProducesProblem(409);
        routes.MapPost("/{id}/quote", QuoteAnswers.Quote).WithName("quoteAuction")
            .WithSummary("What a take or a bid would come to, without sending it.")
            .Accepts<QuoteRequest>("application/json").Produces<QuoteResource>()
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    static IResult List(
        FractionalEngine engine, HttpContext http, string? status = null, string? kind = null, string? after = null,
        string? limit = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Word<AuctionPhase>("status", status, out var inPhase) is { } wrongStatus) return wrongStatus;
        if (Parameters.Word<AuctionKind>("kind", kind, out var ofKind) is { } wrongKind) return wrongKind;
        if (PageOf.Read(after, limit, key => TryPlace(key, out _), out var page) is { } wrongPage) return wrongPage;
        TryPlace(page.After ?? "", out var last);
        var found =
            from vault in now.Board.Vaults
            from auction in vault.Auctions.Values
            where inPhase is null || AuctionShown.PhaseOf(auction) == inPhase
            where ofKind is null || AuctionShown.KindOf(vault, auction) == ofKind
            let place = PlaceOf(auction)
            where page.After is null || place.CompareTo(last) < 0
            orderby place descending
            select (vault, auction);
        return TypedResults.Ok(page.Of(
            http, now.AsOf(), found, pair => AuctionShown.Summary(pair.vault, pair.auction, now.Now),
            pair => KeyOf(pair.auction)));
    }

    static IResult Show(FractionalEngine engine, string id)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        return Parameters.Auction(now.Board, id, out var vault, out var auction)
            ?? TypedResults.Ok(AuctionShown.Of(now, vault, auction));
    }

    /// <summary>The order of the list: by the first start, then by vault.</summary>
    static (ulong StartsAt, Account Vault, uint Number) PlaceOf(DutchAuction auction) =>
        (auction.FirstStartsAt.Seconds, auction.Id.Vault, auction.Id.Number);

    static string KeyOf(DutchAuction auction) => string.Create(
        CultureInfo.InvariantCulture, $"{auction.FirstStartsAt}/{auction.Id.Vault}/{auction.Id.Number}");

    static bool TryPlace(string key, out (ulong StartsAt, Account Vault, uint Number) place)
    {
        place = default;
        var parts = key.Split('/');
        return parts.Length == 3
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out place.StartsAt)
            && Account.TryParse(parts[1], out place.Vault)
            && uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out place.Number);
    }
}
