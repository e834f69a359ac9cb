using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>The books of one residual that holders claim by burning shares. Holders are numbers; who holds what is the
/// caller's affair.</summary>
public interface IShareClaims
{
    /// <summary>Burns shares of the holder and pays; throws when it refuses.</summary>
    /// <returns>Wei paid by this claim.</returns>
    BigInteger Claim(int holder, BigInteger shares);

    /// <summary>Moves out what rounding left; throws while a share is outstanding and when nothing is left.</summary>
    BigInteger Sweep();
}

/// <summary>Opens the books of a residual, wei, for a number of shares, for ever.</summary>
public delegate IShareClaims OpenClaims(BigInteger residual, BigInteger totalShares);

/// <summary>Laws 71-77: claims by burning.</summary>
public static class ClaimLaws
{
    private const int ManyHolders = 100_000;

    public static IEnumerable<Law> All(OpenClaims open)
    {
        var cases = Any.Of(Holders.Of(Amounts.Power(112)), Amounts.Amt, Scales.Time);
        yield return Law.ForAll(71, "nobody is ever 1 wei below the exact part, nor above it",
            cases, (holding, residual, shuffle) =>
            {
                var books = open(residual, holding.Total);
                var burned = new BigInteger[holding.Parts.Length];
                var paid = new BigInteger[holding.Parts.Length];
                foreach (var (holder, shares) in Pieces(holding, shuffle))
                {
                    burned[holder] += shares;
                    paid[holder] += books.Claim(holder, shares);
                    var missing = (residual * burned[holder]) - (paid[holder] * holding.Total);
                    Holds.Within(0, holding.Total - 1, missing, $"(exact - paid) * shares of holder {holder}");
                }
            }, cost: 10);
        yield return Law.ForAll(72, "the order of claims changes no payment", cases, (holding, residual, shuffle) =>
        {
            var inOrder = Pay(open(residual, holding.Total), holding.Parts.Length, Whole(holding, 0));
            var shuffled = Pay(open(residual, holding.Total), holding.Parts.Length, Whole(holding, shuffle));
            SamePayments(inOrder, shuffled);
        }, cost: 10);
        yield return Law.ForAll(73, "claiming in pieces pays the same in all", cases, (holding, residual, shuffle) =>
        {
            var atOnce = Pay(open(residual, holding.Total), holding.Parts.Length, Whole(holding, 0));
            var inPieces = Pay(open(residual, holding.Total), holding.Parts.Length, Pieces(holding, shuffle));
            SamePayments(atOnce, inPieces);
        }, cost: 10);
        yield return Law.ForAll(74, "the dust is below 1 wei a holder and is swept only at the end", cases,
            Dust(open), cost: 10);
        yield return Law.ForAll(75, "the last claim never fails", cases, (holding, residual, shuffle) =>
        {
            var paid = Pay(open(residual, holding.Total), holding.Parts.Length, Pieces(holding, shuffle));
            Holds.AtMost(residual, Sum(paid), "paid in all");
        },
            cost: 10);
        yield return Law.ForAll(76, "moving shares to another account gains nothing and costs at most 1 wei",
            Any.Of(Amounts.Pos, Amounts.Amt, Amounts.Amt), Transfers(open));
        yield return Law.Once(77, "nothing, one wei, one share, 100,000 holders", () => Extremes(open));
    }

    private static Action<Holding, BigInteger, long> Dust(OpenClaims open) => (holding, residual, shuffle) =>
    {
        var books = open(residual, holding.Total);
        var paid = BigInteger.Zero;
        foreach (var (holder, shares) in Pieces(holding, shuffle))
        {
            Holds.Refused(() => books.Sweep(), "a sweep while shares are outstanding");
            paid += books.Claim(holder, shares);
        }
        var dust = residual - paid;
        Holds.Within(0, holding.Parts.Length - 1, dust, "dust");
        if (!dust.IsZero)
        {
            Holds.Equal(dust, books.Sweep(), "swept");
        }
        Holds.Refused(() => books.Sweep(), "a sweep of nothing");
    };

    private static Action<BigInteger, BigInteger, BigInteger> Transfers(OpenClaims open) => (total, moved, residual) =>
    {
        moved %= total + 1;
        var alone = open(residual, total).Claim(0, total);
        var books = open(residual, total);
        var (kept, given) = (total - moved, moved);
        var paid = (kept.IsZero ? 0 : books.Claim(0, kept)) + (given.IsZero ? 0 : books.Claim(1, given));
        Holds.Within(alone - 1, alone, paid, "paid to both");
    };

    private static void Extremes(OpenClaims open)
    {
        Holds.Equal(0, open(0, 1).Claim(0, 1), "all of nothing");
        Holds.Equal(Amounts.Max, open(Amounts.Max, 1).Claim(0, 1), "the only share");
        foreach (var residual in new[] { BigInteger.Zero, BigInteger.One, ManyHolders - 1, ManyHolders })
        {
            var books = open(residual, ManyHolders);
            var claims = Enumerable.Range(0, ManyHolders).Select(h => (h, BigInteger.One));
            var each = residual == ManyHolders ? ManyHolders : 0;
            Holds.Equal(each, Sum(Pay(books, ManyHolders, claims)), $"paid of {residual} to {ManyHolders} holders");
        }
    }

    private static BigInteger[] Pay(
        IShareClaims books, int holders, IEnumerable<(int Holder, BigInteger Shares)> claims)
    {
        var paid = new BigInteger[holders];
        foreach (var (holder, shares) in claims)
        {
            paid[holder] += books.Claim(holder, shares);
        }
        return paid;
    }

    private static IEnumerable<(int Holder, BigInteger Shares)> Whole(Holding holding, long shuffle) =>
        Shuffle.Of(holding.Parts.Select((shares, holder) => (holder, shares)), shuffle);

    /// <summary>Every holding cut in up to three pieces, in a shuffled order.</summary>
    private static IEnumerable<(int Holder, BigInteger Shares)> Pieces(Holding holding, long shuffle)
    {
        var pieces = holding.Parts.SelectMany((shares, holder) =>
        {
            var first = shares / 3;
            var second = (shares - first) / 2;
            return new[] { (holder, first), (holder, second), (holder, shares - first - second) };
        });
        return Shuffle.Of(pieces.Where(p => !p.Item2.IsZero), shuffle);
    }

    private static BigInteger Sum(BigInteger[] amounts) => amounts.Aggregate(BigInteger.Zero, BigInteger.Add);

    private static void SamePayments(BigInteger[] expected, BigInteger[] actual)
    {
        for (var holder = 0; holder < expected.Length; holder++)
        {
            Holds.Equal(expected[holder], actual[holder], $"paid to holder {holder}");
        }
    }
}
