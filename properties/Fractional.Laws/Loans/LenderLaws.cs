using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Loans;

/// <summary>The books of the lenders of one loan. Lenders are numbers, in the order of their units.</summary>
public interface ILenderBook
{
    /// <summary>A payment arrived for the lenders.</summary>
    void Repay(BigInteger amount);

    /// <summary>Pays what the lender may draw now; 0 when there is nothing.</summary>
    BigInteger Withdraw(int lender);

    /// <summary>Moves the whole position of one lender to another, with what it has drawn.</summary>
    void Move(int from, int to);
}

/// <summary>Opens the books with the units of each lender.</summary>
public delegate ILenderBook OpenLenderBook(IReadOnlyList<BigInteger> units);

/// <summary>What happens to a loan's books.</summary>
public readonly record struct LenderStep(LenderAct Act, BigInteger Amount, int Lender, int Other);

public enum LenderAct
{
    Repay,
    Withdraw,
    Move,
}

/// <summary>Law 65: what lenders draw.</summary>
public static class LenderLaws
{
    private const int MostLenders = 64;
    private const int MostSteps = 60;

    public static IEnumerable<Law> All(OpenLenderBook open)
    {
        yield return Law.ForAll(65, "lenders never draw more than was repaid, and the dust is below 1 wei each",
            Cases, (units, steps) =>
            {
                var (book, repaid, drawn) = (open(units.Parts), BigInteger.Zero, BigInteger.Zero);
                foreach (var step in steps)
                {
                    repaid += step.Act == LenderAct.Repay ? step.Amount : 0;
                    drawn += Do(book, step, units.Parts.Length);
                    Holds.AtMost(repaid, drawn, "drawn by all");
                }
                drawn += DrainAll(book, units.Parts.Length);
                Holds.Within(BigInteger.Max(0, repaid - (units.Parts.Length - 1)), repaid, drawn, "drawn in the end");
                Holds.Equal(0, DrainAll(book, units.Parts.Length), "drawn twice");
            });
        yield return Law.ForAll(65, "each lender's total depends on nothing but units and repayments",
            Cases, (units, steps) =>
            {
                var still = steps.Where(s => s.Act != LenderAct.Move).ToArray();
                var (busy, patient) = (open(units.Parts), open(units.Parts));
                var drawn = new BigInteger[units.Parts.Length];
                var repaid = BigInteger.Zero;
                foreach (var step in still)
                {
                    drawn[step.Lender % units.Parts.Length] += Do(busy, step, units.Parts.Length);
                    repaid += step.Act == LenderAct.Repay ? step.Amount : 0;
                }
                patient.Repay(repaid);
                for (var i = units.Parts.Length - 1; i >= 0; i--)
                {
                    drawn[i] += busy.Withdraw(i);
                    Holds.Equal(drawn[i], patient.Withdraw(i), $"lender {i} at once at the end");
                    Holds.Equal(repaid * units.Parts[i] / units.Total, drawn[i], $"lender {i}");
                }
            });
        yield return Law.ForAll(65, "moving a position moves exactly what it is worth",
            Any.Of(Cases, Amounts.Amt), (c, last) =>
            {
                var (book, control, n) = (open(c.Item1.Parts), open(c.Item1.Parts), c.Item1.Parts.Length);
                book.Repay(last);
                control.Repay(last);
                book.Move(0, n - 1);
                var expected = control.Withdraw(0) + (n > 1 ? control.Withdraw(n - 1) : 0);
                Holds.Within(expected, expected + 1, book.Withdraw(n - 1), "worth of both positions");
                Holds.Equal(0, n > 1 ? book.Withdraw(0) : 0, "left behind");
            });
    }

    private static Arbitrary<(Holding, LenderStep[])> Cases { get; } = Any.Of(
        Arb.From(Gen.Choose(1, MostLenders).SelectMany(n => Holders.Shaped(n, Amounts.Power(120))), Holders.Smaller),
        Any.ListOf(Arb.From(Step, s => Amounts.Smaller(s.Amount).Select(a => s with { Amount = a })), 0, MostSteps));

    private static Gen<LenderStep> Step =>
        from act in Gen.Elements(LenderAct.Repay, LenderAct.Withdraw, LenderAct.Withdraw, LenderAct.Move)
        from amount in Amounts.UpTo(Amounts.Power(120)).Generator
        from lender in Gen.Choose(0, MostLenders - 1)
        from other in Gen.Choose(0, MostLenders - 1)
        select new LenderStep(act, amount, lender, other);

    private static BigInteger Do(ILenderBook book, LenderStep step, int lenders)
    {
        switch (step.Act)
        {
            case LenderAct.Repay:
                book.Repay(step.Amount);
                return 0;
            case LenderAct.Move:
                book.Move(step.Lender % lenders, step.Other % lenders);
                return 0;
            default:
                return book.Withdraw(step.Lender % lenders);
        }
    }

    private static BigInteger DrainAll(ILenderBook book, int lenders) =>
        Enumerable.Range(0, lenders).Aggregate(BigInteger.Zero, (sum, lender) => sum + book.Withdraw(lender));
}
