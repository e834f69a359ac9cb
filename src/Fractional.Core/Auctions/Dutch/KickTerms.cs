using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>What a kick freezes, from the loan's terms, its debt and the lot's value alone.</summary>
/// <param name="DurationSeconds">Of each round.</param>
/// <param name="LiquidationValue">V, wei.</param>
/// <param name="Debt">Frozen, wei.</param>
/// <param name="KeeperReward">K, wei.</param>
/// <param name="Penalty">For the insurance fund, wei.</param>
/// <param name="Top">Of round 0, wei.</param>
/// <param name="ReservePrice">Of round 0, wei.</param>
public readonly record struct KickTerms(
    uint DurationSeconds,
    Wei LiquidationValue,
    Wei Debt,
    Wei KeeperReward,
    Wei Penalty,
    Wei Top,
    Wei ReservePrice)
{
    public static KickTerms Of(LoanTerms terms, Wei debt, Wei liquidationValue)
    {
        var penalty = terms.Penalty(debt);
        var reservePrice = DutchDefaults.ReservePrice(0, liquidationValue, terms.ConversionPrice(debt));
        return new KickTerms(
            terms.AuctionSeconds,
            liquidationValue,
            debt,
            Proceeds.KeeperReward.OfKick(debt, reservePrice, penalty),
            penalty,
            DutchDefaults.Top(0, liquidationValue, reservePrice),
            reservePrice);
    }
}
