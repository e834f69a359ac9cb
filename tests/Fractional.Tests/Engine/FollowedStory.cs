using System.Collections.Immutable;
using Fractional.Chain;
using Fractional.Chain.Calls;
using Fractional.Chain.Simulated;
using Fractional.Core.Units;
using Fractional.Engine.Vaults;
using static Fractional.Tests.Chain.SimulatedSetting;

namespace Fractional.Tests.Engine;

/// <summary>Facts of a real story on a calm simulated chain, and what an entity makes of them.</summary>
internal static class FollowedStory
{
    /// <summary>Blocks 1 to 4: a vault, a loan, 34 days later a kick, a take of its only item.</summary>
    public static readonly ImmutableArray<Fact.OfVault> Facts = Tell().GetAwaiter().GetResult();

    public static Account Vault => Facts[0].Vault;

    public static ImmutableArray<Fact.OfVault> Upto(ulong block) => [.. Facts.Where(f => f.Place.BlockNumber <= block)];

    public static ImmutableArray<Fact.OfVault> Of(ulong block) => [.. Facts.Where(f => f.Place.BlockNumber == block)];

    /// <summary>The state after what an entity decides on each message.</summary>
    public static FollowedVault After(this FollowedVault state, params VaultMessage[] messages) =>
        messages.Aggregate(state, (s, message) =>
            VaultEntity.Decide(s, message).Aggregate(s, FollowedVault.Evolve));

    public static VaultMessage.SeeFacts See(params ImmutableArray<Fact.OfVault> facts) => new(facts);

    public static VaultMessage.ClaimAction Claim(ProtocolCall call, string? intent = null, ulong head = 4) =>
        new(call, Kim, head, intent);

    /// <summary>The fact as another history has it.</summary>
    public static Fact.OfVault Elsewhere(Fact.OfVault fact) =>
        fact with { Place = fact.Place with { BlockHash = Hash32.Parse("0x" + new string('e', 64)) } };

    private static async Task<ImmutableArray<Fact.OfVault>> Tell()
    {
        var chain = new SimulatedChain(1, World(), SimulatedFaults.None, Start);
        await chain.Send(CreateVault(1), Ada, "create", CancellationToken.None);
        chain.Mine();
        var vault = chain.World.Vaults.Keys.Single();
        await chain.Send(OpenLoan(vault, Ether(30), chain.Newest.Timestamp), Ada, "open", CancellationToken.None);
        chain.Mine();
        await chain.Send(new ProtocolCall.Kick(vault), Kim, "kick", CancellationToken.None);
        chain.Mine(34 * Duration.Day);
        var auction = chain.World.Vaults[vault].Auctions[1];
        var deadline = chain.Newest.Timestamp + Duration.Day;
        var take = new ProtocolCall.Take(auction.Id, 0, Ether(500), Ben, deadline);
        await chain.Send(take, Ben, "take", CancellationToken.None);
        chain.Mine(3_600);
        return [.. chain.CanonicalFacts.OfType<Fact.OfVault>()];
    }
}
