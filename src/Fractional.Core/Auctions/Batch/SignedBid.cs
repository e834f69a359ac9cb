using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>A bid that anybody may place for its owner, once. What the owner signs is all of it.</summary>
/// <param name="Owner">Who signs, pays and gets.</param>
/// <param name="Auction">Where.</param>
/// <param name="IsWhole">For the items themselves: the tick then means nothing.</param>
/// <param name="Tick">The limit of a bid for units.</param>
/// <param name="Quantity">Units; wei for the whole.</param>
/// <param name="Nonce">Any number the owner has not used: a bit in the word <c>nonce / 256</c>.</param>
/// <param name="Deadline">The owner's own last moment.</param>
public sealed record SignedBid(
    Account Owner, AuctionId Auction, bool IsWhole, int Tick, UInt128 Quantity, BigInteger Nonce, Timestamp Deadline);
