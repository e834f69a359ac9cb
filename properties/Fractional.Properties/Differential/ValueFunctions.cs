using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Laws.Generators;
using Fractional.Laws.Valuation;
using static Fractional.Properties.Differential.PureFunction;
using CoreMedian = Fractional.Core.Valuation.WeightedMedian;
using CoreRules = Fractional.Core.Valuation.ValueRules;

namespace Fractional.Properties.Differential;

/// <summary>Medians, averages and value rules on both sides.</summary>
internal static class ValueFunctions
{
    public static IEnumerable<PureFunction> All =>
    [
        Of("lowerMedian(uint256[],uint256[])", a => [CoreMedian.Of(Votes(a)).Value], VoteRows, fixedWords: 3),
        Of("dispersionBpsDown(uint256[],uint256[])",
            a => [CoreMedian.DispersionBpsDown(Votes(a))], VoteRows, fixedWords: 3),
        Of("accumulate(uint224,uint128,uint40,uint40)", Accumulate, Accumulations) with { ResultBits = 256 },
        new PureFunction("twapDown(uint224,uint224,uint40)", Twaps((h, now, w) => h.TwapDown(now, w))),
        new PureFunction("twapUp(uint224,uint224,uint40)", Twaps((h, now, w) => h.TwapUp(now, w))),
        Of("spotValueDown(uint128,uint128,uint32)",
            a => CoreRules.SpotValueDown(Wei(a[0]), Wei(a[1]), (uint)a[2]).Value,
            Small, Amounts.UpTo(Amounts.Power(96)), Amounts.UpTo(uint.MaxValue)),
        Of("limitedValueDown(uint128,uint128,uint40)",
            a => CoreRules.LimitedValueDown(Wei(a[0]), Wei(a[1]), (ulong)a[2]).Value, Amt, Small, Time),
        Of("haircutBps(uint16,uint16,uint16)",
            a => CoreRules.Haircut(Bps(a[0]), (UInt128)a[1], Bps(a[2])).Value, BpsColumn, BpsColumn, BpsColumn),
        Of("borrowValueDown(uint128,uint16)",
            a => CoreRules.BorrowValueDown(Wei(a[0]), Bps(a[1])).Value, Amt, BpsColumn),
        Of("liquidationValueUp(uint128,uint128)",
            a => CoreRules.LiquidationValueUp(Wei(a[0]), Wei(a[1])).Value, Amt, Amt),
        Of("isTripped(uint128,uint128,uint40,uint256)", a => Word(CoreRules.Trips(
            Wei(a[0]), Wei(a[1]), (ulong)a[2], (UInt128)a[3])), Small, Small, Time, BpsColumn),
        Of("isTripped(uint128,uint128,uint40,uint256)", a => [Word(CoreRules.Trips(
            Wei(a[0]), Wei(a[1]), (ulong)a[2], (UInt128)a[3]))], Jumps),
    ];

    /// <summary>Ascending values and their weights, some without weight.</summary>
    private static Gen<BigInteger[]> VoteRows { get; } =
        MedianLaws.Votes.Generator.Zip(Gen.Choose(0, 9), (votes, odd) =>
        {
            var sorted = votes.OrderBy(v => v.Worth).ToArray();
            var weights = sorted.Select((v, i) => odd == 0 || i % (odd + 1) == odd ? 0 : (BigInteger)v.Weight);
            return new BigInteger[] { 2 * Words.Length, (3 + sorted.Length) * Words.Length, sorted.Length }
                .Concat(sorted.Select(v => v.Worth)).Append(sorted.Length).Concat(weights).ToArray();
        });

    private static Gen<BigInteger[]> Accumulations { get; } =
        from gathered in Amt.Generator
        from price in Amt.Generator
        from observedAt in Amounts.Between(1, 1L << 39).Generator
        from elapsed in Amounts.UpTo(1L << 39).Generator
        select new[] { gathered, price, observedAt, observedAt + elapsed };

    /// <summary>Moves of about 30 % within about 6 hours.</summary>
    private static Gen<BigInteger[]> Jumps { get; } =
        from last in Small.Generator
        from sign in Gen.Elements(-1, 1)
        from appraisal in Amounts.Near(last + (sign * last * 3_000 / Scales.FullBps))
        from seconds in Scales.Seconds(0, 43_200, 21_600).Generator
        from dispersion in Gen.Choose(2_499, 2_501).Or(Gen.Choose(0, 2_500))
        select new[] { appraisal, last, seconds, dispersion };

    private static Weighted[] Votes(BigInteger[] a)
    {
        var count = (int)a[2];
        return [.. a.Skip(3).Take(count).Zip(a.Skip(4 + count), (v, w) => new Weighted(Wei(v), (ushort)w))];
    }

    /// <summary>The first word is gathered by a price in force for one second before the second came.</summary>
    private static BigInteger[] Accumulate(BigInteger[] a)
    {
        var history = PriceHistory.Empty.Add(Wei(a[0]), At(a[2] - 1)).Add(Wei(a[1]), At(a[2]));
        return [history.AccumulatorAt(At(a[3]))];
    }

    private static Arbitrary<PureCase> Twaps(Func<PriceHistory, Timestamp, ulong, Wei> twap) => Arb.From(
        TwapLaws.Cases.Generator.Select(c =>
        {
            var history = c.History.Aggregate(PriceHistory.Empty, (h, p) => h.Add(Wei(p.Price), At(p.At)));
            BigInteger[] words =
                [history.AccumulatorAt(At(c.Now)), history.AccumulatorAt(At(c.Now - c.Window)), c.Window];
            return new PureCase(words, () => [twap(history, At(c.Now), (ulong)c.Window).Value]);
        }));
}
