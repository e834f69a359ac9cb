using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Batch;

/// <summary>What a bid would come to if it were placed now and the auction ended with it: decided by the functions that
/// decide on chain, on a copy of the vault.</summary>
/// <param name="Vault">With the bid, closed.</param>
/// <param name="Winner">Who would get the items.</param>
/// <param name="ClearingPrice">Of the book with the bid, wei for the whole supply.</param>
/// <param name="Settled">The bid's units, payment, refund and credit.</param>
public readonly record struct BidQuote(
    Vault Vault, BatchWinner Winner, Wei ClearingPrice, SettledBid Settled)
{
    /// <summary>The bid would get units, or the items.</summary>
    public bool Wins => !Settled.Outcome.Units.IsZero || (Settled.Bid.Kind == BidKind.Whole
        && !Settled.Outcome.Paid.IsZero);

    /// <summary>Decides the bid, then the close.</summary>
    /// <param name="vault">With an open batch auction.</param>
    /// <param name="bid">A bid for units, for old shares or for the whole.</param>
    /// <param name="id">The auction.</param>
    /// <param name="context">Of the bidder, now.</param>
    /// <param name="quote">What it comes to, when accepted.</param>
    /// <returns>Why the bid would be refused, or nothing.</returns>
    public static Refusal? Of(
        Vault vault, VaultCommand bid, Dutch.AuctionId id, VaultContext context, out BidQuote quote)
    {
        quote = default;
        var placed = Vault.Decide(vault, bid, context);
        if (placed.IsRefused) return placed.Refusal;
        var with = Folded(vault, placed, context.Now);
        var batch = with.Batches[id.Number];
        var closing = context with { Now = batch.EndsAt };
        var closed = Vault.Decide(with, new CloseBatch(id), closing);
        if (closed.IsRefused) return closed.Refusal;
        var ended = Folded(with, closed, closing.Now);
        var (auction, outcome) = (ended.Auctions[id.Number], ended.Batches[id.Number]);
        quote = new BidQuote(
            ended, Provisional.Of(auction, outcome).Winner, batch.Book.Clear().ClearingPrice,
            SettledBid.Of(ended, outcome, batch.Bids.Count));
        return null;
    }

    private static Vault Folded(Vault vault, Decision<VaultEvent> decision, Timestamp at) =>
        decision.Events.Aggregate(vault, (folded, happened) => Vault.Evolve(folded, happened, at));
}
