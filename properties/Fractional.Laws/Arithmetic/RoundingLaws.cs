using System.Numerics;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Arithmetic;

/// <summary><c>a * b / c</c> in whole numbers, rounded one way. Refuses (throws) what it cannot do.</summary>
public delegate BigInteger MulDiv(BigInteger a, BigInteger b, BigInteger c);

/// <summary>Laws 1, 2 and 5: multiply-and-divide rounded down and up, for amounts below 2^128.</summary>
public static class RoundingLaws
{
    public static IEnumerable<Law> All(MulDiv down, MulDiv up)
    {
        var inputs = Any.Of(Amounts.Amt, Amounts.Amt, Amounts.Between(1, Amounts.Max + 1));
        yield return Law.ForAll(1, "down is the floor and up the ceiling of a * b / c", inputs, (a, b, c) =>
        {
            Holds.Equal(Fraction.Floor(a * b, c), down(a, b, c), $"down({a}, {b}, {c})");
            Holds.Equal(Fraction.Ceiling(a * b, c), up(a, b, c), $"up({a}, {b}, {c})");
        });
        yield return Law.ForAll(2, "up less down is 1, or 0 where c divides a * b", inputs, (a, b, c) =>
            Holds.Equal(a * b % c == 0 ? 0 : 1, up(a, b, c) - down(a, b, c), $"up - down of ({a}, {b}, {c})"));
        yield return Law.ForAll(5, "division by zero is refused", Any.Of(Amounts.Amt, Amounts.Amt), (a, b) =>
        {
            Holds.Refused(() => down(a, b, 0), $"down({a}, {b}, 0)");
            Holds.Refused(() => up(a, b, 0), $"up({a}, {b}, 0)");
        });
        var tooWide = Amounts.Between(Amounts.Power(256), Amounts.Power(300));
        yield return Law.ForAll(5, "an input beyond 256 bits is refused", Any.Of(tooWide, Amounts.Pos), (a, c) =>
        {
            Holds.Refused(() => down(a, 1, c), $"down({a}, 1, {c})");
            Holds.Refused(() => up(1, a, c), $"up(1, {a}, {c})");
        });
    }
}
