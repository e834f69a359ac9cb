using System.Collections.Immutable;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Keepers.Strategies;

/// <summary>Takes items whose price has fallen to the bidder's limit.</summary>
/// <param name="LimitBps">The limit, of each item's appraised value at the kick: 10 000 is the full value.</param>
/// <param name="MaxItemPrice">Never more than this for one item, wei.</param>
/// <param name="Collections">What it buys; null for anything.</param>
/// <param name="DeadlineSeconds">A transaction that waits longer than this is refused by the contract.</param>
public sealed record BidderTerms(
    Bps LimitBps, Wei MaxItemPrice, ImmutableHashSet<Account>? Collections = null, uint DeadlineSeconds = 600)
{
    internal bool Wants(Item item) => Collections is null || Collections.Contains(item.Collection);
}

/// <summary>A bidder with one limit for all items. It pays the price of the moment, never more than its
/// limit.</summary>
public sealed class BidderStrategy(BidderTerms terms) : IStrategy
{
    public bool Watches(Vault vault) => vault.State == VaultState.Dutch;

    public IEnumerable<Candidate> Candidates(Scene scene)
    {
        var auction = scene.Vault.Auctions[scene.Vault.AuctionCount];
        var budget = scene.Balance;
        for (var i = 0; i < auction.Items.Length; i++)
            if (!auction.IsSold(i) && terms.Wants(scene.Vault.Items[i]))
                yield return TakeOf(scene, auction, i, ref budget);
    }

    /// <summary>The most this bidder pays for an item, wei, floored.</summary>
    public Wei LimitOf(DutchItem item) => Wei.Min(terms.MaxItemPrice, Rounding.BpsDown(item.Weight, terms.LimitBps));

    Candidate TakeOf(Scene scene, DutchAuction auction, int itemIndex, ref Wei budget)
    {
        var limit = LimitOf(auction.Items[itemIndex]);
        var deadline = scene.Head.Timestamp + terms.DeadlineSeconds;
        var taker = scene.Context.Sender;
        return new Candidate(
            new Take(auction.Id, itemIndex, limit, taker, deadline),
            new ProtocolCall.Take(auction.Id, itemIndex, limit, taker, deadline),
            Objection(auction, itemIndex, limit, scene.Head.Timestamp, ref budget));
    }

    /// <summary>Takes the price of what it does not object to out of the budget, so that one look never spends
    /// twice.</summary>
    static Objection? Objection(DutchAuction auction, int itemIndex, Wei limit, Timestamp now, ref Wei budget)
    {
        if (!auction.IsOpenAt(now)) return null;
        var price = auction.ItemPriceAt(itemIndex, now);
        if (price > limit) return new Objection(SkipReason.PriceAboveLimit, $"price {price}, limit {limit}");
        if (price > budget) return new Objection(SkipReason.BudgetTooSmall, $"price {price}, budget {budget}");
        budget -= price;
        return null;
    }
}
