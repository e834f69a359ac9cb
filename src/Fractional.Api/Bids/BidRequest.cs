using Fractional.Chain;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Engine.Bids;

namespace Fractional.Api.Bids;

/// <summary>What a bidder signs (EIP-712, <c>Bid</c> of the batch auction).</summary>
/// <param name="Owner">Who signs, pays and gets.</param>
/// <param name="Auction">Id of the auction; <c>id</c> in the signed struct.</param>
/// <param name="IsWhole">For the items themselves: the tick then means nothing.</param>
/// <param name="Tick">The limit of a bid for units, 0 to 65535.</param>
/// <param name="Quantity">Units; wei for the whole.</param>
/// <param name="Nonce">Any number that the owner has not used.</param>
/// <param name="Deadline">The owner's own last moment, unix seconds, at most 2^40-1.</param>
public sealed record SignedBidRequest(
    ChecksumAddress Owner, Digits Auction, bool IsWhole, int Tick, Digits Quantity, Digits Nonce, Digits Deadline);

/// <param name="Signature">0x hex: 65 bytes r, s, v of the owner's key, or what the owner's contract takes
/// (EIP-1271), at most 4096 bytes.</param>
public sealed record BidRequest(SignedBidRequest Bid, string Signature)
{
    /// <returns>Which member is malformed, or null.</returns>
    internal IResult? Read(out SignedBid bid, out byte[] signature)
    {
        (bid, signature) = (null!, []);
        if (!ChainIds.TryAuction(Bid.Auction.Value, out var auction))
            return Problems.Malformed("$.bid.auction", $"{Bid.Auction}", "the decimal id of an auction");
        if (Bid.Tick is < 0 or > TickGrid.TopTick)
            return Problems.Malformed("$.bid.tick", $"{Bid.Tick}", $"a tick from 0 to {TickGrid.TopTick}");
        if (Bid.Quantity.Value > UInt128.MaxValue)
            return Problems.Malformed(
                "$.bid.quantity", $"{Bid.Quantity}", "a whole number as decimal digits, at most 2^128-1");
        if (Bid.Deadline.Value > Timestamp.MaxSeconds)
            return Problems.Malformed(
                "$.bid.deadline", $"{Bid.Deadline}", $"unix seconds as decimal digits, at most {Timestamp.MaxSeconds}");
        if (!HexText.TryRead(Signature, BidLimits.SignatureBytes, out signature))
            return Problems.Malformed("$.signature", Signature, HexText.Form(BidLimits.SignatureBytes));
        bid = new SignedBid(
            Bid.Owner.Account, auction, Bid.IsWhole, Bid.Tick, (UInt128)Bid.Quantity.Value, Bid.Nonce.Value,
            new Timestamp((ulong)Bid.Deadline.Value));
        return null;
    }
}
