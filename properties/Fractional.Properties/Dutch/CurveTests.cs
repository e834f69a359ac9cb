using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Laws;
using Fractional.Laws.Dutch;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Dutch;

/// <summary>Laws 4, 7-19 and 25 of the core's price curves.</summary>
public sealed class CurveTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        DecayLaws.All((price, halfLife, elapsed) =>
            ExponentialDecay.PriceUp(Wei(price), (ulong)halfLife, (ulong)elapsed).Value),
        LineLaws.All((start, end, duration, elapsed) =>
            LinearDecay.PriceUp(Wei(start), Wei(end), (ulong)duration, (ulong)elapsed).Value),
        CurveLaws.All(Make),
        CurveLaws.Specified(Make),
        BasketLaws.All((price, weight, total) =>
            DutchCurve.ItemPriceUp(Wei(price), Wei(weight), Wei(total)).Value));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static DecliningSale Make(SaleTerms terms)
    {
        var (round, worth) = ((byte)terms.Round, Wei(terms.LiquidationValue));
        var conversionPrice = Rounding.BpsDown(Wei(terms.Debt), new Bps((ushort)terms.ConversionBps));
        var reservePrice = DutchDefaults.ReservePrice(round, worth, conversionPrice);
        var top = DutchDefaults.Top(round, worth, reservePrice);
        var curve = DutchCurve.OfRound(round, worth, top, reservePrice, (uint)terms.DurationSeconds);
        var startsAt = new Timestamp((ulong)terms.StartsAt);
        return new DecliningSale(
            top.Value, reservePrice.Value, DutchCurve.StepSeconds,
            now => curve.PriceUp(new Timestamp((ulong)now) - startsAt).Value);
    }

    private static Wei Wei(BigInteger amount) => new((UInt128)amount);
}
