using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>A bid and what became of it.</summary>
/// <param name="Id">The typed-data hash; <c>auction-number</c> of a bid that was never signed.</param>
/// <param name="Tick">The limit of a bid for units.</param>
/// <param name="LimitPrice">Wei for the whole supply at that tick.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Shares">Old shares that are rolled over.</param>
/// <param name="Amount">Wei, of a bid for the whole.</param>
/// <param name="Escrow">Wei that lie with the auction for it, or will.</param>
/// <param name="Deadline">The owner's own last moment.</param>
/// <param name="Number">Its number in the auction, once it is on the chain.</param>
/// <param name="Units">Of the new series, for it.</param>
/// <param name="Paid">Wei it pays.</param>
/// <param name="Refund">Wei it gets back.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record Bid(
    AsOf AsOf, string Id, UInt256 Auction, Address Vault, Address Owner, BidKind Kind, int? Tick,
    BigInteger? LimitPrice, BigInteger? Quantity, BigInteger? Shares, BigInteger? Amount, BigInteger Escrow,
    UInt256? Nonce, Moment? Deadline, int? Number, BidLife Life, BidStanding? Standing, BigInteger Units,
    BigInteger Paid, BigInteger Refund, Bytes32? Transaction, string? Reason, string? ReplacedBy, string? Replaces,
    IReadOnlyList<BidStep> History);

/// <summary>One step of a bid's life.</summary>
public sealed record BidStep(BidLife Life, Moment At, Bytes32? Transaction, string? Reason);

public enum BidKind
{
    Parts,
    Rollover,
    Whole,
}

/// <summary>How far a bid has come; a reorganisation takes <see cref="Included"/> back to
/// <see cref="Relayed"/>.</summary>
public enum BidLife
{
    Accepted,
    Relayed,
    Included,
    Final,
    Refused,
    Withdrawn,
    Replaced,
    Expired,
}

/// <summary>Where a bid stands among the others.</summary>
public enum BidStanding
{
    Live,
    Outbid,
    Winning,
    Filled,
    Lost,
    Refunded,
}
