using System.Numerics;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Arithmetic;

/// <summary><c>a * b / c</c> in whole numbers, rounded one way. Refuses (throws) what it cannot do.</summary>
public delegate BigInteger MulDiv(BigInteger a, BigInteger b, BigInteger c);

/// <summary>Multiply-and-divide, rounded down and up, and how wide it is.</summary>
/// <param name="Down">Rounds down.</param>
/// <param name="Up">Rounds up.</param>
/// <param name="MostDivisor">Largest divisor it takes, 2^128 or one less.</param>
/// <param name="ResultBits">Results of more bits are refused.</param>
public sealed record RoundingSubject(MulDiv Down, MulDiv Up, BigInteger MostDivisor, int ResultBits);

/// <summary>Laws 1, 2 and 5: multiply-and-divide for amounts below 2^128.</summary>
public static class RoundingLaws
{
    public static IEnumerable<Law> All(RoundingSubject subject)
    {
        var inputs = Any.Of(Amounts.Amt, Amounts.Amt, Amounts.Between(1, subject.MostDivisor));
        yield return Law.ForAll(1, "down is the floor and up the ceiling of a * b / c", inputs, (a, b, c) =>
        {
            ExactOrTooWide(subject, subject.Down, Fraction.Floor(a * b, c), a, b, c);
            ExactOrTooWide(subject, subject.Up, Fraction.Ceiling(a * b, c), a, b, c);
        });
        yield return Law.ForAll(2, "up less down is 1, or 0 where c divides a * b", inputs, (a, b, c) =>
        {
            b = BigInteger.Min(b, c); // a part of a, so that the result fits
            Holds.Equal(a * b % c == 0 ? 0 : 1, subject.Up(a, b, c) - subject.Down(a, b, c), $"({a}, {b}, {c})");
        });
        yield return Law.ForAll(5, "division by zero is refused", Any.Of(Amounts.Amt, Amounts.Amt), (a, b) =>
        {
            Holds.Refused(() => subject.Down(a, b, 0), $"down({a}, {b}, 0)");
            Holds.Refused(() => subject.Up(a, b, 0), $"up({a}, {b}, 0)");
        });
        var tooWide = Amounts.Between(Amounts.Power(256), Amounts.Power(300));
        yield return Law.ForAll(5, "an input beyond 256 bits is refused", Any.Of(tooWide, Amounts.Pos), (a, c) =>
        {
            Holds.Refused(() => subject.Down(a, 1, c), $"down({a}, 1, {c})");
            Holds.Refused(() => subject.Up(1, a, c), $"up(1, {a}, {c})");
        });
    }

    private static void ExactOrTooWide(
        RoundingSubject subject, MulDiv divide, BigInteger exact, BigInteger a, BigInteger b, BigInteger c)
    {
        if (exact < Amounts.Power(subject.ResultBits))
        {
            Holds.Equal(exact, divide(a, b, c), $"{a} * {b} / {c}");
        }
        else
        {
            Holds.Refused(() => divide(a, b, c), $"{a} * {b} / {c}, of more than {subject.ResultBits} bits,");
        }
    }
}
