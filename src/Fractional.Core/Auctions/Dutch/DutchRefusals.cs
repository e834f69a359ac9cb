using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core;

// IDutchAuction's errors.
public abstract partial record Refusal
{
    public sealed record AuctionNotRunning(AuctionId Id) : Refusal;

    public sealed record AuctionNotOpen(Timestamp Timestamp, Timestamp OpensAt, Timestamp ClosesAt) : Refusal;

    public sealed record AuctionStillOpen(Timestamp Timestamp, Timestamp ClosesAt) : Refusal;

    public sealed record RoundsOver(int Round) : Refusal;

    public sealed record RoundsLeft(int Round, int LastRound) : Refusal;

    public sealed record RedemptionOver(Timestamp Timestamp, Timestamp RedeemableUntil) : Refusal;

    public sealed record RedemptionOpen(Timestamp Timestamp, Timestamp RedeemableUntil) : Refusal;

    public sealed record PriceAboveMax(Wei Price, Wei MaxPrice) : Refusal;

    public sealed record DeadlinePassed(Timestamp Deadline, Timestamp Timestamp) : Refusal;

    public sealed record ItemNotForSale(int ItemIndex) : Refusal;

    public sealed record TakenAlready(Wei Raised) : Refusal;

    public sealed record ItemNotLost(int ItemIndex) : Refusal;

    public sealed record NotEnded(AuctionId Id) : Refusal;

    public sealed record NothingToCollect(AuctionId Id) : Refusal;

    public sealed record NotPayee(Account Caller, Account Payee) : Refusal;
}
