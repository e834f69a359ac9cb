using Fractional.Core;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Chain;

/// <summary>One log of the protocol: it happened, nobody decides about it any more.</summary>
/// <param name="Place">Where it stands on the chain.</param>
/// <param name="At">The time of its block.</param>
/// <param name="Transaction">The transaction that caused it.</param>
public abstract record Fact(FactPlace Place, Timestamp At, Hash32 Transaction)
{
    /// <summary>About one vault.</summary>
    public sealed record OfVault(FactPlace Place, Timestamp At, Hash32 Transaction, Account Vault, VaultEvent Event)
        : Fact(Place, At, Transaction);

    /// <summary>About the protocol around the vaults.</summary>
    public sealed record OfProtocol(FactPlace Place, Timestamp At, Hash32 Transaction, ProtocolEvent Event)
        : Fact(Place, At, Transaction);
}
