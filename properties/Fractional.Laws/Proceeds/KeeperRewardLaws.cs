using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>What starting an auction earns. It takes no sale price, so it cannot depend on one.</summary>
public delegate BigInteger KickReward(BigInteger debt, BigInteger reservePrice, BigInteger penalty);

/// <summary>What restarting it adds to <paramref name="soFar"/>.</summary>
public delegate BigInteger RedoReward(BigInteger soFar, BigInteger reservePrice, BigInteger penalty);

/// <summary>Law 80: the keeper's reward stays under its caps.</summary>
public static class KeeperRewardLaws
{
    private const int CapBps = 200;

    public static IEnumerable<Law> All(KickReward kick, RedoReward redo)
    {
        var inputs = Any.Of(Amounts.UpTo(Amounts.Power(127)), Amounts.Pos, Amounts.Amt);
        yield return Law.ForAll(80, "the reward is at most the penalty, 2 % of the reserve price and 1 token", inputs,
            (debt, reservePrice, penalty) =>
            {
                var cap = Cap(reservePrice, penalty);
                var first = kick(debt, reservePrice, penalty);
                Holds.Within(0, cap, first, "reward of the kick");
                Holds.Within(0, cap - first, redo(first, reservePrice, penalty), "what the redo adds");
            });
        yield return Law.ForAll(80, "the reward is tip and chip where no cap binds",
            inputs, (debt, reservePrice, penalty) =>
            {
                var expected = BigInteger.Min((Amounts.Exa / 20) + (debt / 1_000), Cap(reservePrice, penalty));
                Holds.Equal(expected, kick(debt, reservePrice, penalty), "reward of the kick");
                var added = BigInteger.Min(Amounts.Exa / 40, Cap(reservePrice, penalty) - expected);
                Holds.Equal(added, redo(expected, reservePrice, penalty), "what the redo adds");
            });
    }

    private static BigInteger Cap(BigInteger reservePrice, BigInteger penalty) =>
        BigInteger.Min(Amounts.Exa, BigInteger.Min(reservePrice * CapBps / Scales.FullBps, penalty));
}
