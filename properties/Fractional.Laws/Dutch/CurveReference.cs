using System.Numerics;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Dutch;

/// <summary>The specified curve in unbounded integers: round 0 in three pieces, later rounds in two.</summary>
public static class CurveReference
{
    private const long StepSeconds = 12;
    private const long Bps = Scales.FullBps;

    public static DecliningSale Make(SaleTerms terms)
    {
        var (top, reservePrice) = Ends(terms);
        return new DecliningSale(top, reservePrice, StepSeconds, now =>
        {
            var elapsed = now - terms.StartsAt;
            return 0 <= elapsed && elapsed < terms.DurationSeconds
                ? Unquantised(terms, elapsed - (elapsed % StepSeconds))
                : throw new ArgumentOutOfRangeException(nameof(now), now, "the sale is not open");
        });
    }

    /// <summary>The price of the curve itself, without steps.</summary>
    public static BigInteger Unquantised(SaleTerms terms, long elapsed)
    {
        var (top, reservePrice) = Ends(terms);
        var edge = terms.DurationSeconds / 12;
        var opening = terms.Round == 0 ? edge : 0;
        var line = terms.DurationSeconds - edge - opening;
        var middle = terms.Round == 0 ? Middle(terms, top, reservePrice) : top;
        if (elapsed < opening)
        {
            return BigInteger.Max(middle, DecayReference.Price(top, terms.DurationSeconds / 20, elapsed));
        }
        return elapsed - opening < line
            ? middle - Fraction.Floor((middle - reservePrice) * (elapsed - opening), line)
            : reservePrice;
    }

    private static BigInteger Middle(SaleTerms terms, BigInteger top, BigInteger reservePrice) => BigInteger.Max(
        reservePrice, BigInteger.Min(top, Fraction.Ceiling(terms.LiquidationValue * 12_500, Bps)));

    private static (BigInteger Top, BigInteger ReservePrice) Ends(SaleTerms terms)
    {
        var (topBps, reserveBps) = terms.Round == 0 ? (40_000, 6_000) : (13_000, 4_000);
        var reservePrice = BigInteger.Max(1, BigInteger.Max(
            Fraction.Floor(terms.LiquidationValue * reserveBps, Bps),
            Fraction.Floor(terms.Debt * terms.ConversionBps, Bps)));
        var top = BigInteger.Max(Fraction.Ceiling(terms.LiquidationValue * topBps, Bps), 2 * reservePrice);
        return (top, reservePrice);
    }
}
