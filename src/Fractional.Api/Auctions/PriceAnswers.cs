using Fractional.Api.Http;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Engine;

namespace Fractional.Api.Auctions;

/// <summary>The price of the Dutch round at one moment and at all.</summary>
static class PriceAnswers
{
    /// <summary>As many as a wide screen has columns to draw.</summary>
    const int MostPoints = 512;

    public static IResult Price(FractionalEngine engine, string id, string? at = null)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Auction(now.Board, id, out _, out var auction) is { } noAuction) return noAuction;
        if (Parameters.Time("at", at, now.Now, out var when) is { } wrongAt) return wrongAt;
        if (!auction.IsOpenAt(when))
            return RefusalProblems.Of(new Refusal.AuctionNotOpen(when, auction.StartsAt, auction.EndsAt));
        return TypedResults.Ok(new PriceResource(
            now.AsOf(auction.Id.Vault), Moment.Of(when), auction.PriceAt(when),
            [
                .. auction.Items.Select((_, i) => new ItemPriceResource(
                    i, auction.ItemPriceAt(i, when), auction.Status == AuctionStatus.Running && !auction.IsSold(i))),
            ]));
    }

    public static IResult Curve(FractionalEngine engine, string id)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Auction(now.Board, id, out _, out var auction) is { } problem) return problem;
        var curve = auction.Curve;
        return TypedResults.Ok(new CurveResource(
            now.AsOf(auction.Id.Vault), DutchCurve.StepSeconds, Moment.Of(auction.StartsAt),
            Moment.Of(auction.EndsAt),
            [
                .. curve.StepsToShow(MostPoints).Select(elapsed => new CurvePointResource(
                    (auction.StartsAt + elapsed).Seconds, curve.PriceUp(elapsed))),
            ]));
    }
}
