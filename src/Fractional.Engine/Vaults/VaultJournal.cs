using Fractional.Chain;

namespace Fractional.Engine.Vaults;

/// <summary>What the journal of a vault keeps: what we saw, what the chain took back, what we did. The names and
/// shapes are storage format: extend, never rename (docs/events.md).</summary>
public abstract partial record VaultJournal
{
    private VaultJournal() { }

    public sealed record FactSeen(Fact.OfVault Fact) : VaultJournal;

    /// <summary>Every fact above the block never happened.</summary>
    public sealed record BlocksRolledBack(ulong To) : VaultJournal;

    /// <summary>Facts up to and with the block stay for ever.</summary>
    public sealed record FactsFinalized(ulong UpTo) : VaultJournal;

    public sealed record ActionClaimed(ActionClaim Claim) : VaultJournal;

    /// <summary>What we know of its transaction: again when it was replaced, or when its refusal came or
    /// went.</summary>
    public sealed record ActionSent(string Key, Hash32 Transaction, bool Refused) : VaultJournal;

    /// <param name="Reason">The refusal's name, when the contracts refused.</param>
    public sealed record ActionEnded(string Key, ActionEnd End, string? Reason) : VaultJournal;
}
