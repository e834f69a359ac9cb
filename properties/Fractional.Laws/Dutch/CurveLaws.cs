using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Dutch;

/// <summary>What a declining sale is made from.</summary>
/// <param name="LiquidationValue">Value of the lot, wei, 0..2^120.</param>
/// <param name="Debt">What the lenders are owed, wei.</param>
/// <param name="ConversionBps">Part of the debt below which the lenders do not sell.</param>
/// <param name="Round">0 for the first pass.</param>
/// <param name="DurationSeconds">Length of the sale.</param>
/// <param name="StartsAt">When the sale starts.</param>
public sealed record SaleTerms(
    BigInteger LiquidationValue, BigInteger Debt, int ConversionBps, int Round, long DurationSeconds, long StartsAt)
{
    public long EndsAt => StartsAt + DurationSeconds;
}

/// <summary>A declining sale.</summary>
/// <param name="Top">Price at the start, wei.</param>
/// <param name="ReservePrice">Lowest price, wei.</param>
/// <param name="StepSeconds">The price is constant inside a step, counted from the start.</param>
/// <param name="PriceAt">Price at a time; throws outside [start, end).</param>
public sealed record DecliningSale(
    BigInteger Top, BigInteger ReservePrice, long StepSeconds, Func<long, BigInteger> PriceAt);

/// <summary>Makes the sale of given terms.</summary>
public delegate DecliningSale MakeSale(SaleTerms terms);

/// <summary>Laws 14, 15, 19 and 25 for any declining sale; law 4 for the specified one.</summary>
public static class CurveLaws
{
    private const long LongestSale = 14 * 86_400;

    public static IEnumerable<Law> All(MakeSale make)
    {
        yield return Law.ForAll(14, "the price never rises and stays between reserve and top",
            Moments, (terms, u, later) =>
            {
                var sale = make(terms);
                var price = sale.PriceAt(terms.StartsAt + u);
                Holds.Within(sale.ReservePrice, sale.Top, price, "price");
                var next = Math.Min(u + 1, terms.DurationSeconds - 1);
                Holds.AtMost(price, sale.PriceAt(terms.StartsAt + next), "next second");
                Holds.AtMost(price, sale.PriceAt(terms.StartsAt + Math.Max(u, later)), "later");
            });
        yield return Law.ForAll(14, "there is no price before the start, at the end or after it",
            Moments, (terms, u, _) =>
            {
                var sale = make(terms);
                Holds.Refused(() => sale.PriceAt(terms.EndsAt), "a price at the end");
                Holds.Refused(() => sale.PriceAt(terms.EndsAt + u), "a price after the end");
                Holds.Refused(() => sale.PriceAt(terms.StartsAt - 1), "a price before the start");
            });
        yield return Law.ForAll(15, "the price is constant inside a step", Moments, (terms, u, _) =>
        {
            var sale = make(terms);
            Holds.Equal(
                sale.PriceAt(terms.StartsAt + u - (u % sale.StepSeconds)), sale.PriceAt(terms.StartsAt + u), "price");
        });
        yield return Law.ForAll(19, "the top is above the reserve and the reserve at least 1 wei",
            Moments, (terms, _, _) =>
            {
                var sale = make(terms);
                Holds.AtLeast(1, sale.ReservePrice, "reserve price");
                Holds.AtLeast(sale.ReservePrice + 1, sale.Top, "top");
            });
        yield return Law.ForAll(25, "moving every time moves nothing else",
            Any.Of(Moments, Scales.Time), (moment, shift) =>
            {
                var (terms, u, _) = moment;
                shift = Math.Min(shift, Scales.LatestTime - terms.EndsAt);
                var moved = make(terms with { StartsAt = terms.StartsAt + shift });
                Holds.Equal(
                    make(terms).PriceAt(terms.StartsAt + u), moved.PriceAt(terms.StartsAt + shift + u), "price");
            });
    }

    /// <summary>The exact prices of the specification's own curve.</summary>
    public static IEnumerable<Law> Specified(MakeSale make)
    {
        yield return Law.ForAll(4, "top, reserve and price equal the specified curve", Moments, (terms, u, later) =>
        {
            var (expected, actual) = (CurveReference.Make(terms), make(terms));
            Holds.Equal(expected.Top, actual.Top, "top");
            Holds.Equal(expected.ReservePrice, actual.ReservePrice, "reserve price");
            foreach (var at in new[] { terms.StartsAt + u, terms.StartsAt + later })
            {
                Holds.Equal(expected.PriceAt(at), actual.PriceAt(at), $"price at {at}");
            }
        });
        yield return Law.ForAll(15, "at multiples of the step the price is the unquantised one",
            Moments, (terms, u, _) =>
            {
                var sale = make(terms);
                u -= u % sale.StepSeconds;
                Holds.Equal(CurveReference.Unquantised(terms, u), sale.PriceAt(terms.StartsAt + u), "price");
            });
    }

    /// <summary>Terms with two times inside the sale, near its kinks in half of the cases.</summary>
    public static Arbitrary<(SaleTerms Terms, long Elapsed, long Later)> Moments { get; } = Arb.From(
        from liquidationValue in Amounts.UpTo(Amounts.Power(120)).Generator
        from debt in Amounts.UpTo(Amounts.Power(120)).Generator
        from conversionBps in Scales.Bps.Generator
        from round in Gen.Choose(0, 2)
        from duration in Gen.Elements(86_400L, 259_200L, LongestSale).Or(Scales.Seconds(20, LongestSale).Generator)
        from startsAt in Scales.Seconds(1, Scales.LatestTime / 2).Generator
        from elapsed in Inside(duration)
        from later in Inside(duration)
        select (new SaleTerms(liquidationValue, debt, conversionBps, round, duration, startsAt), elapsed, later),
        Smaller);

    private static Gen<long> Inside(long duration) =>
        Scales.Seconds(0, duration - 1, duration / 12, duration - (duration / 12), duration / 20).Generator;

    private static IEnumerable<(SaleTerms, long, long)> Smaller((SaleTerms Terms, long Elapsed, long Later) c) =>
        Amounts.Smaller(c.Elapsed).Select(u => (c.Terms, (long)u, c.Later))
            .Concat(Amounts.Smaller(c.Later).Select(u => (c.Terms, c.Elapsed, (long)u)))
            .Concat(Amounts.Smaller(c.Terms.Debt).Select(d => (c.Terms with { Debt = d }, c.Elapsed, c.Later)))
            .Concat(Amounts.Smaller(c.Terms.LiquidationValue)
                .Select(v => (c.Terms with { LiquidationValue = v }, c.Elapsed, c.Later)));
}
