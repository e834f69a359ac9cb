using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>Splits a sum without dust by the largest remainders; the weights sum to more than 0.</summary>
public delegate IReadOnlyList<BigInteger> SplitWhole(BigInteger sum, IReadOnlyList<BigInteger> weights);

/// <summary>Law 78: the split for statements.</summary>
public static class LargestRemainderLaws
{
    public static IEnumerable<Law> All(SplitWhole split)
    {
        yield return Law.ForAll(78, "the parts sum exactly and each is within 1 wei of its exact part",
            Any.Of(Holders.Of(Amounts.Power(112)), Amounts.Amt), (holding, sum) =>
            {
                var parts = split(sum, holding.Parts);
                Holds.Equal(sum, parts.Aggregate(BigInteger.Zero, BigInteger.Add), "sum of the parts");
                for (var i = 0; i < parts.Count; i++)
                {
                    var deviation = BigInteger.Abs((parts[i] * holding.Total) - (sum * holding.Parts[i]));
                    Holds.AtMost(holding.Total - 1, deviation, $"deviation of part {i} * shares");
                }
            }, cost: 10);
        yield return Law.Once(78, "more money can give somebody less, so no payment may rest on it", () =>
        {
            Holds.Equal("4,4,2", string.Join(",", split(10, [6, 6, 2])), "10 by 6, 6, 2");
            Holds.Equal("5,5,1", string.Join(",", split(11, [6, 6, 2])), "11 by 6, 6, 2");
        });
    }
}
