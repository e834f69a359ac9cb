using System.Globalization;
using System.Runtime.InteropServices;
using Fractional.Api.Http;
using Fractional.Chain;
using Fractional.Engine;
using Fractional.Engine.Bids;
using Fractional.Engine.Projections;
using Microsoft.AspNetCore.Mvc;

namespace Fractional.Api.Bids;

static class BidEndpoints
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string Replayed = "Idempotency-Replayed";

    public static void Map(IEndpointRouteBuilder v1)
    {
        var routes = v1.MapGroup("").WithTags("Bids").ProducesProblem(400).ProducesProblem(503);
        routes.MapPost("/bids", Post).WithName("placeBid")
            .WithSummary("Takes a signed bid: once answered, it is placed or its life says why not.")
            .Accepts<BidRequest>("application/json").Produces<BidResource>(201).Produces<BidResource>()
            .ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);
        routes.MapGet("/bids/{bid}", Show).WithName("getBid").WithSummary("A bid and what became of it.")
            .Produces<BidResource>().ProducesProblem(404);
        routes.MapDelete("/bids/{bid}", Withdraw).WithName("withdrawBid")
            .WithSummary("Takes back a bid that was not relayed yet; only its owner may.")
            .WithMetadata(new Permitted(Role.Session, Role.Key))
            .Produces<BidResource>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404)
            .ProducesProblem(409).ProducesProblem(429);
        routes.MapGet("/auctions/{id}/bids", BidLists.OfAuction).WithName("listAuctionBids")
            .WithSummary("Bids of an auction: by number, then those that are not in it.")
            .Produces<Page<BidResource>>().ProducesProblem(404);
        routes.MapGet("/accounts/{account}/bids", BidLists.OfAccount).WithName("listAccountBids")
            .WithSummary("Bids of an address: first every signature that can still be used, then the newest.")
            .Produces<Page<BidResource>>();
    }

    static async Task<IResult> Post(
        FractionalEngine engine, RateLimits limits, HttpContext http, CancellationToken stop,
        [FromHeader(Name = IdempotencyKey)] string? idempotencyKey = null)
    {
        if (http.Request.Headers[IdempotencyKey].Count != 1 || idempotencyKey is null
            || !BidLimits.IsKey(idempotencyKey))
            return Problems.Malformed(
                IdempotencyKey, idempotencyKey, $"one header of 1 to {BidLimits.KeyChars} printable ASCII characters");
        if (Reading.Open(engine, out var now) is { } early) return early;
        var (request, malformed) = await RequestBody.Read<BidRequest>(http.Request, stop);
        if (request is null) return malformed!;
        if (request.Read(out var bid, out var signature) is { } wrong) return wrong;
        if (limits.MayBid(http, bid.Owner) is { } tooMany) return tooMany;
        var answer = await engine.Accept(
            bid, ImmutableCollectionsMarshal.AsImmutableArray(signature), idempotencyKey, stop);
        if (answer is not BidAnswer.Taken taken) return Problem(answer);
        var shown = Resource(engine.Board, now.Head, taken.Bid.Hash);
        if (taken.IsReplayed)
        {
            http.Response.Headers[Replayed] = "true";
            return TypedResults.Ok(shown);
        }
        limits.NoteBid(bid.Owner);
        return TypedResults.Created($"/v1/bids/{shown.Id}", shown);
    }

    static IResult Show(FractionalEngine engine, string bid)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        return Find(now.Board, bid, out var shown) ?? TypedResults.Ok(shown.Resource(now));
    }

    static async Task<IResult> Withdraw(
        FractionalEngine engine, HttpContext http, string bid, CancellationToken stop)
    {
        if (Caller.Of(http).Address is not { } caller) return Permission.SignInNeeded(http);
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Find(now.Board, bid, out var shown) is { } problem) return problem;
        if (shown.Known is not { } known) return Problem(new BidAnswer.BidRelayed(default), shown.Id);
        var answer = await engine.Withdraw(known.Hash, caller, stop);
        return answer is BidAnswer.Taken
            ? TypedResults.Ok(Resource(engine.Board, now.Head, known.Hash))
            : Problem(answer);
    }

    static BidResource Resource(BoardView board, Block head, Hash32 hash)
    {
        var (vault, known) = board.FindBid(hash)!.Value;
        return BidShown.Of(board.Followed[vault], known).Resource(new Reading(board, head));
    }

    /// <summary>A hash, or an auction and a number.</summary>
    static IResult? Find(BoardView board, string id, out BidShown shown)
    {
        shown = default;
        var dash = id.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 && !Hash32.TryParse(id, out _) || dash >= 0 && !TryNumber(id, dash, out _, out _))
            return Problems.Malformed("bid", id, "a hash, 0x and 64 hex digits, or an auction's id, '-' and a number");
        if (dash < 0)
        {
            if (board.FindBid(Hash32.Parse(id)) is not var (vault, known)) return Problems.NotFound("bid", id);
            shown = BidShown.Of(board.Followed[vault], known);
            return null;
        }
        TryNumber(id, dash, out var auction, out var number);
        if (!ChainIds.TryAuction(auction.Value, out var of) || !board.Followed.TryGetValue(of.Vault, out var followed)
            || BidShown.Of(followed, of, number) is not { } found) return Problems.NotFound("bid", id);
        shown = found;
        return null;
    }

    static bool TryNumber(string id, int dash, out Digits auction, out int number)
    {
        number = 0;
        return Digits.TryRead(id[..dash], out auction)
            && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    static IResult Problem(BidAnswer answer, string? id = null) => answer switch
    {
        BidAnswer.Refused a => RefusalProblems.Of(a.Refusal),
        BidAnswer.KeyReused a => Refused(
            422, "idempotency-key-reused", $"the key names another bid of this owner, {a.Bid}",
            "Use a new key for another bid.", ("key", a.Key), ("bid", a.Bid.ToString())),
        BidAnswer.BidRelayed a => Refused(
            409, "bid-relayed", $"bid {id ?? a.Bid.ToString()} is with the auction or on its way there",
            "Wait for its outcome; an outbid bid can leave the auction.", ("bid", id ?? a.Bid.ToString())),
        BidAnswer.BidOver a => Refused(
            409, "bid-over", $"bid {a.Bid} is {Word(a.Life)}", "Read the bid.", ("bid", a.Bid.ToString()),
            ("life", Word(a.Life))),
        BidAnswer.LimitReached a => Refused(
            409, a.Limit == nameof(BidLimits.OpenPerOwner) ? "too-many-open-bids" : "auction-bids-full",
            $"{a.Most} bids are kept here at most", "Wait until some are in a block, or place the bid yourself.",
            ("limit", a.Most)),
        BidAnswer.NotOwner a => Refused(
            403, "not-owner", $"the bid is {new ChecksumAddress(a.Owner)}'s", "Ask as the bid's owner.",
            ("caller", new ChecksumAddress(a.Caller).ToString()), ("owner", new ChecksumAddress(a.Owner).ToString())),
        BidAnswer.BidUnknown a => Problems.NotFound("bid", a.Bid.ToString()),
        BidAnswer.VaultNotFollowed a => Problems.NotReady(
            $"the facts of vault {new ChecksumAddress(a.Vault)} contradict the rules; a person must look"),
        BidAnswer.NotReady a => Problems.NotReady(a.Reason),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is no problem"),
    };

    static IResult Refused(
        int status, string name, string detail, string next, params (string Name, object? Value)[] numbers) =>
        Problems.Refused(status, name, detail, numbers.ToDictionary(n => n.Name, n => n.Value), next: next);

    static string Word(BidLife life) => life.ToString().ToLowerInvariant();
}
