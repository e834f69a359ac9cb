using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Laws.Dutch;
using Fractional.Laws.Generators;
using static Fractional.Properties.Differential.PureFunction;

namespace Fractional.Properties.Differential;

/// <summary>Arithmetic and price curves on both sides.</summary>
internal static class CurveFunctions
{
    public static IEnumerable<PureFunction> All =>
    [
        Of("mulDivDown(uint128,uint128,uint256)", a => Rounding.MulDivDown(U(a[0]), U(a[1]), U(a[2])), Amt, Amt, Amt),
        Of("mulDivUp(uint128,uint128,uint256)", a => Rounding.MulDivUp(U(a[0]), U(a[1]), U(a[2])), Amt, Amt, Amt),
        Of("exponentialUp(uint128,uint40,uint40)",
            a => [ExponentialDecay.PriceUp(Wei(a[0]), (ulong)a[1], (ulong)a[2]).Value],
            Amt.Generator.Zip(DecayLaws.Clocks.Generator, (p, c) => new BigInteger[] { p, c.HalfLife, c.Elapsed })),
        Of("exponentialUp(uint128,uint40,uint40)",
            a => ExponentialDecay.PriceUp(Wei(a[0]), (ulong)a[1], (ulong)a[2]).Value, Amt, Time, Time),
        Of("linearUp(uint128,uint128,uint40,uint40)", Linear, LineLaws.Cases.Generator.Select(c =>
            new BigInteger[] { c.Start, c.End, c.Duration, c.Elapsed })),
        Of("linearUp(uint128,uint128,uint40,uint40)", a => Linear(a)[0], Amt, Amt, Time, Time),
        Of("segmentsPriceUp((uint8,uint256,uint256,uint256,uint256)[],uint40)", Segments, SegmentRows, fixedWords: 3),
        Of("roundPriceUp(uint8,uint128,uint128,uint128,uint32,uint40)", RoundPrice, RoundRows),
        Of("roundPriceUp(uint8,uint128,uint128,uint128,uint32,uint40)",
            a => RoundPrice(a)[0], Amounts.UpTo(3), Small, Small, Small, Amounts.UpTo(1 << 21), Amounts.UpTo(1 << 21)),
        Of("reservePriceDown(uint8,uint128,uint128)",
            a => DutchDefaults.ReservePrice((byte)a[0], Wei(a[1]), Wei(a[2])).Value, Amounts.UpTo(3), Small, Amt),
        Of("topUp(uint8,uint128,uint128)",
            a => DutchDefaults.Top((byte)a[0], Wei(a[1]), Wei(a[2])).Value, Amounts.UpTo(3), Amt, Amt),
        Of("itemPriceUp(uint128,uint128,uint128)",
            a => DutchCurve.ItemPriceUp(Wei(a[0]), Wei(a[1]), Wei(a[2])).Value, Amt, Amt, Amt),
    ];

    /// <summary>Rounds at the specified top and reserve price, at the times where the curve has its kinks.</summary>
    private static Gen<BigInteger[]> RoundRows { get; } = CurveLaws.Moments.Generator.Select(moment =>
    {
        var (terms, sale) = (moment.Terms, CurveReference.Make(moment.Terms));
        return new BigInteger[]
        {
            terms.Round, terms.LiquidationValue, sale.Top, sale.ReservePrice, terms.DurationSeconds, moment.Elapsed,
        };
    });

    /// <summary>0..4 pieces that may fit together or not, and a time near one of their ends.</summary>
    private static Gen<BigInteger[]> SegmentRows { get; } =
        from count in Gen.Choose(0, 4)
        from pieces in SegmentWords.ArrayOf(count)
        let total = pieces.Aggregate(BigInteger.Zero, (sum, piece) => sum + piece[1])
        from elapsed in Gen.OneOf(Amounts.Near(total, total / 2), Amounts.UpTo(total).Generator)
        let clock = BigInteger.Min(elapsed, Scales.LatestTime)
        select new BigInteger[] { 2 * Words.Length, clock, count }.Concat(pieces.SelectMany(p => p)).ToArray();

    private static Gen<BigInteger[]> SegmentWords =>
        from kind in Gen.Choose(0, 2)
        from duration in Amounts.UpTo(1 << 20).Generator
        from start in Amounts.Amt.Generator
        from end in Gen.OneOf(Amounts.UpTo(start).Generator, Amounts.Amt.Generator)
        from halfLife in Amounts.UpTo(1 << 20).Generator
        select new BigInteger[] { kind, duration, start, end, halfLife };

    private static BigInteger[] Linear(BigInteger[] a) =>
        [LinearDecay.PriceUp(Wei(a[0]), Wei(a[1]), (ulong)a[2], (ulong)a[3]).Value];

    private static BigInteger[] RoundPrice(BigInteger[] a) =>
        [DutchCurve.OfRound((byte)a[0], Wei(a[1]), Wei(a[2]), Wei(a[3]), (uint)a[4]).PriceUp((ulong)a[5]).Value];

    private static BigInteger[] Segments(BigInteger[] a) =>
        [DutchCurve.PriceUp([.. a[3..].Chunk(5).Select(Piece)], (ulong)a[1]).Value];

    private static Segment Piece(BigInteger[] p) =>
        new((SegmentKind)(byte)p[0], (ulong)p[1], Wei(p[2]), Wei(p[3]), (ulong)p[4]);

    private static UInt128 U(BigInteger amount) => (UInt128)amount;
}
