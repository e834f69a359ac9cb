using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>What happened to the oracle, as its own model decides and folds it.</summary>
public abstract record OracleEvent : ProtocolEvent
{
    private protected OracleEvent()
    {
    }
}

/// <param name="Signer">An appraiser or floor reporter.</param>
/// <param name="Weight">0: none any more.</param>
public sealed record SignerWeighted(Account Signer, ushort Weight) : OracleEvent;

public sealed record CollectionSet(
    Account Collection, uint RarityCapBps, Bps ForcedSaleDiscountBps) : OracleEvent;

/// <summary>A round was accepted; the contract gives the item as collection and tokenId.</summary>
public sealed record RoundAccepted(
    Item Item,
    Wei Appraisal,
    Wei SpotValue,
    Wei LimitedValue,
    Wei BorrowValue,
    Wei LiquidationValue,
    Bps DispersionBps,
    Timestamp ObservedAt) : OracleEvent;

public sealed record FloorAccepted(Account Collection, Wei Price, Timestamp ObservedAt) : OracleEvent;

/// <summary>Comes before the round that moved it.</summary>
public sealed record BreakerMoved(Item Item, bool Tripped) : OracleEvent;
