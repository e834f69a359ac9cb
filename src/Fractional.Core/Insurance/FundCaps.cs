using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Core.Insurance;

/// <summary>What both keepers of a conversion may get from the fund in all, wei.</summary>
public readonly record struct Tips(Wei Keeper, Wei RedoKeeper);

/// <summary>What the insurance fund pays at most, whatever it holds.</summary>
public static class FundCaps
{
    /// <summary>Of the principal at opening: a first loss, the rest is the lenders'.</summary>
    public static readonly Bps CoverOfPrincipal = new(2_000);

    /// <summary>Of the fund's cash: no loan takes more, so that the next one finds something.</summary>
    public static readonly Bps CoverOfCash = new(500);

    /// <summary>min(shortfall, part of the principal, part of the cash), each part floored: for the fund.</summary>
    /// <param name="shortfall">Debt that the sale left unpaid, wei.</param>
    /// <param name="principal">Of the loan at opening, wei.</param>
    /// <param name="cash">Of the fund in the vault's payment token, wei.</param>
    public static Wei CoverDown(Wei shortfall, Wei principal, Wei cash) => Wei.Min(
        shortfall, Wei.Min(Rounding.BpsDown(principal, CoverOfPrincipal), Rounding.BpsDown(cash, CoverOfCash)));

    /// <summary>
    /// What is open of both rewards, the kicker's first, together at most the premium on the principal: else who lends
    /// to himself and converts would get out more than he put in. A refinanced loan paid less than that: what it took
    /// over of interest had no premium.
    /// </summary>
    /// <param name="keeperOpen">Of the kicker's reward, wei.</param>
    /// <param name="redoOpen">Of the reward for the redo, wei.</param>
    /// <param name="principal">Of the loan at opening, wei.</param>
    public static Tips Tips(Wei keeperOpen, Wei redoOpen, Wei principal)
    {
        var premium = Rounding.BpsUp(principal, LoanRules.PremiumBps);
        var keeper = Wei.Min(keeperOpen, premium);
        return new Tips(keeper, Wei.Min(redoOpen, premium - keeper));
    }

    /// <summary>Both tips of an auction, whether or not they were paid.</summary>
    public static Tips Tips(DutchAuction auction, Wei principal)
    {
        var paid = auction.Split().Keeper;
        var keeperOpen = auction.KickReward - Wei.Min(auction.KickReward, paid);
        return Tips(keeperOpen, auction.KeeperReward - paid - keeperOpen, principal);
    }
}
