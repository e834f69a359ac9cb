using Fractional.Api.Http;
using Fractional.Chain;
using Fractional.Core;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Settlements;
using Fractional.Core.Vaults;
using Fractional.Engine;

namespace Fractional.Api.Auctions;

/// <summary>A settlement's statement: the vault is folded again from its journal, up to the settlement.</summary>
static class StatementAnswers
{
    public static async Task<IResult> Show(FractionalEngine engine, string id, CancellationToken stop)
    {
        if (Reading.Open(engine, out var now) is { } early) return early;
        if (Parameters.Auction(now.Board, id, out var vault, out var auction) is { } problem) return problem;
        switch (auction.Status)
        {
            case AuctionStatus.Settled or AuctionStatus.Covered:
                var asOf = now.AsOf(vault.Address);
                var facts = await engine.FactsOf(vault.Address, asOf.Seq, stop);
                var settlement = SettlementOf(facts, auction.Id, engine.Chain.Deployment.Protocol);
                var hash = StatementHash.Of(settlement);
                return TypedResults.Ok(new StatementResource(
                    asOf, auction.Id, hash, SettlementJson.Of(settlement, hash.ToString())));
            case AuctionStatus.Cured:
                return Problems.Refused(
                    409, "nothing-settled", "the debt was repaid: nothing was sold, so there is no statement",
                    new() { ["id"] = auction.Id.ToString() });
            default:
                return RefusalProblems.Of(new Refusal.NotEnded(auction.Id));
        }
    }

    static Settlement SettlementOf(IReadOnlyList<Fact.OfVault> facts, AuctionId id, Protocol protocol)
    {
        var before = facts.TakeWhile(fact => fact.Event is not AuctionSettled settled || settled.Id != id)
            .Aggregate(Vault.Empty, (vault, fact) => Vault.Evolve(vault, fact.Event, fact.At));
        return Settlement.Of(before, id, protocol);
    }
}
