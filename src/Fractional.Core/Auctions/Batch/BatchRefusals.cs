using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core;

// IBatchAuction's errors; the first five are what the tick book says to a bid for parts.
public abstract partial record Refusal
{
    public sealed record TickAboveTop(int Tick, int TopTick) : Refusal;

    public sealed record BidTooSmall(Shares Quantity, Shares LeastQuantity) : Refusal;

    public sealed record BidAboveSupply(Shares Quantity, Shares Supply) : Refusal;

    public sealed record BidBelowMargin(int Tick, int Margin) : Refusal;

    /// <summary>The units of one tick stay below 2^128.</summary>
    public sealed record TickFull(Shares Quantity, Shares Room) : Refusal;

    public sealed record BatchNotRunning(AuctionId Id) : Refusal;

    public sealed record BiddingOver(Timestamp Timestamp, Timestamp EndsAt) : Refusal;

    public sealed record BiddingOpen(Timestamp Timestamp, Timestamp EndsAt) : Refusal;

    public sealed record WholeBidTooLow(Wei Amount, Wei Least) : Refusal;

    public sealed record EscrowAboveMax(Wei Escrow, Wei MaxEscrow) : Refusal;

    public sealed record NoSuchBid(AuctionId Id, int BidId) : Refusal;

    public sealed record BidClaimedAlready(AuctionId Id, int BidId) : Refusal;

    public sealed record BidStillLive(AuctionId Id, int BidId) : Refusal;

    /// <summary>The winner of the whole has its items delivered; there is no money to claim.</summary>
    public sealed record BidWonItems(AuctionId Id, int BidId) : Refusal;

    public sealed record BidsUnclaimed(int Claimed, int BidCount) : Refusal;

    public sealed record NotOwner(Account Caller, Account Owner) : Refusal;

    public sealed record SeriesNotFormed(AuctionId Id) : Refusal;

    public sealed record SeriesFormedAlready(AuctionId Id, Account Series) : Refusal;

    public sealed record NothingToForm(AuctionId Id) : Refusal;

    public sealed record NothingToDeliver(AuctionId Id, int ItemIndex) : Refusal;

    public sealed record HasBids(int BidCount) : Refusal;

    /// <summary>Bids come through commit and reveal only.</summary>
    public sealed record BidsSealed(AuctionId Id) : Refusal;

    // ISealedBids' errors.

    public sealed record NotSealed(AuctionId Id) : Refusal;

    public sealed record CommittingOver(Timestamp Timestamp, Timestamp Until) : Refusal;

    public sealed record RevealNotOpen(Timestamp Timestamp, Timestamp From) : Refusal;

    public sealed record CommittedAlready(AuctionId Id, Account Bidder, Commitment Commitment) : Refusal;

    public sealed record NoSuchCommitment(AuctionId Id, Account Bidder, Commitment Commitment) : Refusal;

    public sealed record DepositTooSmall(Wei Deposit, Wei Escrow) : Refusal;
}
