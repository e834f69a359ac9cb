using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>What an insurance fund pays for one loan.</summary>
public delegate BigInteger FundPayout(BigInteger shortfall, BigInteger principal, BigInteger fund);

/// <summary>Law 81: the insurance fund.</summary>
public static class FundLaws
{
    public static IEnumerable<Law> All(FundPayout payout)
    {
        yield return Law.ForAll(81, "a payout is at most the shortfall, 20 % of the principal and 5 % of the fund",
            Any.Of(Amounts.Amt, Amounts.Amt, Amounts.Amt), (shortfall, principal, fund) =>
            {
                var most = BigInteger.Min(shortfall, BigInteger.Min(principal / 5, fund / 20));
                Holds.Equal(most, payout(shortfall, principal, fund), "payout");
            });
        var losses = Any.ListOf(Any.Of(Amounts.Amt, Amounts.Amt), 1, 60);
        yield return Law.ForAll(81, "the fund is never negative, whatever comes",
            Any.Of(Amounts.Amt, losses), (fund, events) =>
            {
                foreach (var (shortfall, principal) in events)
                {
                    fund -= payout(shortfall, principal, fund);
                    Holds.AtLeast(0, fund, "fund");
                }
            });
    }
}
