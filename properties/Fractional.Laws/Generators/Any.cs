using FsCheck;
using FsCheck.Fluent;

namespace Fractional.Laws.Generators;

/// <summary>Joins arbitraries; every part keeps its own shrinker.</summary>
public static class Any
{
    public static Arbitrary<(T1, T2)> Of<T1, T2>(Arbitrary<T1> a, Arbitrary<T2> b) => a.Zip(b);

    public static Arbitrary<(T1, T2, T3)> Of<T1, T2, T3>(Arbitrary<T1> a, Arbitrary<T2> b, Arbitrary<T3> c) =>
        a.Zip(b).Zip(c).Convert(
            t => (t.Item1.Item1, t.Item1.Item2, t.Item2),
            t => ((t.Item1, t.Item2), t.Item3));

    public static Arbitrary<(T1, T2, T3, T4)> Of<T1, T2, T3, T4>(
        Arbitrary<T1> a, Arbitrary<T2> b, Arbitrary<T3> c, Arbitrary<T4> d) =>
        a.Zip(b).Zip(c.Zip(d)).Convert(
            t => (t.Item1.Item1, t.Item1.Item2, t.Item2.Item1, t.Item2.Item2),
            t => ((t.Item1, t.Item2), (t.Item3, t.Item4)));

    /// <summary>
    /// Cases bent into shape by <paramref name="normalise"/>, which must be idempotent. Smaller cases are kept only
    /// when they are in shape already, so that shrinking ends.
    /// </summary>
    public static Arbitrary<T> Normalised<T>(this Arbitrary<T> cases, Func<T, T> normalise) where T : IEquatable<T> =>
        Arb.From(
            cases.Generator.Select(normalise),
            c => cases.Shrinker(c).Where(smaller => normalise(smaller).Equals(smaller)));

    /// <summary>Lists of <paramref name="fewest"/>..<paramref name="most"/> parts; smaller: half of the list, one part
    /// less, one part smaller.</summary>
    public static Arbitrary<T[]> ListOf<T>(Arbitrary<T> part, int fewest, int most) => Arb.From(
        Gen.Choose(fewest, most).SelectMany(n => part.Generator.ArrayOf(n)),
        list => SmallerLists(list, fewest, part.Shrinker));

    private static IEnumerable<T[]> SmallerLists<T>(T[] list, int fewest, Func<T, IEnumerable<T>> smaller)
    {
        var half = list.Length / 2;
        if (half >= fewest && half > 0)
        {
            yield return list[..half];
            yield return list[^half..];
        }
        for (var i = 0; i < list.Length && list.Length > fewest; i++)
        {
            yield return [.. list[..i], .. list[(i + 1)..]];
        }
        for (var i = 0; i < list.Length; i++)
        {
            foreach (var part in smaller(list[i]))
            {
                yield return [.. list[..i], part, .. list[(i + 1)..]];
            }
        }
    }
}
