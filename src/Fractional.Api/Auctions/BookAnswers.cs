using Fractional.Api.Http;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Engine;

namespace Fractional.Api.Auctions;

/// <summary>The tick book and its provisional outcome.</summary>
static class BookAnswers
{
    public static IResult Show(FractionalEngine engine, string id)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Auction(now.Board, id, out var vault, out var auction) is { } problem) return problem;
        return vault.BatchOf(auction.Id) is { } batch
            ? TypedResults.Ok(BookOf(now, auction, batch))
            : RefusalProblems.Of(new Refusal.BatchNotRunning(auction.Id));
    }

    static BookResource BookOf(Reading now, DutchAuction auction, BatchAuction batch)
    {
        var (grid, clearing) = (batch.Terms.Grid, batch.Book.Clear());
        var provisional = Provisional.Of(auction, batch);
        return new BookResource(
            now.AsOf(auction.Id.Vault), batch.Terms.Supply, grid.ReservePrice, grid.TickSizeUp, clearing.Margin,
            clearing.ClearingPrice, clearing.Sold,
            [
                .. batch.Book.Steps().Select(step => new BookStepResource(
                    step.Tick, grid.PriceOf(step.Tick), step.Quantity, step.Cumulative)),
            ],
            new WholeResource(batch.BestWholeBid == 0 ? null : batch.BestWholeAmount, batch.LeastWholeAmount),
            new ProvisionalResource(provisional.Winner, provisional.Proceeds, provisional.Credit));
    }
}
