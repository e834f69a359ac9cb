using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Valuation;

/// <summary>From an appraisal and floor prices to the value to lend against and the value to sell from. Wei.</summary>
/// <param name="Spot">min(appraisal, part of the mean floor, bps), rounded down.</param>
/// <param name="Limited">Spot value under the growth cap: last value, seconds since it.</param>
/// <param name="Borrow">Limited value less a haircut in bps, rounded down.</param>
/// <param name="Liquidation">The higher of the spot value and its mean.</param>
/// <param name="HaircutBps">Base, dispersion and discount together, clamped.</param>
public sealed record ValueRules(
    Func<BigInteger, BigInteger, int, BigInteger> Spot,
    Func<BigInteger, BigInteger, long, BigInteger> Limited,
    Func<BigInteger, int, BigInteger> Borrow,
    Func<BigInteger, BigInteger, BigInteger> Liquidation,
    Func<int, int, int, int> HaircutBps);

/// <summary>Law 86: the values an oracle gives out.</summary>
public static class ValueLaws
{
    private const long MostDays = 2;
    private const int GrowthBpsPerDay = 5_000;
    private const long Day = 86_400;

    public static IEnumerable<Law> All(ValueRules rules)
    {
        var worth = Amounts.UpTo(Amounts.Power(120));
        yield return Law.ForAll(86, "the spot value is the appraisal under the rarity cap",
            Any.Of(worth, worth, Scales.UpToBps(65_535)), (appraisal, floor, cap) =>
                Holds.Equal(
                    BigInteger.Min(appraisal, floor * cap / Scales.FullBps),
                    rules.Spot(appraisal, floor, cap), "spot value"));
        yield return Law.ForAll(86, "the limited value grows at most 50 % a day for two days and falls at once",
            Any.Of(worth, worth, Scales.Time), (spot, last, since) =>
            {
                var growth = last * GrowthBpsPerDay * Math.Min(since, MostDays * Day) / (Scales.FullBps * Day);
                Holds.Equal(BigInteger.Min(spot, last + growth), rules.Limited(spot, last, since), "limited value");
            });
        yield return Law.ForAll(86, "borrowing is below spot, liquidation not below it",
            Any.Of(worth, worth, Scales.Time, Scales.Bps), (spot, last, since, haircut) =>
            {
                var limited = rules.Limited(spot, last, since);
                Holds.AtMost(spot, rules.Borrow(limited, haircut), "borrow value");
                Holds.AtLeast(spot, rules.Liquidation(spot, last), "liquidation value");
                Holds.Equal(BigInteger.Max(spot, last), rules.Liquidation(spot, last), "liquidation value");
                var kept = limited * (Scales.FullBps - haircut) / Scales.FullBps;
                Holds.Equal(kept, rules.Borrow(limited, haircut), "borrow value");
            });
        yield return Law.ForAll(86, "the haircut stays within 5 and 60 %", Any.Of(Scales.Bps, Scales.Bps, Scales.Bps),
            (fixedBps, dispersion, discount) =>
                Holds.Equal(
                    Math.Clamp(fixedBps + dispersion + discount, 500, 6_000),
                    rules.HaircutBps(fixedBps, dispersion, discount), "haircut"));
    }
}
