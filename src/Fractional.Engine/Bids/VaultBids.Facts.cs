using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;

namespace Fractional.Engine.Bids;

// What the chain says of bids, and takes back.
public sealed partial record VaultBids
{
    /// <summary>The name of the refusal that says nothing of the bid itself: somebody else placed it, or its owner
    /// cancelled it.</summary>
    internal const string NonceUsed = nameof(Core.Refusal.NonceUsed);

    internal VaultBids Seen(Fact.OfVault fact)
    {
        if (!IsOfBid(fact)) return this;
        var state = RecordOf(fact) is var (auction, number, placed) ? With(auction, number, placed) : this;
        var sending = state.Sendings.Values.FirstOrDefault(s => s.Transaction == fact.Transaction);
        if (sending is null) return state;
        var facts = sending.Facts.Add(fact).Sort((a, b) => a.Place.CompareTo(b.Place));
        return state.Resolved(sending with { Facts = facts });
    }

    internal VaultBids RolledBack(ulong to)
    {
        var state = Unsettled.Where(hash => Known[hash].Outcome!.Place.BlockNumber > to)
            .Aggregate(this, (s, hash) => s.Ended(s.Known[hash], null));
        var auctions = state.Auctions;
        foreach (var (number, bids) in state.Auctions)
        {
            // Numbers grow with the chain.
            var gone = bids.Placed.Reverse().TakeWhile(p => p.Value.Place.BlockNumber > to).Select(p => p.Key).ToList();
            if (gone.Count > 0)
                auctions = auctions.SetItem(number, bids with { Placed = bids.Placed.RemoveRange(gone) });
        }
        return state with
        {
            Auctions = auctions,
            Sendings = state.Sendings.SetItems(state.Sendings.Values
                .Select(s => s with { Facts = s.Facts.RemoveAll(f => f.Place.BlockNumber > to) })
                .Select(s => KeyValuePair.Create(s.Key, s))),
        };
    }

    internal VaultBids Finalized(ulong upTo)
    {
        var state = this;
        foreach (var bid in Unsettled.Select(hash => Known[hash]).Where(b => b.Outcome!.Place.BlockNumber <= upTo))
        {
            var outcome = bid.Outcome!;
            if (outcome.Number is not null)
                state = state.Step(bid, new BidStep(BidLife.Final, outcome.At, outcome.Transaction));
            state = state with { Unsettled = state.Unsettled.Remove(bid.Hash) };
        }
        return ReferenceEquals(state, this)
            ? this
            : state with { Sendings = state.Sendings.RemoveRange(state.Sendings.Values.Where(state.IsOver).Select(
                s => s.Key)) };
    }

    /// <summary>Nothing that can still come changes any of its bids.</summary>
    private bool IsOver(BidSending sending) => !sending.Bids.Any(hash =>
        Known[hash].Sending == sending.Key && (Known[hash].Life == BidLife.Relayed || Unsettled.Contains(hash)));

    private static bool IsOfBid(Fact.OfVault fact) => fact.Event is BidPlaced or WholeBidPlaced or SignedBidRefused;

    private static (uint Auction, int Number, PlacedRecord Placed)? RecordOf(Fact.OfVault fact) => fact.Event switch
    {
        BidPlaced e => (e.Id.Number, e.BidId, new PlacedRecord(
            fact.Place, fact.At, fact.Transaction, e.Owner, false, e.Tick, e.Quantity.Value, e.Shares, null)),
        WholeBidPlaced e => (e.Id.Number, e.BidId, new PlacedRecord(
            fact.Place, fact.At, fact.Transaction, e.Owner, true, 0, e.Amount.Value, Shares.Zero, null)),
        _ => null,
    };

    private VaultBids With(uint auction, int number, PlacedRecord placed)
    {
        var bids = In(auction);
        return this with
        {
            Auctions = Auctions.SetItem(auction, bids with { Placed = bids.Placed.SetItem(number, placed) }),
        };
    }

    /// <summary>What the facts of a sending's transaction say of each of its bids: the same in whichever order they
    /// came.</summary>
    private VaultBids Resolved(BidSending sending)
    {
        var state = this with { Sendings = Sendings.SetItem(sending.Key, sending) };
        var taken = new HashSet<FactPlace>();
        foreach (var hash in sending.Bids)
        {
            var bid = state.Known[hash];
            if (bid.Sending != sending.Key) continue;
            var fact = sending.Facts.FirstOrDefault(f => Refuses(f, bid))
                ?? sending.Facts.FirstOrDefault(f => !taken.Contains(f.Place) && state.Places(f, bid));
            if (fact is null) continue;
            taken.Add(fact.Place);
            state = state.Ended(bid, state.OutcomeOf(bid, fact));
        }
        return state;
    }

    private static bool Refuses(Fact.OfVault fact, KnownBid bid) => fact.Event is SignedBidRefused e
        && (e.Id, e.Owner, e.Nonce) == (bid.Bid.Auction, bid.Bid.Owner, bid.Bid.Nonce);

    private bool Places(Fact.OfVault fact, KnownBid bid) =>
        RecordOf(fact) is var (auction, number, _) && auction == bid.Bid.Auction.Number
        && In(auction).Placed[number].CanBe(bid);

    /// <summary>A used nonce says that somebody else placed the bid, when there is one that says the same.</summary>
    private BidOutcome OutcomeOf(KnownBid bid, Fact.OfVault fact)
    {
        if (fact.Event is not SignedBidRefused refused)
            return new BidOutcome(fact.Place, fact.At, fact.Transaction, RecordOf(fact)!.Value.Number, null);
        if (refused.Reason == NonceUsed && FindPlaced(bid) is { } number)
        {
            var placed = In(bid.Bid.Auction.Number).Placed[number];
            return new BidOutcome(placed.Place, placed.At, placed.Transaction, number, null);
        }
        return new BidOutcome(fact.Place, fact.At, fact.Transaction, null, refused.Reason);
    }

    /// <summary>The bid with another outcome; with none it is what we made of it, and waits for the relay when its
    /// transaction is over.</summary>
    private VaultBids Ended(KnownBid bid, BidOutcome? outcome)
    {
        if (outcome == bid.Outcome) return this;
        var state = Linked(bid, bid.Outcome, null).Linked(bid, outcome, bid.Hash);
        state = state with
        {
            Unsettled = outcome is null ? state.Unsettled.Remove(bid.Hash) : state.Unsettled.Add(bid.Hash),
        };
        var isUnderWay = bid.Sending is { } key && state.Sendings.ContainsKey(key);
        var step = outcome switch
        {
            null => new BidStep(
                bid.Ours == BidLife.Relayed && !isUnderWay ? BidLife.Accepted : bid.Ours, bid.Outcome!.At),
            { Reason: { } reason } => new BidStep(BidLife.Refused, outcome.At, outcome.Transaction, reason),
            _ => new BidStep(BidLife.Included, outcome.At, outcome.Transaction),
        };
        return state.Step(bid with { Outcome = outcome, Sending = isUnderWay ? bid.Sending : null }, step);
    }

    private VaultBids Linked(KnownBid bid, BidOutcome? outcome, Hash32? to) =>
        outcome?.Number is { } number && In(bid.Bid.Auction.Number).Placed.TryGetValue(number, out var placed)
            ? With(bid.Bid.Auction.Number, number, placed with { Bid = to })
            : this;
}
