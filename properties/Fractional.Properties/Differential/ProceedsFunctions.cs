using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Core.Insurance;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Laws.Generators;
using Fractional.Laws.Proceeds;
using static Fractional.Properties.Differential.PureFunction;

namespace Fractional.Properties.Differential;

/// <summary>Waterfall, rewards and entitlements on both sides.</summary>
internal static class ProceedsFunctions
{
    private const string Tab = "(uint256,uint256,uint256,uint256)";
    private const string Sales = "(uint256,uint256)[]";

    /// <summary>Offset of the sales behind the four words of the tab.</summary>
    private const int SalesOffset = 5 * Words.Length;

    public static IEnumerable<PureFunction> All =>
    [
        Of($"split({Tab},{Sales})", Split, Baskets, fixedWords: 6),
        Of($"isCovered({Tab},{Sales})",
            a => [Word(Waterfall.IsCovered(Senior(a), SalesOf(a)))], Baskets, fixedWords: 6),
        Of($"debtCoveredPrice({Tab})",
            a => Waterfall.DebtCoveredPrice(Senior(a)).Value, Amt, Amt, Amt, BpsColumn),
        Of($"equityPrice({Tab},uint16)",
            a => Waterfall.EquityPrice(Senior(a), new Bps(checked((ushort)(a[3] + a[4])))).Value,
            Amt, Amt, Amt, Amounts.UpTo(10_001), Amounts.UpTo(10_001)),
        Of("keeperRewardDown(uint128,uint128,uint128)",
            a => KeeperReward.OfKick(Wei(a[0]), Wei(a[1]), Wei(a[2])).Value, Amt, Amt, Amt),
        Of("redoRewardDown(uint128,uint128,uint128)",
            a => KeeperReward.OfRedo(Wei(a[0]), Wei(a[1]), Wei(a[2])).Value, Amt, Amt, Amt),
        Of("coverDown(uint128,uint128,uint128)",
            a => FundCaps.CoverDown(Wei(a[0]), Wei(a[1]), Wei(a[2])).Value, Amt, Amt, Amt),
        Of("tips(uint128,uint128,uint128)", Tips,
            Gen.CollectToArray(new[] { Amt, Amt, Amt }, amount => amount.Generator)),
        Of("debtPartDown(uint128,uint16)", a => Rounding.BpsDown(Wei(a[0]), Bps(a[1])).Value, Amt, BpsColumn),
        Of("entitledDown(uint128,uint128,uint128)", a => ShareClaims.EntitlementDown(
            Wei(a[0]), new Shares((UInt128)a[1]), new Shares((UInt128)a[2])).Value, Amt, Amt, Amt),
        Of("entitledDown(uint128,uint128,uint128)",
            a => LenderEntitlements.EntitlementDown(Wei(a[0]), Wei(a[1]), Wei(a[2])).Value, Amt, Amt, Amt),
    ];

    private static Gen<BigInteger[]> Baskets { get; } = BasketWaterfallLaws.Cases.Generator.Select(c =>
        new[] { c.Terms.Keeper, c.Terms.Debt, c.Terms.Penalty, c.Terms.FeeBps, SalesOffset, c.Sales.Length }
            .Concat(c.Sales.SelectMany(s => new[] { s.Price, s.RoyaltyBps })).ToArray());

    private static BigInteger[] Split(BigInteger[] a)
    {
        var sales = SalesOf(a);
        var cuts = new Cut[sales.Length];
        var split = Waterfall.Of(Senior(a), sales, cuts);
        UInt128[] lines =
        [
            split.Proceeds.Value, split.Keeper.Value, split.Debt.Value, split.Penalty.Value,
            split.Fee.Value, split.Royalty.Value, split.Residual.Value,
        ];
        var offset = (lines.Length + 1) * Words.Length;
        return
        [
            .. lines.Select(line => (BigInteger)line), offset, cuts.Length,
            .. cuts.Select(cut => (BigInteger)cut.Royalty.Value),
        ];
    }

    private static BigInteger[] Tips(BigInteger[] a)
    {
        var tips = FundCaps.Tips(Wei(a[0]), Wei(a[1]), Wei(a[2]));
        return [tips.Keeper.Value, tips.RedoKeeper.Value];
    }

    private static Tab Senior(BigInteger[] a) => new(Wei(a[0]), Wei(a[1]), Wei(a[2]));

    private static Sale[] SalesOf(BigInteger[] a) =>
        [.. a[6..].Chunk(2).Select(s => new Sale(Wei(s[0]), Bps(a[3]), Bps(s[1])))];
}
