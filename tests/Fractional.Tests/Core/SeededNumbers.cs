namespace Fractional.Tests.Core;

/// <summary>A small seeded stream (splitmix64), so that a failing case can be run again.</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        unchecked
        {
            state += 0x9e3779b97f4a7c15;
            var mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }

    public ulong Below(ulong limit) => Next() % limit;

    /// <summary>Log-uniform over 0..2^bits-1, with runs of ones and zeros that break limb arithmetic.</summary>
    public UInt128 Amount(int bits = 128)
    {
        var number = new UInt128(Next(), Next());
        if (Below(4) == 0)
        {
            number = UInt128.MaxValue;
        }
        if (Below(4) == 0)
        {
            number &= new UInt128(ulong.MaxValue, 0) | Below(3);
        }
        var dropped = 128 - bits + (int)Below((ulong)bits + 1);
        return dropped == 128 ? 0 : number >> dropped;
    }
}
