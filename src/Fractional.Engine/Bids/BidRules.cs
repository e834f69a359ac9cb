using System.Collections.Immutable;
using System.Globalization;
using Fractional.Chain;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Engine.Vaults;

namespace Fractional.Engine.Bids;

/// <summary>Decides what is asked of a vault's entity about signed bids.</summary>
public static class BidRules
{
    /// <summary>The events that follow from a command about bids; none when it changes nothing.</summary>
    public static ImmutableArray<VaultJournal> Decide(FollowedVault state, VaultMessage command) => command switch
    {
        VaultMessage.AcceptBid c => Forbids(state, c) is null ? [Accept(state.Bids, c)] : [],
        VaultMessage.WithdrawBid c => Forbids(state, c) is null ? [new VaultJournal.BidWithdrawn(c.Bid, c.At)] : [],
        VaultMessage.RelayBids c => Relay(state, c),
        VaultMessage.NoteBidSending c => Note(state, c),
        VaultMessage.NoteNonceUsed c => Note(state.Bids, c),
        VaultMessage.EndBid c => IsAccepted(state.Bids, c.Bid)
            ? [new VaultJournal.BidEnded(c.Bid, c.Life, c.Reason, c.At)]
            : [],
        _ => throw new InvalidOperationException($"no rule for {command.GetType().Name}"),
    };

    /// <summary>Why a bid is not accepted; nothing when it is. One that is known already is no reason to accept it
    /// again.</summary>
    public static BidAnswer? Forbids(FollowedVault state, VaultMessage.AcceptBid asked)
    {
        var (bid, bids) = (asked.Bid, state.Bids);
        if (state.Now.Fault is { } fault) return new BidAnswer.VaultNotFollowed(bid.Auction.Vault, fault);
        var owner = bids.Of(bid.Owner);
        if (owner.Keys.TryGetValue(asked.Key, out var named) && named != asked.Hash)
            return new BidAnswer.KeyReused(asked.Key, named);
        if (bids.Known.TryGetValue(asked.Hash, out var known)) return new BidAnswer.Taken(known, 0, IsReplayed: true);
        if (asked.Context.Now > bid.Deadline)
            return new BidAnswer.Refused(new Refusal.BidExpired(bid.Deadline, asked.Context.Now));
        var rival = bids.Under(bid.Owner, bid.Nonce);
        if (rival is { Life: BidLife.Relayed }) return new BidAnswer.BidRelayed(rival.Hash);
        if (rival is { Life: BidLife.Included or BidLife.Final })
            return new BidAnswer.Refused(new Refusal.NonceUsed(bid.Owner, bid.Nonce));
        if (WhyRefused(state.Now.Vault, bid, asked.Context) is { } refusal) return new BidAnswer.Refused(refusal);
        if (owner.Open >= BidLimits.OpenPerOwner && rival is not { Life: BidLife.Accepted })
            return new BidAnswer.LimitReached(nameof(BidLimits.OpenPerOwner), BidLimits.OpenPerOwner);
        return bids.In(bid.Auction.Number).Kept >= BidLimits.KeptPerAuction
            ? new BidAnswer.LimitReached(nameof(BidLimits.KeptPerAuction), BidLimits.KeptPerAuction)
            : null;
    }

    /// <summary>Why a bid can not be taken back; nothing when it can.</summary>
    public static BidAnswer? Forbids(FollowedVault state, VaultMessage.WithdrawBid asked)
    {
        if (!state.Bids.Known.TryGetValue(asked.Bid, out var bid)) return new BidAnswer.BidUnknown(asked.Bid);
        if (bid.Bid.Owner != asked.Caller) return new BidAnswer.NotOwner(asked.Caller, bid.Bid.Owner);
        return bid.Life switch
        {
            BidLife.Accepted => null,
            BidLife.Withdrawn => new BidAnswer.Taken(bid, 0, IsReplayed: true),
            BidLife.Relayed => new BidAnswer.BidRelayed(bid.Hash),
            _ => new BidAnswer.BidOver(bid.Hash, bid.Life),
        };
    }

    /// <summary>What Core says of the bid on this vault, by the sender and at the time of the context.</summary>
    public static Refusal? WhyRefused(Vault vault, SignedBid bid, VaultContext context) =>
        Decided(vault, bid, context) is { IsRefused: true } no ? no.Refusal : null;

    /// <inheritdoc cref="WhyRefused"/>
    internal static Decision<VaultEvent> Decided(Vault vault, SignedBid bid, VaultContext context)
    {
        VaultCommand command = bid.IsWhole
            ? new PlaceWholeBid(bid.Auction, new Wei(bid.Quantity))
            : new PlaceBid(bid.Auction, bid.Tick, new Shares(bid.Quantity));
        return Vault.Decide(vault, command, context);
    }

    private static VaultJournal.BidAccepted Accept(VaultBids bids, VaultMessage.AcceptBid c)
    {
        var rival = bids.Under(c.Bid.Owner, c.Bid.Nonce);
        return new VaultJournal.BidAccepted(
            c.Hash, c.Bid, c.Signature, c.Key, rival is { Life: BidLife.Accepted } ? rival.Hash : null, c.Context.Now);
    }

    private static ImmutableArray<VaultJournal> Relay(FollowedVault state, VaultMessage.RelayBids c)
    {
        var bids = state.Bids;
        var chosen = c.Bids.Where(hash => IsAccepted(bids, hash)).Take(BidLimits.PerSending).ToImmutableArray();
        if (chosen.IsEmpty || bids.Sendings.Count >= BidLimits.OpenSendings) return [];
        var vault = bids.Known[chosen[0]].Bid.Auction.Vault;
        var key = string.Create(CultureInfo.InvariantCulture, $"{vault}/BidFor/{bids.SendingCount + 1}");
        return [new VaultJournal.BidsRelayed(key, chosen, c.At, c.Head)];
    }

    private static ImmutableArray<VaultJournal> Note(FollowedVault state, VaultMessage.NoteBidSending c)
    {
        var (sending, key) = (c.Sending, c.Sending.Key);
        if (!state.Bids.Sendings.TryGetValue(key, out var known)) return [];
        var events = ImmutableArray.CreateBuilder<VaultJournal>();
        var after = state;
        if (sending.Transaction is { } hash && hash != known.Transaction)
        {
            events.Add(new VaultJournal.BidsSent(key, hash));
            after = FollowedVault.Evolve(state, events[0]);
        }
        if (IsOver(sending, c.Head) && known.Bids.Any(bid => IsUnderWay(after.Bids, bid, key)))
            events.Add(new VaultJournal.BidsReturned(
                key, sending.Refusal is { } refusal ? SignedBidRefused.ReasonOf(refusal) : sending.Status.ToString(),
                c.At));
        return events.DrainToImmutable();
    }

    /// <summary>No log of it will come that was not told. A transaction that failed may still come again after a
    /// reorganisation: its bids may be sent once more all the same, because a nonce is used once.</summary>
    private static bool IsOver(Sending sending, ulong head) => sending.Status switch
    {
        SendingStatus.Dropped or SendingStatus.Burned or SendingStatus.Refused => true,
        SendingStatus.Included => sending.Final && sending.BlockNumber <= head,
        _ => false,
    };

    private static bool IsUnderWay(VaultBids bids, Hash32 hash, string key) =>
        bids.Known[hash] is { Life: BidLife.Relayed } bid && bid.Sending == key;

    private static ImmutableArray<VaultJournal> Note(VaultBids bids, VaultMessage.NoteNonceUsed c)
    {
        // What became of a relayed one, its own transaction says.
        if (!bids.Known.TryGetValue(c.Bid, out var bid) || bid.IsPlaced || bid.Life == BidLife.Relayed) return [];
        if (bids.FindPlaced(bid) is { } number) return [new VaultJournal.BidFound(c.Bid, number)];
        return c.IsFinal && bid.Life == BidLife.Accepted
            ? [new VaultJournal.BidEnded(c.Bid, BidLife.Refused, VaultBids.NonceUsed, c.At)]
            : [];
    }

    private static bool IsAccepted(VaultBids bids, Hash32 hash) =>
        bids.Known.TryGetValue(hash, out var bid) && bid.Life == BidLife.Accepted;
}
