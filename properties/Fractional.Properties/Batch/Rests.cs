using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Properties.Batch;

/// <summary>A Dutch auction of which only what a batch auction reads matters.</summary>
internal static class Rests
{
    /// <param name="keeper">K, wei.</param>
    /// <param name="debt">Wei.</param>
    /// <param name="penalty">Wei.</param>
    /// <param name="feeBps">Of the proceeds.</param>
    /// <param name="items">Weight (0 once sold), price, royalty.</param>
    public static DutchAuction Auction(
        BigInteger keeper, BigInteger debt, BigInteger penalty, BigInteger feeBps,
        IReadOnlyList<(BigInteger Weight, BigInteger Price, BigInteger RoyaltyBps)> items) => new()
    {
        Id = new AuctionId(Account.Zero, 1),
        LoanId = new LoanId(Account.Zero, 1),
        Keeper = Account.Zero,
        StartsAt = new Timestamp(1),
        FirstStartsAt = new Timestamp(1),
        DurationSeconds = 1,
        LiquidationValue = new Wei(1),
        Debt = Wei(debt),
        KeeperReward = Wei(keeper),
        KickReward = Wei(keeper),
        Penalty = Wei(penalty),
        Top = new Wei(1),
        ReservePrice = new Wei(1),
        FeeBps = new Bps((ushort)feeBps),
        SoldMask = (ushort)items.Select((item, i) => item.Weight.IsZero ? 1 << i : 0).Sum(),
        Items = [
            .. items.Select(item => new DutchItem(
                Wei(item.Weight), Account.Zero, new Bps((ushort)item.RoyaltyBps), Wei(item.Price), false)),
        ],
    };

    private static Wei Wei(BigInteger amount) => new((UInt128)amount);
}
