using System.Numerics;
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

/// <summary>What happened around the vaults: the closed list of the contracts' events that are about no vault, same
/// names, same fields.</summary>
public abstract record ProtocolEvent
{
    private ProtocolEvent() { }

    public sealed record PaymentTokenListed(Account Token, bool Listed) : ProtocolEvent;

    /// <param name="Epoch">Offers of an earlier epoch are void.</param>
    public sealed record OffersCancelled(Account Lender, ulong Epoch) : ProtocolEvent;

    /// <param name="Weight">0: no appraiser any more.</param>
    public sealed record SignerWeighted(Account Signer, ushort Weight) : ProtocolEvent;

    public sealed record CollectionSet(
        Account Collection, uint RarityCapBps, Bps ForcedSaleDiscountBps) : ProtocolEvent;

    /// <summary>Values in wei.</summary>
    public sealed record RoundAccepted(
        Account Collection, BigInteger TokenId, Wei Appraisal, Wei SpotValue, Wei LimitedValue, Wei BorrowValue,
        Wei LiquidationValue, Bps DispersionBps, Timestamp ObservedAt) : ProtocolEvent;

    public sealed record FloorAccepted(Account Collection, Wei Price, Timestamp ObservedAt) : ProtocolEvent;

    public sealed record BreakerMoved(Account Collection, BigInteger TokenId, bool Tripped) : ProtocolEvent;
}
