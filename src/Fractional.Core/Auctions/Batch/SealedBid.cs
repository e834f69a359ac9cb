using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>A bid that is committed before it is told. Its commitment is the hash of all of it, on one chain and for
/// one deployment.</summary>
/// <param name="Auction">Where.</param>
/// <param name="Bidder">Who deposits, reveals and gets.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Tick">The limit of a bid for units; means nothing for the whole.</param>
/// <param name="Quantity">Units; wei for the whole.</param>
/// <param name="Shares">Old shares of a rollover.</param>
/// <param name="Salt">256 random bits that nobody else knows: without them the bid could be guessed.</param>
public sealed record SealedBid(
    AuctionId Auction, Account Bidder, BidKind Kind, int Tick, UInt128 Quantity, Shares Shares, BigInteger Salt);
