using System.Collections.Immutable;
using System.Text.Json;
using Fractional.Chain.Calls;
using Fractional.Chain.Signing;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Chain.Simulated;

// Batch auctions reach over one vault: bids of many, signed by others, and the vault of a new series.
public sealed partial record SimulatedWorld
{
    private static readonly Wei Unlimited = new(UInt128.MaxValue);

    /// <summary>What signs a bid in this world: a hash that only this makes.</summary>
    public static Signed<SignedBid> Sign(SignedBid bid) =>
        new(bid, bid.Owner, [.. SimulatedHash.Bytes($"signed {JsonSerializer.Serialize(bid, ChainJson.Options)}")]);

    /// <summary>Whether it was signed so, or by the owner's own key as on a real chain.</summary>
    internal static bool IsKeySigned(Signed<SignedBid> bid, BidHash bidHash) =>
        bidHash.IsKeySigned(bid.Payload, bid.Signature.AsSpan())
        || bid.Signature.SequenceEqual(Sign(bid.Payload).Signature);

    internal bool IsSigned(Signed<SignedBid> bid)
    {
        var bidHash = new BidHash(Deployment);
        return SmartAccounts.ContainsKey(bid.Payload.Owner)
            ? AcceptsSignature(bid.Payload.Owner, bidHash.Of(bid.Payload), bid.Signature.AsSpan())
            : IsKeySigned(bid, bidHash);
    }

    /// <summary>Each bid by itself: one that is refused costs the others nothing and says so.</summary>
    private WorldOutcome BidFor(ProtocolCall.BidFor call, Timestamp now)
    {
        var (world, facts) = (this, ImmutableArray.CreateBuilder<Fact>());
        foreach (var signed in call.Bids)
        {
            var bid = signed.Payload;
            var outcome = world.BidSigned(signed, now);
            world = outcome.After;
            facts.AddRange(outcome.Facts);
            if (outcome.Refusal is not { } refusal || !Vaults.ContainsKey(bid.Auction.Vault)) continue;
            var refused = new SignedBidRefused(
                bid.Auction, bid.Owner, bid.Nonce, SignedBidRefused.ReasonOf(refusal));
            facts.Add(new Fact.OfVault(default, default, default, bid.Auction.Vault, refused));
        }
        return new WorldOutcome(world, facts.ToImmutable(), null);
    }

    private WorldOutcome BidSigned(Signed<SignedBid> signed, Timestamp now)
    {
        var bid = signed.Payload;
        if (now > bid.Deadline) return Refused(new Refusal.BidExpired(bid.Deadline, now));
        if (UsedNonces.Contains((bid.Owner, bid.Nonce))) return Refused(new Refusal.NonceUsed(bid.Owner, bid.Nonce));
        if (!IsSigned(signed)) return Refused(new Refusal.SignatureRejected(bid.Owner));
        ProtocolCall placed = bid.IsWhole
            ? new ProtocolCall.BidWhole(bid.Auction, new Wei(bid.Quantity))
            : new ProtocolCall.Bid(bid.Auction, bid.Tick, new Shares(bid.Quantity));
        var marked = this with { UsedNonces = UsedNonces.Add((bid.Owner, bid.Nonce)) };
        var outcome = marked.OnVault(placed, bid.Owner, now);
        return outcome.Refusal is null ? outcome : Refused(outcome.Refusal);
    }

    private WorldOutcome CancelNonces(ProtocolCall.CancelNonces call, Account owner)
    {
        var used = UsedNonces.ToBuilder();
        for (var bit = 0; bit < 256; bit++)
            if (!(call.Mask >> bit).IsEven) used.Add((owner, 256 * call.Word + bit));
        return Happened(
            this with { UsedNonces = used.ToImmutable() }, new NoncesCancelled(owner, call.Word, call.Mask));
    }

    public Wei AllowanceOf(Account token, Account owner, Account spender) =>
        spender == Deployment.BatchAuction.Address
            ? BidAllowances.GetValueOrDefault((token, owner), Unlimited)
            : Unlimited;

    /// <summary>The world after a bidder's own tokens went into escrow; null when they were not approved.</summary>
    private SimulatedWorld? Escrowed(Account token, VaultEvent happened, ImmutableArray<VaultEvent> all)
    {
        var (owner, amount) = happened switch
        {
            BidPlaced e => (e.Owner, e.Escrow),
            WholeBidPlaced e => (e.Owner, e.Amount),
            _ => default,
        };
        if (PayerOf(owner, all) != owner || !BidAllowances.TryGetValue((token, owner), out var allowed)) return this;
        return amount > allowed
            ? null
            : this with { BidAllowances = BidAllowances.SetItem((token, owner), allowed - amount) };
    }

    /// <summary>The new vault that the events make, and what they hand out of its shares.</summary>
    private WorldOutcome WithSeries(
        Vault before, ImmutableArray<VaultEvent> events, ImmutableArray<Fact> facts, Timestamp now)
    {
        var world = this;
        foreach (var happened in events)
        {
            var outcome = happened switch
            {
                SeriesFormed e => world.Decided(
                    Vault.Empty with { Address = e.Series }, CreateVault.SeriesOf(before, e.Series), before.Address,
                    now),
                BidClaimed { Units.IsZero: false } e => world.HandOut(before, e.Id.Number, e.To, e.Units, now),
                SeriesClaimed { Units.IsZero: false } e => world.HandOut(before, e.Id.Number, e.To, e.Units, now),
                _ => null,
            };
            if (outcome is null) continue;
            world = outcome.After;
            facts = facts.AddRange(outcome.Facts);
        }
        return new WorldOutcome(world, facts, null);
    }

    private WorldOutcome HandOut(Vault from, uint auction, Account to, Shares units, Timestamp now) => Decided(
        Vaults[from.Batches[auction].Series], new TransferShares(from.Address, to, units), from.Address, now);

    /// <summary>What a contract of ours does on a vault: it is never refused.</summary>
    private WorldOutcome Decided(Vault vault, VaultCommand command, Account sender, Timestamp now)
    {
        var decision = Vault.Decide(vault, command, new VaultContext(sender, now, Protocol, []));
        return With(vault, decision.Events, now);
    }
}
