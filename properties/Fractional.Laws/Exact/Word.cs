using System.Numerics;

namespace Fractional.Laws.Exact;

/// <summary>
/// A 256-bit machine word that complains: every result outside 0..2^256-1 is a broken law. Formulas written over it
/// show whether a chain could compute them without a wider multiplication.
/// </summary>
public readonly record struct Word
{
    private static readonly BigInteger Limit = BigInteger.One << 256;
    private readonly BigInteger value;

    public Word(BigInteger value)
    {
        Holds.True(value.Sign >= 0 && value < Limit, $"an intermediate leaves 256 bits: {value}");
        this.value = value;
    }

    public BigInteger Value => value;

    public static implicit operator Word(BigInteger value) => new(value);

    public static implicit operator Word(long value) => new(value);

    public static Word operator +(Word a, Word b) => new(a.value + b.value);

    public static Word operator -(Word a, Word b) => new(a.value - b.value);

    public static Word operator *(Word a, Word b) => new(a.value * b.value);

    public static Word operator /(Word a, Word b) => new(a.value / b.value);

    public static Word operator <<(Word a, int bits) => new(a.value << bits);

    public static bool operator <(Word a, Word b) => a.value < b.value;

    public static bool operator >(Word a, Word b) => a.value > b.value;

    public static Word Min(Word a, Word b) => a < b ? a : b;

    public static Word MulDivDown(Word a, Word b, Word c) => a * b / c;

    /// <summary>The order of operations of the chain: the numerator is made first, so it must fit as well.</summary>
    public static Word MulDivUp(Word a, Word b, Word c) => ((a * b) + c - 1) / c;

    public override string ToString() => value.ToString();
}
