using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Laws;
using Fractional.Laws.Valuation;
using Xunit;
using Xunit.Abstractions;
using CoreMedian = Fractional.Core.Valuation.WeightedMedian;
using CoreRules = Fractional.Core.Valuation.ValueRules;
using ValueRules = Fractional.Laws.Valuation.ValueRules;

namespace Fractional.Properties.Valuation;

/// <summary>Laws 82-86 of the core's medians, averages and values.</summary>
public sealed class ValueTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        MedianLaws.All(
            votes => CoreMedian.Of(Weighted(votes)).Value,
            votes => CoreMedian.DispersionBpsDown(Weighted(votes))),
        TwapLaws.All(
            (points, now, window) => History(points).TwapDown(Time(now), (ulong)window).Value,
            (points, now, window) => History(points).TwapUp(Time(now), (ulong)window).Value),
        ValueLaws.All(new ValueRules(
            (appraisal, floor, cap) => CoreRules.SpotValueDown(Wei(appraisal), Wei(floor), (uint)cap).Value,
            (spot, last, since) => CoreRules.LimitedValueDown(Wei(spot), Wei(last), (ulong)since).Value,
            (limited, haircut) => CoreRules.BorrowValueDown(Wei(limited), Bps(haircut)).Value,
            (spot, twap) => CoreRules.LiquidationValueUp(Wei(spot), Wei(twap)).Value,
            (fixedBps, dispersion, discount) =>
                CoreRules.Haircut(Bps(fixedBps), (UInt128)dispersion, Bps(discount)).Value)));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static Weighted[] Weighted(IReadOnlyList<Vote> votes) =>
        [.. votes.Select(v => new Weighted(Wei(v.Worth), (ushort)v.Weight))];

    private static PriceHistory History(IReadOnlyList<PricePoint> points) =>
        points.Aggregate(PriceHistory.Empty, (history, point) => history.Add(Wei(point.Price), Time(point.At)));

    private static Wei Wei(BigInteger amount) => new((UInt128)amount);

    private static Bps Bps(int bps) => new((ushort)bps);

    private static Timestamp Time(long seconds) => new((ulong)seconds);
}
