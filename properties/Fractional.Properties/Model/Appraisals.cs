using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Valuation;
using Fractional.Laws.Generators;

namespace Fractional.Properties.Model;

/// <summary>What the oracle of a story says. Any values will do: the rules under test only compare them.</summary>
internal static class Appraisals
{
    private static readonly BigInteger Usual = (100 * Amounts.Exa) + 7;

    /// <summary>So many percent of the last opinion, seen just now.</summary>
    public static ItemValuation Fresh(VaultStory story, int item, Wish wish, int percent) =>
        Of(story, Last(story, item) * percent / 100, tripped: wish.Choose(11, 20) == 0);

    /// <summary>Another opinion: a part or a multiple of the last, or any amount.</summary>
    public static ItemValuation Changed(VaultStory story, int item, Wish wish)
    {
        var last = Last(story, item);
        var worth = wish.Choose(2, 8) switch
        {
            0 => wish.Amount,
            1 => last * 3 / 2,
            2 => last,
            3 => last / 5,
            4 => Usual,
            _ => last * wish.Part / Wish.AllParts,
        };
        return Of(story, worth, tripped: wish.Choose(11, 20) == 0);
    }

    private static BigInteger Last(VaultStory story, int item) =>
        story.FactsOf(item).Valuation?.LiquidationValue.Value ?? Usual;

    private static ItemValuation Of(VaultStory story, BigInteger worth, bool tripped)
    {
        var liquidation = new Wei((UInt128)BigInteger.Min(worth, Amounts.Power(100)));
        var borrow = Rounding.BpsDown(liquidation, new Bps(7_500));
        return new ItemValuation(
            liquidation, liquidation, liquidation, borrow, liquidation, new Bps(100), story.Now, tripped);
    }
}
