using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Fractional.Laws;

/// <summary>A sentence that must be true of a subject for every case.</summary>
/// <param name="Number">The law's number in the specification's list of properties.</param>
/// <param name="Name">The law in words; what a report prints.</param>
/// <param name="Property">What FsCheck runs.</param>
/// <param name="Cost">How many ordinary cases one case costs; a run divides its number of cases by it.</param>
public sealed record Law(int Number, string Name, Property Property, int Cost = 1)
{
    /// <summary>True for every case of <paramref name="cases"/> unless <paramref name="holds"/> throws.</summary>
    public static Law ForAll<T>(int number, string name, Arbitrary<T> cases, Action<T> holds, int cost = 1) =>
        new(number, name, Prop.ForAll(cases, holds), cost);

    public static Law ForAll<T1, T2>(
        int number, string name, Arbitrary<(T1, T2)> cases, Action<T1, T2> holds, int cost = 1) =>
        ForAll(number, name, cases, c => holds(c.Item1, c.Item2), cost);

    public static Law ForAll<T1, T2, T3>(
        int number, string name, Arbitrary<(T1, T2, T3)> cases, Action<T1, T2, T3> holds, int cost = 1) =>
        ForAll(number, name, cases, c => holds(c.Item1, c.Item2, c.Item3), cost);

    public static Law ForAll<T1, T2, T3, T4>(
        int number, string name, Arbitrary<(T1, T2, T3, T4)> cases, Action<T1, T2, T3, T4> holds, int cost = 1) =>
        ForAll(number, name, cases, c => holds(c.Item1, c.Item2, c.Item3, c.Item4), cost);

    /// <summary>A sentence about constants: one case decides it.</summary>
    public static Law Once(int number, string name, Action holds) =>
        new(number, name, Prop.ToProperty(holds), int.MaxValue);
}

/// <summary>A law does not hold: which, for which smallest case, and how to see it again.</summary>
public sealed class LawBrokenException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The few ways a law compares; each says what differed.</summary>
public static class Holds
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new LawBrokenException($"{what}: expected {expected}, was {actual}");
        }
    }

    public static void AtMost(BigInteger limit, BigInteger actual, string what) =>
        True(actual <= limit, $"{what}: {actual} is above {limit}");

    public static void AtLeast(BigInteger limit, BigInteger actual, string what) =>
        True(actual >= limit, $"{what}: {actual} is below {limit}");

    public static void Within(BigInteger low, BigInteger high, BigInteger actual, string what) =>
        True(low <= actual && actual <= high, $"{what}: {actual} is outside {low}..{high}");

    public static void True(bool fact, string what)
    {
        if (!fact)
        {
            throw new LawBrokenException(what);
        }
    }

    /// <summary>As above, with words that cost something to find.</summary>
    public static void True(bool fact, Func<string> what)
    {
        if (!fact)
        {
            throw new LawBrokenException(what());
        }
    }

    /// <summary>The subject must refuse: any exception of its own, or null, is a refusal.</summary>
    public static void Refused(Func<object?> act, string what) => True(IsRefused(act), $"{what} was not refused");

    /// <summary>Whether the subject refuses: an exception of its own, or null.</summary>
    public static bool IsRefused(Func<object?> act)
    {
        try
        {
            return act() is null;
        }
        catch (Exception refusal) when (refusal is not LawBrokenException)
        {
            return true;
        }
    }
}
