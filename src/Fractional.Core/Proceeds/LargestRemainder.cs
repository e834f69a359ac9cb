using Fractional.Core.Units;

namespace Fractional.Core.Proceeds;

/// <summary>
/// Splits a sum without dust: floors first, then one wei each to the largest remainders, ties to the lower index.
/// </summary>
/// <remarks>
/// For statements only. It needs the whole list of holders and is not monotone in the sum (the Alabama paradox), so
/// no contract pays by it.
/// </remarks>
public static class LargestRemainder
{
    /// <summary>Parts that sum to <paramref name="sum"/> exactly, each within 1 wei of its exact share.</summary>
    /// <exception cref="ArgumentException">The weights sum to 0.</exception>
    public static Wei[] Split(Wei sum, ReadOnlySpan<Shares> weights)
    {
        var total = Shares.Zero;
        foreach (var weight in weights)
        {
            total += weight;
        }
        if (total.IsZero)
        {
            throw new ArgumentException("the weights sum to 0", nameof(weights));
        }
        var parts = new Wei[weights.Length];
        var remainders = new (UInt128 Remainder, int Index)[weights.Length];
        var left = sum;
        for (var i = 0; i < weights.Length; i++)
        {
            parts[i] = new Wei(Rounding.MulDivRemDown(sum.Value, weights[i].Value, total.Value, out var remainder));
            remainders[i] = (remainder, i);
            left -= parts[i];
        }
        Array.Sort(remainders, static (x, y) =>
            x.Remainder != y.Remainder ? y.Remainder.CompareTo(x.Remainder) : x.Index.CompareTo(y.Index));
        for (var k = 0; !left.IsZero; k++)
        {
            parts[remainders[k].Index] += new Wei(1);
            left -= new Wei(1);
        }
        return parts;
    }
}
