using System.Collections.Immutable;
using System.Text.Json;
using Fractional.Chain.Calls;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Chain.Simulated;

// Batch auctions reach over one vault: bids of many, signed by others, and the vault of a new series.
public sealed partial record SimulatedWorld
{
    /// <summary>What signs a bid in this world: a hash that only this makes.</summary>
    public static Signed<SignedBid> Sign(SignedBid bid) =>
        new(bid, bid.Owner, [.. SimulatedHash.Bytes($"signed {JsonSerializer.Serialize(bid, ChainJson.Options)}")]);

    /// <summary>Each bid by itself: one that is refused costs the others nothing.</summary>
    private WorldOutcome BidFor(ProtocolCall.BidFor call, Timestamp now)
    {
        var (world, facts) = (this, ImmutableArray.CreateBuilder<Fact>());
        foreach (var (bid, _, signature) in call.Bids)
        {
            if (!signature.SequenceEqual(Sign(bid).Signature) || now > bid.Deadline
                || world.UsedNonces.Contains((bid.Owner, bid.Nonce)))
            {
                continue;
            }
            ProtocolCall placed = bid.IsWhole
                ? new ProtocolCall.BidWhole(bid.Auction, new Wei(bid.Quantity))
                : new ProtocolCall.Bid(bid.Auction, bid.Tick, new Shares(bid.Quantity));
            var outcome = world.OnVault(placed, bid.Owner, now);
            if (outcome.Refusal is not null) continue;
            world = outcome.After with { UsedNonces = world.UsedNonces.Add((bid.Owner, bid.Nonce)) };
            facts.AddRange(outcome.Facts);
        }
        return new WorldOutcome(world, facts.ToImmutable(), null);
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
