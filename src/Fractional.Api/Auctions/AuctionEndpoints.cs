using System.Globalization;
using System.Numerics;
using Fractional.Chain;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Engine;
using Fractional.Engine.Projections;

namespace Fractional.Api.Auctions;

/// <summary>The waterfall over some proceeds; the parts sum to <paramref name="Proceeds"/>. Wei.</summary>
public sealed record ProceedsResource(
    string Proceeds, string Keeper, string Debt, string Penalty, string Fee, string Royalty, string Residual)
{
    public static ProceedsResource Of(Split split) => new(
        split.Proceeds.ToString(), split.Keeper.ToString(), split.Debt.ToString(), split.Penalty.ToString(),
        split.Fee.ToString(), split.Royalty.ToString(), split.Residual.ToString());
}

/// <param name="Price">Wei paid; null until sold.</param>
/// <param name="PriceNow">Wei a take would pay at the newest block; null when it is not for sale.</param>
public sealed record AuctionItemResource(int Index, string Weight, ushort RoyaltyBps, bool ForSale, string? Price,
    string? PriceNow);

/// <param name="Id">Decimal: uint160(vault) &lt;&lt; 96 | number.</param>
/// <param name="Round">0 for the first pass.</param>
/// <param name="PriceNow">Wei for all items at the newest block; null outside the round.</param>
public sealed record AuctionResource(
    AsOf AsOf, string Id, string Vault, string Status, byte Round, Moment StartsAt, Moment EndsAt,
        string LiquidationValue,
    string Debt, string KeeperReward, string Penalty, string Top, string ReservePrice, string Raised, string? PriceNow,
    IReadOnlyList<AuctionItemResource> Items, ProceedsResource SoFar) : IDated;

/// <summary>What a take would do at the next blocks; the same integers as settlement.</summary>
/// <param name="InSeconds">Seconds after the newest block.</param>
/// <param name="Price">Wei for the item.</param>
/// <param name="Then">The waterfall with this item sold for that.</param>
public sealed record QuoteStep(uint InSeconds, string Price, ProceedsResource Then);

public sealed record QuoteResource(AsOf AsOf, string Id, int ItemIndex, IReadOnlyList<QuoteStep> Steps)
    : IDated;

static class AuctionEndpoints
{
    /// <summary>Now, the next block, and five blocks on.</summary>
    static readonly uint[] QuoteAfter = [0, DutchCurve.StepSeconds, 5 * DutchCurve.StepSeconds];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auctions/{id}", Show).WithName("ShowAuction")
            .WithSummary("One Dutch auction with its price now.")
            .Produces<AuctionResource>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        routes.MapGet("/auctions/{id}/quote", Quote).WithName("QuoteTake")
            .WithSummary("What taking one item would cost and where the money would go.")
            .Produces<QuoteResource>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
                .ProducesProblem(503);
    }

    static IResult Show(FractionalEngine engine, string id)
    {
        if (engine.Head is not { } head) return Problems.NotReady("no block was followed yet");
        return Find(engine, id, out var auction) ?? TypedResults.Ok(Resource(engine.Board, auction, head));
    }

    static IResult Quote(FractionalEngine engine, string id, string? item = null)
    {
        if (engine.Head is not { } head) return Problems.NotReady("no block was followed yet");
        if (Find(engine, id, out var auction) is { } problem) return problem;
        if (!int.TryParse(item ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index >= auction.Items.Length)
            return Problems.Malformed("item", item, $"an item index from 0 to {auction.Items.Length - 1}");
        if (auction.Status != AuctionStatus.Running)
            return Problems.Refused(409, "auction-not-running", "the auction has ended", new() { ["id"] = id });
        if (auction.IsSold(index))
            return Problems.Refused(409, "item-not-for-sale", $"item {index} is not for sale any more",
                new() { ["itemIndex"] = index });
        var steps = QuoteAfter.Where(s => auction.IsOpenAt(head.Timestamp + s)).Select(s => StepOf(auction, index,
            head, s)).ToList();
        return steps.Count > 0
            ? TypedResults.Ok(new QuoteResource(AsOf.Of(engine.Board, head, auction.Id.Vault), auction.Id.ToString(), index, steps))
            : Problems.Refused(
                409, "auction-not-open",
                    $"the sale is open from {auction.StartsAt} until before {auction.EndsAt}, now {head.Timestamp}",
                new() { ["timestamp"] = head.Timestamp.Seconds, ["opensAt"] = auction.StartsAt.Seconds,
                    ["closesAt"] = auction.EndsAt.Seconds });
    }

    static QuoteStep StepOf(DutchAuction auction, int index, Block head, uint seconds)
    {
        var price = auction.ItemPriceAt(index, head.Timestamp + seconds);
        return new QuoteStep(seconds, price.ToString(), ProceedsResource.Of(auction.SplitWith(index, price)));
    }

    public static IResult? Find(FractionalEngine engine, string id, out DutchAuction auction)
    {
        auction = null!;
        if (id.Length is 0 or > 78 || !id.All(char.IsAsciiDigit))
            return Problems.Malformed("id", id, "the decimal id of an auction");
        var number = BigInteger.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);
        auction = engine.Board.AuctionOf(number)!;
        return auction is null ? Problems.NotFound("auction", id) : null;
    }

    public static AuctionResource Resource(BoardView board, DutchAuction auction, Block head)
    {
        var open = auction.Status == AuctionStatus.Running && auction.IsOpenAt(head.Timestamp);
        return new AuctionResource(
            AsOf.Of(board, head, auction.Id.Vault), auction.Id.ToString(), auction.Id.Vault.ToString(), auction.Status.ToString(), auction.Round,
            Moment.Of(auction.StartsAt), Moment.Of(auction.EndsAt), auction.LiquidationValue.ToString(),
                auction.Debt.ToString(),
            auction.KeeperReward.ToString(), auction.Penalty.ToString(), auction.Top.ToString(),
                auction.ReservePrice.ToString(),
            auction.Raised.ToString(), open ? auction.PriceAt(head.Timestamp).ToString() : null,
            [.. auction.Items.Select((item, i) => ItemOf(auction, item, i, open ? head.Timestamp : null))],
            ProceedsResource.Of(auction.Split()));
    }

    static AuctionItemResource ItemOf(DutchAuction auction, DutchItem item, int index, Timestamp? openAt)
    {
        var forSale = auction.Status == AuctionStatus.Running && !auction.IsSold(index);
        return new AuctionItemResource(
            index, item.Weight.ToString(), item.RoyaltyBps.Value, forSale, item.Price.IsZero ? null
                : item.Price.ToString(),
            forSale && openAt is { } at ? auction.ItemPriceAt(index, at).ToString() : null);
    }
}
