using System.Numerics;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Proceeds;

/// <summary>What an insurance fund pays for one loan.</summary>
public delegate BigInteger FundPayout(BigInteger shortfall, BigInteger principal, BigInteger fund);

/// <summary>What both keepers of a conversion get of a fund: the kicker's part and that of who redid.</summary>
public delegate (BigInteger Keeper, BigInteger RedoKeeper) FundTips(
    BigInteger keeperOpen, BigInteger redoOpen, BigInteger principal);

/// <summary>A fund's book of one token, as an implementation keeps it.</summary>
public interface IFundBook
{
    BigInteger Cash { get; }

    /// <summary>False when the book refuses, and nothing was booked.</summary>
    bool Absorb(BigInteger amount);

    /// <summary>False when the book refuses, and nothing was booked.</summary>
    bool Cover(BigInteger amount);

    /// <summary>False when the book refuses, and nothing was booked.</summary>
    bool Tip(BigInteger amount);
}

/// <summary>Laws 70 and 81: the insurance fund.</summary>
public static class FundLaws
{
    private const int PremiumParts = 200;

    public static IEnumerable<Law> All(FundPayout payout, FundTips tips, Func<IFundBook> open)
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
        yield return Law.ForAll(81, "payouts are in the order of settlement: who comes later finds what is left",
            Any.Of(Amounts.Amt, Amounts.Amt, Amounts.Amt), (shortfall, principal, fund) =>
            {
                var first = payout(shortfall, principal, fund);
                Holds.AtMost(first, payout(shortfall, principal, fund - first), "the second of two equal losses");
            });
        yield return Law.ForAll(81, "both tips together are at most the premium, the kicker's comes first",
            Any.Of(Amounts.Amt, Amounts.Amt, Amounts.Amt), (keeperOpen, redoOpen, principal) =>
            {
                var premium = (principal + PremiumParts - 1) / PremiumParts;
                var (keeper, redoKeeper) = tips(keeperOpen, redoOpen, principal);
                Holds.Equal(BigInteger.Min(keeperOpen, premium), keeper, "the kicker's tip");
                Holds.Equal(BigInteger.Min(redoOpen, premium - keeper), redoKeeper, "the tip for the redo");
                // Lender, borrower and keeper in one paid the premium at the opening: converting never pays.
                Holds.AtMost(premium, keeper + redoKeeper, "what a conversion brings, against its premium");
            });
        yield return Law.ForAll(70, "the fund's cash is what came in less what went out, and never below nothing",
            Any.ListOf(Any.Of(Scales.Seconds(0, 2), Amounts.UpTo(Amounts.Power(120))), 1, 60), entries =>
            {
                var (book, cash) = (open(), BigInteger.Zero);
                foreach (var (kind, amount) in entries)
                {
                    var isBooked = (int)kind switch
                    {
                        0 => book.Absorb(amount),
                        1 => book.Cover(amount),
                        _ => book.Tip(amount),
                    };
                    Holds.Equal((int)kind == 0 || amount <= cash, isBooked, "booked");
                    cash += !isBooked ? 0 : (int)kind == 0 ? amount : -amount;
                    Holds.Equal(cash, book.Cash, "cash");
                }
            });
    }
}
