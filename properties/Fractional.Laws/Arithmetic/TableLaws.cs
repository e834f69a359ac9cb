using System.Numerics;
using Fractional.Laws.Exact;

namespace Fractional.Laws.Arithmetic;

/// <summary>Law 6: the constants of the exponential curve, <c>C_i = ceil(2^128 * 2^(-2^-i))</c>, i = 1..64.</summary>
public static class TableLaws
{
    public const int Count = 64;
    private const int RootBits = 600;

    public static IEnumerable<Law> All(IReadOnlyList<BigInteger> table)
    {
        yield return Law.Once(6, "the table equals square roots of 2 at 600 bits", () =>
        {
            Holds.Equal(Count, table.Count, "entries");
            var roots = Exp2.RootTable(Count, RootBits);
            for (var i = 0; i < Count; i++)
            {
                Holds.Equal(roots[i], table[i], $"C_{i + 1}");
            }
        });
        yield return Law.Once(6, "the table equals the exponential series at 512 bits", () =>
        {
            for (var i = 1; i <= table.Count; i++)
            {
                var (low, high) = Exp2.Negative(1, BigInteger.One << i);
                Holds.Equal((low >> (Exp2.Bits - 128)) + 1, table[i - 1], $"C_{i} from below");
                Holds.Equal((high >> (Exp2.Bits - 128)) + 1, table[i - 1], $"C_{i} from above");
            }
        });
    }
}
