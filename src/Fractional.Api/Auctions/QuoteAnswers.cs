using Fractional.Api.Http;
using Fractional.Chain;
using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Engine;

namespace Fractional.Api.Auctions;

/// <summary>What a purchase or a bid would come to: decided by Core on the board, sent by nobody.</summary>
static class QuoteAnswers
{
    public static async Task<IResult> Quote(
        FractionalEngine engine, HttpRequest request, string id, CancellationToken stop)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Auction(now.Board, id, out var vault, out var auction) is { } problem) return problem;
        var (asked, malformed) = await RequestBody.Read<QuoteRequest>(request, stop);
        if ((malformed ?? Stray(asked!)) is { } wrong) return wrong;
        if (asked!.Kind is QuoteKind.Take or QuoteKind.TakeNet)
            return await new TakeQuote(engine, now, vault, auction).Of(asked, stop);
        return vault.BatchOf(auction.Id) is { IsRunning: true } batch
            ? await new BidAnswer(engine, now, vault, auction, batch).Of(asked, stop)
            : RefusalProblems.Of(new Refusal.BatchNotRunning(auction.Id));
    }

    /// <summary>What the payer has and lets the contract take, beside what is needed; nothing is asked without a
    /// payer.</summary>
    public static async Task<CheckResource[]> Money(
        FractionalEngine engine, Account token, ChecksumAddress? from, DeployedContract spender, Wei needed,
        CancellationToken stop)
    {
        if (from is not { } payer) return [];
        var has = await engine.Chain.TokenBalance(token, payer.Account, stop);
        return
        [
            new CheckResource(CheckName.Balance, has >= needed, needed, has),
            await Allowance(engine, CheckName.Allowance, token, payer, spender, needed, stop),
        ];
    }

    public static async Task<CheckResource> Allowance(
        FractionalEngine engine, CheckName name, Account token, ChecksumAddress from, DeployedContract spender,
        Wei needed, CancellationToken stop)
    {
        var allowed = await engine.Chain.TokenAllowance(token, from.Account, spender.Address, stop);
        return new CheckResource(name, allowed >= needed, needed, allowed);
    }

    /// <summary>A member of another kind is a misunderstanding: better said than passed over.</summary>
    static IResult? Stray(QuoteRequest asked)
    {
        string[] known = asked.Kind switch
        {
            QuoteKind.Take => ["item", "from"],
            QuoteKind.TakeNet => ["item", "shares", "from"],
            QuoteKind.Parts => ["tick", "limitPrice", "quantity", "from"],
            QuoteKind.Rollover => ["tick", "limitPrice", "quantity", "shares", "amount", "from"],
            _ => ["amount", "from"],
        };
        (string Name, object? Given)[] members =
        [
            ("item", asked.ItemIndex), ("tick", asked.Tick), ("limitPrice", asked.LimitPrice),
            ("quantity", asked.Quantity), ("shares", asked.Shares), ("amount", asked.Amount), ("from", asked.From),
        ];
        foreach (var (name, given) in members)
        {
            if (given is not null && !known.Contains(name))
                return Problems.Malformed(name, given.ToString(), $"no {name} in a quote of this kind");
        }
        return null;
    }
}
