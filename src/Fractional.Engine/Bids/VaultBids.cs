using System.Collections.Immutable;
using System.Numerics;
using Fractional.Chain;
using Fractional.Core.Units;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Bids;

/// <summary>One owner's bids in a vault.</summary>
public sealed record OwnerBids
{
    public static readonly OwnerBids None = new();

    /// <summary>Idempotency keys.</summary>
    public ImmutableDictionary<string, Hash32> Keys { get; init; } = ImmutableDictionary<string, Hash32>.Empty;

    /// <summary>The newest bid under each nonce.</summary>
    public ImmutableDictionary<BigInteger, Hash32> Nonces { get; init; } =
        ImmutableDictionary<BigInteger, Hash32>.Empty;

    /// <summary>In the order of acceptance.</summary>
    public ImmutableList<Hash32> All { get; init; } = [];

    /// <summary>How many of them are open.</summary>
    public int Open { get; init; }
}

/// <summary>The bids of one auction.</summary>
public sealed record AuctionBids
{
    public static readonly AuctionBids None = new();

    /// <summary>Signed bids that we keep.</summary>
    public int Kept { get; init; }

    /// <summary>Every bid that lies there, by number.</summary>
    public ImmutableSortedDictionary<int, PlacedRecord> Placed { get; init; } =
        ImmutableSortedDictionary<int, PlacedRecord>.Empty;
}

/// <summary>The signed bids of a vault: what we promised, and what the chain made of it. A value: each event of the
/// journal makes a new one.</summary>
/// <remarks>
/// Which placed bid is which signed one: (a) in the transaction of a bid's own sending, a refusal names its nonce, and
/// what is placed is, in order, the first bid of the sending that says the same; (b) when the nonce of a bid is used up
/// otherwise, it is any placed bid of its owner that says the same and is not known as another. ADR 0011.
/// </remarks>
public sealed partial record VaultBids
{
    public static readonly VaultBids None = new();

    private VaultBids() { }

    public ImmutableDictionary<Hash32, KnownBid> Known { get; private init; } =
        ImmutableDictionary<Hash32, KnownBid>.Empty;

    public ImmutableDictionary<Account, OwnerBids> Owners { get; private init; } =
        ImmutableDictionary<Account, OwnerBids>.Empty;

    /// <summary>By auction number.</summary>
    public ImmutableSortedDictionary<uint, AuctionBids> Auctions { get; private init; } =
        ImmutableSortedDictionary<uint, AuctionBids>.Empty;

    /// <summary>Accepted and not relayed, in the order of acceptance.</summary>
    public ImmutableSortedDictionary<long, Hash32> Waiting { get; private init; } =
        ImmutableSortedDictionary<long, Hash32>.Empty;

    /// <summary>Sendings that are not over, by key.</summary>
    public ImmutableSortedDictionary<string, BidSending> Sendings { get; private init; } =
        ImmutableSortedDictionary<string, BidSending>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Bids whose outcome may still be taken back.</summary>
    public ImmutableSortedSet<Hash32> Unsettled { get; private init; } = [];

    /// <summary>How many bids were ever accepted.</summary>
    public long AcceptedCount { get; private init; }

    /// <summary>How many sendings there ever were.</summary>
    public int SendingCount { get; private init; }

    public OwnerBids Of(Account owner) => Owners.GetValueOrDefault(owner, OwnerBids.None);

    public AuctionBids In(uint auction) => Auctions.GetValueOrDefault(auction, AuctionBids.None);

    /// <summary>The newest bid an owner gave us under a nonce.</summary>
    public KnownBid? Under(Account owner, BigInteger nonce) =>
        Of(owner).Nonces.TryGetValue(nonce, out var hash) ? Known[hash] : null;

    /// <summary>The number of a placed bid that may be this one.</summary>
    public int? FindPlaced(KnownBid bid)
    {
        foreach (var (number, placed) in In(bid.Bid.Auction.Number).Placed)
            if (placed.CanBe(bid)) return number;
        return null;
    }

    /// <summary>The state after one event about bids.</summary>
    /// <param name="tail">The vault's facts that are not final.</param>
    /// <param name="finalBlock">The newest block that is.</param>
    internal VaultBids Then(
        VaultJournal happened, ImmutableArray<Fact.OfVault> tail, ulong finalBlock) => happened switch
    {
        VaultJournal.BidAccepted e => Accepted(e),
        VaultJournal.BidsRelayed e => Relayed(e),
        VaultJournal.BidsSent e => Sent(e, tail),
        VaultJournal.BidsReturned e => Returned(e),
        VaultJournal.BidFound e => Found(Known[e.Hash], e.Number).Finalized(finalBlock),
        VaultJournal.BidWithdrawn e => Step(Known[e.Hash], new BidStep(BidLife.Withdrawn, e.At)),
        VaultJournal.BidEnded e => Step(Known[e.Hash], new BidStep(e.Life, e.At, Reason: e.Reason)),
        _ => throw new InvalidOperationException($"no fold for {happened.GetType().Name}"),
    };

    private VaultBids Accepted(VaultJournal.BidAccepted e)
    {
        var state = this;
        if (e.Replaces is { } old)
        {
            state = Step(Known[old] with { ReplacedBy = e.Hash }, new BidStep(BidLife.Replaced, e.At));
        }
        var bid = new KnownBid(e.Hash, e.Bid, e.Signature, e.Key, AcceptedCount + 1) { Replaces = e.Replaces };
        var (of, auction) = (state.Of(e.Bid.Owner), state.In(e.Bid.Auction.Number));
        var owner = of with
        {
            Keys = of.Keys.Add(e.Key, e.Hash), Nonces = of.Nonces.SetItem(e.Bid.Nonce, e.Hash),
            All = of.All.Add(e.Hash), Open = of.Open + 1,
        };
        return state with
        {
            Known = state.Known.Add(e.Hash, bid.Then(new BidStep(BidLife.Accepted, e.At))),
            Owners = state.Owners.SetItem(e.Bid.Owner, owner),
            Auctions = state.Auctions.SetItem(e.Bid.Auction.Number, auction with { Kept = auction.Kept + 1 }),
            Waiting = state.Waiting.Add(bid.Order, e.Hash),
            AcceptedCount = bid.Order,
        };
    }

    private VaultBids Relayed(VaultJournal.BidsRelayed e)
    {
        var sending = new BidSending(e.Key, e.Bids, e.Head, null, []);
        var state = this with { Sendings = Sendings.Add(e.Key, sending), SendingCount = SendingCount + 1 };
        return e.Bids.Aggregate(state, (s, hash) =>
            s.Step(s.Known[hash] with { Sending = e.Key }, new BidStep(BidLife.Relayed, e.At)));
    }

    private VaultBids Sent(VaultJournal.BidsSent e, ImmutableArray<Fact.OfVault> tail) =>
        Sendings.TryGetValue(e.Key, out var sending)
            // The facts may have come before the answer that named the transaction.
            ? Resolved(sending with
            {
                Transaction = e.Transaction, Facts = tail.RemoveAll(f => f.Transaction != e.Transaction || !IsOfBid(f)),
            })
            : this;

    private VaultBids Returned(VaultJournal.BidsReturned e)
    {
        if (!Sendings.TryGetValue(e.Key, out var sending)) return this;
        var state = this with { Sendings = Sendings.Remove(e.Key) };
        foreach (var hash in sending.Bids)
        {
            var bid = state.Known[hash];
            if (bid.Sending != e.Key || bid.Life != BidLife.Relayed) continue;
            state = state.Step(bid with { Sending = null }, new BidStep(BidLife.Accepted, e.At, Reason: e.Reason));
        }
        return state;
    }

    private VaultBids Found(KnownBid bid, int number) =>
        In(bid.Bid.Auction.Number).Placed.TryGetValue(number, out var placed)
            ? Ended(bid, new BidOutcome(placed.Place, placed.At, placed.Transaction, number, null))
            : this;

    /// <summary>The bid one step on, and every index that depends on its life.</summary>
    private VaultBids Step(KnownBid changed, BidStep step)
    {
        var (was, after) = (changed.IsOpen, changed.Then(step));
        var waited = changed.Life == BidLife.Accepted;
        var waits = after.Life == BidLife.Accepted;
        var owner = Of(changed.Bid.Owner);
        var open = owner.Open + (after.IsOpen ? 1 : 0) - (was ? 1 : 0);
        return this with
        {
            Known = Known.SetItem(after.Hash, after),
            Owners = open == owner.Open ? Owners : Owners.SetItem(changed.Bid.Owner, owner with { Open = open }),
            Waiting = waits == waited ? Waiting
                : waits ? Waiting.Add(after.Order, after.Hash) : Waiting.Remove(after.Order),
        };
    }
}
