using System.Collections.Immutable;
using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>
/// One command being decided: each event is folded as it is emitted, so later rules see what earlier ones did, as in
/// a transaction. A refusal throws the whole turn away.
/// </summary>
internal sealed class Turn(Vault vault, VaultContext context)
{
    private readonly ImmutableArray<VaultEvent>.Builder events = ImmutableArray.CreateBuilder<VaultEvent>();

    public Vault Vault { get; private set; } = vault;

    public VaultContext Context { get; } = context;

    public Account Sender => Context.Sender;

    public Timestamp Now => Context.Now;

    public void Emit(VaultEvent happened)
    {
        Vault = Vault.Evolve(Vault, happened, Now);
        events.Add(happened);
    }

    public void MoveTo(VaultState to) => Emit(new StateMoved(Vault.State, to));

    public Decision<VaultEvent> End(Refusal? refusal) =>
        refusal is null ? Decision<VaultEvent>.Accept(events.ToImmutable()) : Decision<VaultEvent>.Refuse(refusal);
}
