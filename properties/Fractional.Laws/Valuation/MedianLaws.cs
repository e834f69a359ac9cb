using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Valuation;

/// <summary>One appraisal and the weight of who gave it.</summary>
public readonly record struct Vote(BigInteger Worth, int Weight);

/// <summary>The weighted lower median of votes in ascending order.</summary>
public delegate BigInteger WeightedMedian(IReadOnlyList<Vote> ascending);

/// <summary>Weighted lower median of the distances from the median, in bps of it, rounded down.</summary>
public delegate BigInteger Dispersion(IReadOnlyList<Vote> ascending);

/// <summary>Laws 82-84: the weighted median.</summary>
public static class MedianLaws
{
    private const int MostVotes = 21;

    private static Arbitrary<Vote> One { get; } = Arb.From(
        Gen.Constant(new Vote(1, 1)),
        v => Amounts.Smaller(v.Worth, 1).Select(w => v with { Worth = w })
            .Concat(Amounts.Smaller(v.Weight, 1).Select(w => v with { Weight = (int)w })));

    public static IEnumerable<Law> All(WeightedMedian median, Dispersion dispersion)
    {
        yield return Law.ForAll(82, "the median is that of the multiset with every vote repeated by weight",
            Votes, votes =>
                Holds.Equal(LowerMiddle(votes.Select(v => (v.Worth, v.Weight))), median(Sorted(votes)), "median"),
            cost: 2);
        yield return Law.ForAll(82, "the order in which votes arrive changes nothing",
            Any.Of(Votes, Scales.Time), (votes, order) =>
                Holds.Equal(median(Sorted(votes)), median(Sorted(Shuffle.Of(votes, order))), "median"));
        yield return Law.ForAll(82, "the dispersion is the median distance in bps", Votes, votes =>
        {
            var middle = LowerMiddle(votes.Select(v => (v.Worth, v.Weight)));
            var distance = LowerMiddle(votes.Select(v => (BigInteger.Abs(v.Worth - middle), v.Weight)));
            Holds.Equal(distance * Scales.FullBps / middle, dispersion(Sorted(votes)), "dispersion");
        }, cost: 10);
        yield return Law.ForAll(83, "less than half of the weight cannot leave the honest range",
            Any.Of(Votes, Any.ListOf(Amounts.Between(1, Amounts.Power(120)), MostVotes, MostVotes)), (votes, lies) =>
            {
                var (honest, mixed) = Corrupt(votes, lies);
                Holds.Within(honest.Min(), honest.Max(), median(Sorted(mixed)), "median");
            });
        yield return Law.ForAll(84, "raising one vote never lowers the median",
            Any.Of(Votes, Scales.Seconds(0, MostVotes), Amounts.UpTo(Amounts.Power(119))), (votes, index, by) =>
            {
                var i = (int)(index % votes.Length);
                var raised = votes.Select((v, j) => i == j ? v with { Worth = v.Worth + by } : v).ToArray();
                Holds.AtLeast(median(Sorted(votes)), median(Sorted(raised)), "median");
            });
    }

    /// <summary>1..21 votes of 1..2^120 wei and weight 1..2,000, clustered in half of the cases.</summary>
    public static Arbitrary<Vote[]> Votes { get; } = Arb.From(
        Gen.OneOf(
            Vote(Amounts.Between(1, Amounts.Power(119)).Generator),
            Gen.Choose(1, 1_000).Select(n => (BigInteger)n * 1_000_000).SelectMany(center =>
                Vote(Gen.Choose(-500_000, 500_000).Select(off => center + off)))),
        votes => Any.ListOf(One, 1, MostVotes).Shrinker(votes));

    private static Gen<Vote[]> Vote(Gen<BigInteger> worth) =>
        from count in Gen.Choose(1, MostVotes)
        from heaviest in Gen.Elements(1, 3, 2_000) // light votes often meet exactly half of the weight
        from votes in worth.Zip(Gen.Choose(1, heaviest), (w, weight) => new Vote(w, weight)).ArrayOf(count)
        select votes;

    private static Vote[] Sorted(IEnumerable<Vote> votes) => [.. votes.OrderBy(v => v.Worth).ThenBy(v => v.Weight)];

    /// <summary>The element number ceil(W / 2) of the expanded multiset, counted from 1.</summary>
    private static BigInteger LowerMiddle(IEnumerable<(BigInteger Worth, int Weight)> votes)
    {
        var expanded = votes.SelectMany(v => Enumerable.Repeat(v.Worth, v.Weight)).Order().ToArray();
        return expanded[(expanded.Length - 1) / 2];
    }

    /// <summary>Replaces votes by lies while the liars' weight stays below half of all.</summary>
    private static (List<BigInteger> Honest, Vote[] Mixed) Corrupt(Vote[] votes, BigInteger[] lies)
    {
        var (total, lying, honest) = (votes.Sum(v => v.Weight), 0, new List<BigInteger>());
        var mixed = votes.ToArray();
        for (var i = 0; i < votes.Length; i++)
        {
            if (2 * (lying + votes[i].Weight) < total)
            {
                lying += votes[i].Weight;
                mixed[i] = votes[i] with { Worth = lies[i] };
            }
            else
            {
                honest.Add(votes[i].Worth);
            }
        }
        return (honest, mixed);
    }
}
