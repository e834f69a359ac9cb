using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Loans;

/// <summary>Compares a debt with a part of a value.</summary>
public delegate bool DebtTest(BigInteger debt, BigInteger collateralValue, int ltvBps);

/// <summary>The most that may be lent against a value.</summary>
public delegate BigInteger BorrowLimit(BigInteger collateralValue, int ltvBps);

/// <summary>Laws 62-64: health by exact comparison.</summary>
public static class HealthLaws
{
    /// <param name="isUnhealthy">True strictly above the line.</param>
    /// <param name="isCured">True at or below the line.</param>
    /// <param name="limit">Rounded down.</param>
    public static IEnumerable<Law> All(DebtTest isUnhealthy, DebtTest isCured, BorrowLimit limit)
    {
        var inputs = Any.Of(Amounts.UpTo(Amounts.Power(120)), Scales.Bps, Scales.Seconds(0, 2));
        yield return Law.ForAll(62, "health is an exact comparison, also next to the line", inputs, (worth, ltv, off) =>
        {
            var debt = BigInteger.Max(0, (worth * ltv / Scales.FullBps) + off - 1);
            var above = debt * Scales.FullBps > worth * ltv;
            Holds.Equal(above, isUnhealthy(debt, worth, ltv), $"unhealthy with debt {debt}");
            Holds.Equal(!above, isCured(debt, worth, ltv), $"cured with debt {debt}");
        });
        yield return Law.ForAll(62, "health is an exact comparison, anywhere",
            Any.Of(Amounts.Amt, Amounts.Amt, Scales.Bps), (debt, worth, ltv) =>
            {
                var above = debt * Scales.FullBps > worth * ltv;
                Holds.Equal(above, isUnhealthy(debt, worth, ltv), "unhealthy");
                Holds.Equal(!above, isCured(debt, worth, ltv), "cured");
            });
        yield return Law.ForAll(63, "paying never makes a healthy loan unhealthy",
            Any.Of(Amounts.Amt, Amounts.Amt, Scales.Bps, Amounts.Amt), (debt, worth, ltv, paid) =>
                Holds.True(
                    isUnhealthy(debt, worth, ltv) || !isUnhealthy(BigInteger.Max(0, debt - paid), worth, ltv),
                    "unhealthy after a payment"));
        yield return Law.ForAll(64, "a fresh loan at the limit cannot be flagged at the same value",
            Any.Of(Amounts.UpTo(Amounts.Power(120)), Scales.UpToBps(9_000), Scales.Seconds(1_000, 10_000)),
            (worth, ltv, gap) =>
            {
                var lent = limit(worth, ltv);
                Holds.Equal(worth * ltv / Scales.FullBps, lent, "limit");
                Holds.True(!isUnhealthy(lent, worth, ltv + (int)gap), $"a fresh loan of {lent} is unhealthy");
            });
    }
}
