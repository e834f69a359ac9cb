namespace Fractional.Laws.Generators;

/// <summary>Orders that a number decides: 0 leaves the order, so a shuffle shrinks to none.</summary>
public static class Shuffle
{
    public static T[] Of<T>(IEnumerable<T> parts, long order)
    {
        var list = parts.ToArray();
        var state = unchecked((ulong)order);
        for (var i = list.Length - 1; i > 0 && order != 0; i--)
        {
            var j = (int)(Next(ref state) % (ulong)(i + 1));
            (list[i], list[j]) = (list[j], list[i]);
        }
        return list;
    }

    /// <summary>SplitMix64.</summary>
    private static ulong Next(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
