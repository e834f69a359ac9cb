using System.Collections.Immutable;
using Fractional.Chain;

namespace Fractional.Engine.ProtocolFacts;

/// <summary>What is asked of the protocol's entity.</summary>
public abstract record ProtocolMessage
{
    private ProtocolMessage() { }

    /// <summary>These logs are on the chain; what is known already changes nothing.</summary>
    public sealed record SeeFacts(ImmutableArray<Fact.OfProtocol> Facts) : ProtocolMessage;

    /// <summary>Nothing above the block happened.</summary>
    public sealed record RollBack(ulong To) : ProtocolMessage;

    /// <summary>Nothing up to and with the block can be rolled back.</summary>
    public sealed record Finalize(ulong UpTo) : ProtocolMessage;
}

/// <summary>The protocol around the vaults: follows, and decides nothing.</summary>
public static class ProtocolEntity
{
    /// <exception cref="InvalidOperationException">A final block was taken back: a person must look.</exception>
    public static ImmutableArray<ProtocolJournal> Decide(FollowedProtocol state, ProtocolMessage message) =>
        message switch
    {
        ProtocolMessage.SeeFacts c =>
            [.. state.Tail.Unknown(c.Facts, state.FinalBlock).Select(f => new ProtocolJournal.FactSeen(f))],
        ProtocolMessage.RollBack c when c.To < state.FinalBlock => throw new InvalidOperationException(
            $"the chain went back to block {c.To}, but {state.FinalBlock} was final"),
        ProtocolMessage.RollBack c when state.Tail.Above(c.To).Facts.IsEmpty => [],
        ProtocolMessage.RollBack c => [new ProtocolJournal.BlocksRolledBack(c.To)],
        ProtocolMessage.Finalize c when state.Tail.UpTo(c.UpTo).Facts.IsEmpty => [],
        ProtocolMessage.Finalize c => [new ProtocolJournal.FactsFinalized(c.UpTo)],
        _ => throw new InvalidOperationException($"no rule for {message.GetType().Name}"),
    };
}
