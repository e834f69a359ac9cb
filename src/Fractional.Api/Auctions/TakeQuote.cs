using Fractional.Api.Http;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine;

namespace Fractional.Api.Auctions;

/// <summary>Quotes for one item at the Dutch price, paid in cash or netted with the taker's own claims.</summary>
readonly record struct TakeQuote(FractionalEngine Engine, Reading Now, Vault Vault, DutchAuction Auction)
{
    /// <summary>Now, the next block, and five blocks on.</summary>
    static readonly uint[] QuoteAfter = [0, DutchCurve.StepSeconds, 5 * DutchCurve.StepSeconds];

    public async Task<IResult> Of(QuoteRequest asked, CancellationToken stop)
    {
        var index = asked.ItemIndex ?? 0;
        if (index < 0 || index >= Auction.Items.Length)
            return Problems.Malformed("item", $"{index}", $"an item index from 0 to {Auction.Items.Length - 1}");
        if (WhyNotNow(index) is { } refusal) return RefusalProblems.Of(refusal);
        var auction = Auction;
        var head = Now.Now;
        var seconds = QuoteAfter.Where(s => auction.IsOpenAt(head + s)).ToList();
        var steps = seconds.ConvertAll(s => StepOf(auction, index, head, s));
        var needed = auction.ItemPriceAt(index, head + seconds[0]);
        NetResource? net = null;
        if (asked.Kind == QuoteKind.TakeNet)
        {
            var (netting, problem) = await Net(asked, index, seconds[0], stop);
            if (problem is not null) return problem;
            (net, needed) = (Of(netting), netting.Pays);
        }
        return TypedResults.Ok(new QuoteResource(
            Now.AsOf(Vault.Address), auction.Id, asked.Kind, null, steps, net, null, null, null, null, null, null,
            await QuoteAnswers.Money(
                Engine, Vault.PaymentToken, asked.From, Engine.Chain.Deployment.DutchAuction, needed, stop)));
    }

    /// <summary>Why no step of the quote can be taken.</summary>
    private Refusal? WhyNotNow(int index)
    {
        var (auction, head) = (Auction, Now.Now);
        if (auction.Status != AuctionStatus.Running) return new Refusal.AuctionNotRunning(auction.Id);
        if (auction.IsSold(index)) return new Refusal.ItemNotForSale(index);
        return QuoteAfter.Any(s => auction.IsOpenAt(head + s))
            ? null
            : new Refusal.AuctionNotOpen(head, auction.StartsAt, auction.EndsAt);
    }

    /// <summary>Decides the netted take as the contract would at that moment.</summary>
    private async Task<(Netting Netting, IResult? Problem)> Net(
        QuoteRequest asked, int index, uint seconds, CancellationToken stop)
    {
        if (asked.From is not { } from) return (default, Problems.Malformed("from", null, ChecksumAddress.Expected));
        if (!BidAnswer.TryUnits(asked.Shares ?? new Digits(0), out var units))
            return (default, Problems.Malformed("shares", $"{asked.Shares}", BidAnswer.UnitsExpected));
        var at = Now.Now + seconds;
        var context = await Engine.ContextOf(Vault, from.Account, Now.Head, stop);
        var take = new Take(Auction.Id, index, new Wei(UInt128.MaxValue), from.Account, at);
        var decision = Vault.Decide(Vault, new TakeNet(take, new Shares(units)), context with { Now = at });
        return decision.IsRefused
            ? (default, RefusalProblems.Of(decision.Refusal))
            : (Netting.Of(decision.Events), null);
    }

    private static NetResource Of(Netting netting) =>
        new(netting.Withdrawn, netting.Claimed, netting.Pays, netting.Gets);

    private static QuoteStepResource StepOf(DutchAuction auction, int index, Timestamp head, uint seconds)
    {
        var price = auction.ItemPriceAt(index, head + seconds);
        return new QuoteStepResource(seconds, price, SplitResource.Of(auction.SplitWith(index, price)));
    }
}
