using System.Numerics;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Arithmetic;

/// <summary>
/// Law 3: no intermediate of any formula leaves 256 bits while amounts are below 2^128, times below 2^40 and rates in
/// range. The formulas are written here once more, over a word that complains, in the order a chain computes them. The
/// law is about the formulas, so it takes no subject.
/// </summary>
public static class WidthLaws
{
    private const long Year = 31_536_000;
    private const long Bps = Scales.FullBps;

    public static IEnumerable<Law> All()
    {
        var (amt, time) = (Amounts.Amt, Scales.Time);
        yield return Law.ForAll(3, "mulDiv fits", Any.Of(amt, amt, Amounts.Between(1, Amounts.Max + 1)), (a, b, c) =>
        {
            _ = Word.MulDivDown(a, b, c);
            _ = Word.MulDivUp(a, b, c);
        });
        yield return Law.ForAll(
            3, "linear curve fits", Any.Of(amt, amt, Scales.Seconds(1, Scales.LatestTime), time), Linear);
        yield return Law.ForAll(
            3, "exponential curve fits", Any.Of(amt, Scales.Seconds(1, uint.MaxValue), time), Decay);
        yield return Law.ForAll(
            3, "interest fits, numerator below 2^185", Any.Of(amt, Scales.Rate, Scales.Rate, time), Interest);
        yield return Law.ForAll(3, "health test fits", Any.Of(amt, amt, Scales.UpToBps(65_535)), (debt, valued, ltv) =>
            _ = ((Word)debt * Bps) > ((Word)valued * ltv));
        yield return Law.ForAll(3, "waterfall fits", Any.Of(amt, amt, Scales.Bps, amt), Waterfall);
        yield return Law.ForAll(3, "claims and entitlements fit",
            Any.Of(amt, amt, Amounts.Pos), (residual, burned, shares) =>
                _ = (Word)residual * BigInteger.Min(burned, shares) / shares);
        yield return Law.ForAll(3, "basket price fits", Any.Of(amt, Amounts.Pos, Amounts.Pos), (price, weight, other) =>
            _ = Word.MulDivUp(price, weight, (Word)weight + other));
        yield return Law.ForAll(3, "time-weighted mean fits 168 bits", Any.Of(amt, time), (price, seconds) =>
            Holds.True(((Word)price * seconds).Value < Amounts.Power(168), "accumulator is wider than 168 bits"));
        yield return Law.ForAll(3, "batch fills, escrows and payments fit",
            Any.Of(amt, amt, amt, Amounts.Between(1, Amounts.Power(112))), BatchBid);
        yield return Law.ForAll(3, "growth cap fits", Any.Of(Amounts.UpTo(Amounts.Power(120)), time), (valued, dt) =>
            _ = (Word)valued + ((Word)valued * ((Word)5_000 * Math.Min(dt, 172_800)) / ((Word)Bps * 86_400)));
    }

    private static void Linear(BigInteger a, BigInteger b, long duration, long time)
    {
        var (start, end) = (BigInteger.Max(a, b), BigInteger.Min(a, b));
        _ = (Word)end + Word.MulDivUp((Word)start - end, (Word)duration - Math.Min(time, duration), duration);
    }

    private static void Decay(BigInteger price, long halfLife, long elapsed)
    {
        var table = Dutch.DecayReference.Table;
        Word halvings = elapsed / halfLife;
        var fraction = ((Word)(elapsed % halfLife) << 64) / halfLife;
        Word mantissa = Amounts.Power(127);
        for (var i = 0; i < table.Count; i++)
        {
            if (!((fraction.Value >> (63 - i)) & 1).IsZero)
            {
                mantissa = ((mantissa * table[i]) + (Amounts.Power(128) - 1)) / Amounts.Power(128);
            }
        }
        if (halvings < 129)
        {
            var shift = Amounts.Power(127 + (int)halvings.Value);
            _ = (((Word)price * mantissa) + (shift - 1)) / shift;
        }
    }

    private static void Interest(BigInteger principal, int rate, int lateRate, long elapsed)
    {
        var numerator = ((Word)principal * rate * elapsed) + ((Word)principal * Math.Min(lateRate, 2_000) * elapsed);
        Holds.True(numerator.Value < Amounts.Power(185), $"numerator {numerator} is wider than 185 bits");
        _ = (numerator + ((Bps * Year) - 1)) / (Bps * Year);
        _ = (Word)principal * (Bps * Year);
    }

    private static void Waterfall(BigInteger debt, BigInteger keeper, int cutBps, BigInteger proceeds)
    {
        _ = Word.MulDivDown(debt, 1_000, Bps);
        _ = Word.MulDivDown(proceeds, cutBps, Bps);
        var owed = (Word)keeper + debt + Word.MulDivDown(debt, 1_000, Bps);
        _ = (owed * Bps / (Bps - Math.Min(cutBps, 1_200))) + 1;
    }

    private static void BatchBid(BigInteger queued, BigInteger units, BigInteger price, BigInteger supply)
    {
        _ = (Word)queued * supply / BigInteger.Max(1, BigInteger.Max(queued, units));
        _ = Word.MulDivUp(BigInteger.Min(units, supply), price, supply);
        _ = Word.MulDivDown(BigInteger.Min(units, supply), price, supply);
    }
}
