using Fractional.Api.Http;
using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;

namespace Fractional.Api.Auctions;

/// <summary>Quotes for bids: escrow, what stands in the way, and the outcome if the auction ended with the
/// bid.</summary>
readonly record struct BidAnswer(
    FractionalEngine Engine, Reading Now, Vault Vault, DutchAuction Auction, BatchAuction Batch)
{
    public const string UnitsExpected = "a whole number as decimal digits, at most 2^128-1";

    public Task<IResult> Of(QuoteRequest asked, CancellationToken stop) =>
        asked.Kind == QuoteKind.Whole ? Whole(asked, stop) : Units(asked, stop);

    public static bool TryUnits(Digits given, out UInt128 units)
    {
        units = given.Value <= UInt128.MaxValue ? (UInt128)given.Value : 0;
        return given.Value <= UInt128.MaxValue;
    }

    private async Task<IResult> Whole(QuoteRequest asked, CancellationToken stop)
    {
        if (Needed("amount", asked.Amount, out var amount) is { } malformed) return malformed;
        var bid = new PlaceWholeBid(Batch.Id, new Wei(amount));
        var least = Batch.LeastWholeAmount;
        CheckResource[] checks =
            [Window(), new CheckResource(CheckName.LeastWhole, bid.Amount >= least, least, bid.Amount)];
        return await Answer(asked, null, bid.Amount, bid, checks, stop);
    }

    private async Task<IResult> Units(QuoteRequest asked, CancellationToken stop)
    {
        if (Needed("quantity", asked.Quantity, out var quantity) is { } wrongQuantity) return wrongQuantity;
        if (TickOf(asked, out var tick) is { } wrongTick) return wrongTick;
        var bid = new PlaceBid(Batch.Id, tick, new Shares(quantity));
        CheckResource[] checks = [Window(), .. OfBook(bid)];
        var fits = bid.Tick <= TickGrid.TopTick && bid.Quantity <= Batch.Terms.Supply;
        if (asked.Kind == QuoteKind.Parts)
        {
            Wei? escrow = fits ? Batch.Terms.EscrowUp(bid.Tick, bid.Quantity) : null;
            return await Answer(asked, tick, escrow, bid, checks, stop);
        }
        return await RolledOver(asked, bid, fits, checks, stop);
    }

    private async Task<IResult> RolledOver(
        QuoteRequest asked, PlaceBid bid, bool fits, CheckResource[] checks, CancellationToken stop)
    {
        if (asked.From is not { } from) return Problems.Malformed("from", null, ChecksumAddress.Expected);
        if (Needed("shares", asked.Shares, out var shares) is { } malformed) return malformed;
        var most = UInt128.MaxValue;
        if (asked.Amount is { } amount && !TryUnits(amount, out most))
            return Problems.Malformed("amount", $"{amount}", UnitsExpected);
        var has = Vault.Shares.BalanceOf(from.Account);
        var given = new Shares(shares);
        Wei? escrow = fits && given <= Batch.Terms.Supply
            ? Rollover.EscrowUp(Auction, Batch.Terms, bid.Tick, bid.Quantity, given)
            : null;
        checks = [.. checks, new CheckResource(CheckName.Shares, !given.IsZero && has >= given, given, has)];
        if (escrow is { } cash && asked.Amount is not null)
            checks = [.. checks, new CheckResource(CheckName.MaxEscrow, cash.Value <= most, cash, new Wei(most))];
        var rollover = new PlaceRollover(bid.Id, bid.Tick, bid.Quantity, given, new Wei(most));
        var allowed = await QuoteAnswers.Allowance(
            Engine, CheckName.ShareAllowance, Vault.Address, from, Spender, new Wei(given.Value), stop);
        return await Answer(asked, bid.Tick, escrow, rollover, checks, stop, allowed);
    }

    private async Task<IResult> Answer(
        QuoteRequest asked, int? tick, Wei? escrow, VaultCommand bid, CheckResource[] checks, CancellationToken stop,
        params CheckResource[] shares)
    {
        BidQuote? found = null;
        if (Batch.Status == BatchStatus.Bidding && checks.All(check => check.Ok))
        {
            var sender = asked.From?.Account ?? Account.Zero;
            var context = await Engine.ContextOf(Vault, sender, Now.Head, stop);
            if (BidQuote.Of(Vault, bid, Batch.Id, context, out var quote) is { } refusal)
                return RefusalProblems.Of(refusal);
            found = quote;
        }
        var settled = found?.Settled;
        var money = await QuoteAnswers.Money(
            Engine, Vault.PaymentToken, asked.From, Spender, escrow ?? Wei.Zero, stop);
        return TypedResults.Ok(new QuoteResource(
            Now.AsOf(Vault.Address), Auction.Id, asked.Kind, tick, [], null, escrow,
            settled is { IsRolledOver: true } ? settled.Value.Credit : null,
            found?.Wins ?? (Batch.Status == BatchStatus.Bidding ? false : null), found?.ClearingPrice,
            settled?.Outcome.Units, settled?.Outcome.Paid, [.. checks, .. shares, .. money]));
    }

    /// <summary>Who takes money and shares of a bid now.</summary>
    private DeployedContract Spender => Batch.Status == BatchStatus.Sealed
        ? Engine.Chain.Deployment.SealedBids
        : Engine.Chain.Deployment.BatchAuction;

    private CheckResource Window()
    {
        // A sealed bid is committed before reveals begin.
        var until = Batch.Status == BatchStatus.Sealed ? Batch.RevealsFrom : Batch.EndsAt;
        return new CheckResource(
            CheckName.Window, Now.Now < until, new Digits(until.Seconds), new Digits(Now.Now.Seconds));
    }

    private IEnumerable<CheckResource> OfBook(PlaceBid bid)
    {
        var terms = Batch.Terms;
        yield return new CheckResource(
            CheckName.TopTick, bid.Tick <= TickGrid.TopTick, new Digits(TickGrid.TopTick), new Digits(bid.Tick));
        yield return new CheckResource(
            CheckName.LeastQuantity, bid.Quantity >= terms.LeastQuantityUp, terms.LeastQuantityUp, bid.Quantity);
        yield return new CheckResource(
            CheckName.Supply, bid.Quantity <= terms.Supply, terms.Supply, bid.Quantity);
        if (Batch.Book.Margin is { } margin)
            yield return new CheckResource(
                CheckName.Margin, bid.Tick >= margin, new Digits(margin), new Digits(bid.Tick));
    }

    private IResult? TickOf(QuoteRequest asked, out int tick)
    {
        tick = asked.Tick ?? 0;
        if (asked.Tick is null == asked.LimitPrice is null)
            return Problems.Malformed(
                "tick", $"{asked.Tick}", "either tick or limitPrice, and not both");
        if (tick < 0) return Problems.Malformed("tick", $"{tick}", $"a tick from 0 to {TickGrid.TopTick}");
        if (asked.LimitPrice is not { } limit) return null;
        var grid = Batch.Terms.Grid;
        if (!TryUnits(limit, out var wei) || grid.TickDown(new Wei(wei)) is not { } found)
            return Problems.Malformed("limitPrice", $"{limit}", $"wei, at least the reserve price {grid.ReservePrice}");
        tick = found;
        return null;
    }

    private static IResult? Needed(string field, Digits? given, out UInt128 units)
    {
        units = 0;
        return given is { } digits && TryUnits(digits, out units)
            ? null
            : Problems.Malformed(field, given?.ToString(), UnitsExpected);
    }
}
