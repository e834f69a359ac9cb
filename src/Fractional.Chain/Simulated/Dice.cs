namespace Fractional.Chain.Simulated;

/// <summary>Seeded chance (SplitMix64): the same seed throws the same numbers on every machine.</summary>
public sealed class Dice(ulong seed)
{
    private const int Whole = 10_000;

    private ulong state = seed;

    public ulong Next()
    {
        unchecked
        {
            state += 0x9e3779b97f4a7c15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }

    /// <summary>0..<paramref name="limit"/>-1, each as likely as the others to within 2^-32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (int)(((Next() >> 32) * (ulong)limit) >> 32);
    }

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in <paramref name="bps"/> of 10 000 throws.</summary>
    public bool Chance(int bps) => Below(Whole) < bps;

    /// <summary>One of the choices.</summary>
    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A dice of its own, so that one reader's throws do not move another's.</summary>
    public Dice Fork() => new(Next());
}
