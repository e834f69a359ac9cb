using System.Text.Json.Serialization;
using Fractional.Core.Auctions.Batch;
using Fractional.Engine.Bids;

namespace Fractional.Api.Bids;

/// <summary>Where a bid stands among the others.</summary>
[JsonConverter(typeof(Word<BidStanding>))]
public enum BidStanding
{
    /// <summary>It can still win, and would not if the auction ended now; or it is on its way there.</summary>
    Live,

    /// <summary>It can not win any more, and leave with its escrow at once.</summary>
    Outbid,

    /// <summary>It would win if the auction ended now.</summary>
    Winning,

    /// <summary>It won.</summary>
    Filled,

    /// <summary>It won nothing; its escrow waits, if there ever was one.</summary>
    Lost,

    /// <summary>It won nothing, and its escrow was paid back.</summary>
    Refunded,
}

/// <summary>A step of a bid's life.</summary>
/// <param name="At">The time of the block it rests on.</param>
/// <param name="Transaction">That placed or refused the bid.</param>
/// <param name="Reason">Of a refusal, or why it waits again.</param>
public sealed record BidStepResource(
    [property: JsonConverter(typeof(Word<BidLife>))] BidLife Life, Moment At, HashText? Transaction, string? Reason);

/// <summary>A bid and what became of it.</summary>
/// <param name="Id">The hash of its typed data; <c>auction-number</c> of a bid that we know no signature of.</param>
/// <param name="Tick">The limit of a bid for units.</param>
/// <param name="LimitPrice">Wei for the whole supply at that tick.</param>
/// <param name="Quantity">Units; null for the whole.</param>
/// <param name="Shares">Old shares in escrow, of a rollover.</param>
/// <param name="Amount">Wei, of a bid for the whole.</param>
/// <param name="Escrow">Wei that lie with the auction for it, or will.</param>
/// <param name="Deadline">The owner's own last moment.</param>
/// <param name="Number">Its number in the auction, while it is in a block.</param>
/// <param name="Life">How far it came.</param>
/// <param name="Standing">Where it stands among the others.</param>
/// <param name="Units">Of the new series, for it; what it would get while the auction runs.</param>
/// <param name="Paid">Wei that it pays for them, or would.</param>
/// <param name="Refund">Wei that it gets back, or would.</param>
/// <param name="Transaction">That placed or refused it, or is on its way.</param>
/// <param name="Reason">Why it was refused: the name of the contracts' error.</param>
/// <param name="ReplacedBy">The bid under the same nonce that took its place.</param>
/// <param name="Replaces">The bid under the same nonce whose place it took.</param>
public sealed record BidResource(
    AsOf AsOf, string Id, Digits Auction, ChecksumAddress Vault, ChecksumAddress Owner,
    [property: JsonConverter(typeof(Word<BidKind>))] BidKind Kind, int? Tick, Digits? LimitPrice, Digits? Quantity,
    Digits? Shares, Digits? Amount, Digits Escrow, Digits? Nonce, Moment? Deadline, int? Number,
    [property: JsonConverter(typeof(Word<BidLife>))] BidLife Life, BidStanding Standing, Digits Units, Digits Paid,
    Digits Refund, HashText? Transaction, string? Reason, HashText? ReplacedBy, HashText? Replaces,
    IReadOnlyList<BidStepResource> History) : IDated;
