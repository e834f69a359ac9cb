using Fractional.Core.Auctions.Dutch;

namespace Fractional.Core;

// IInsuranceFund's errors; ZeroAddress, NotPayee and NothingToCollect are shared.
public abstract partial record Refusal
{
    /// <summary>The auction did not end in a new series of its lenders, or can still be redeemed.</summary>
    public sealed record NotConverted(AuctionId Id) : Refusal;
}
