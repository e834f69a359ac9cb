using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Loans;

/// <summary>A loan at simple interest. Rates in bps a year; the late rate is added from the due time on.</summary>
public sealed record DebtTerms(BigInteger Principal, int RateBps, int LateRateBps, long OpenedAt, long DueAt)
{
    /// <summary>Bps times seconds of a year: an interest numerator over this is wei.</summary>
    public static readonly BigInteger Denominator = 10_000 * (BigInteger)31_536_000;

    /// <summary>Unrounded interest since opening without payments, over the denominator.</summary>
    public BigInteger NumeratorAt(long at) =>
        Principal * ((RateBps * (BigInteger)(at - OpenedAt)) + (LateRateBps * (BigInteger)LateSeconds(at)));

    private long LateSeconds(long at) => Math.Max(0, at - Math.Max(OpenedAt, DueAt));
}

/// <summary>A debt at one moment. Never changes; time and payments make new ones.</summary>
public interface IDebt
{
    BigInteger Principal { get; }

    /// <summary>Interest owed, rounded up, wei.</summary>
    BigInteger Interest { get; }

    /// <summary>The debt at a later or the same time.</summary>
    IDebt At(long timestamp);

    /// <summary>The debt after a payment; throws when the amount is above it.</summary>
    IDebt Pay(BigInteger amount);
}

/// <summary>Opens a debt at its opening time.</summary>
public delegate IDebt OpenDebt(DebtTerms terms);

/// <summary>Laws 54-61: simple interest, rounded once.</summary>
public static class DebtLaws
{
    public static IEnumerable<Law> All(OpenDebt open)
    {
        yield return Law.ForAll(54, "accruing often or once gives the same debt, now and later",
            Stories, (terms, story) =>
            {
                var end = story.Times[^1];
                var once = open(terms).At(end);
                var often = story.Times.Aggregate(open(terms), (debt, at) => debt.At(at));
                Same(once, often, "accrued in steps");
                Same(once.At(story.Later), often.At(story.Later), "and later");
            });
        yield return Law.ForAll(55, "without payments a debt never falls", Stories, (terms, story) =>
            story.Times.Aggregate(open(terms), (debt, at) =>
            {
                var next = debt.At(at);
                Holds.AtLeast(Total(debt), Total(next), $"debt at {at}");
                return next;
            }));
        yield return Law.ForAll(56, "paying x lowers the debt by exactly x", Payments, (terms, story, part) =>
        {
            var debt = open(terms).At(story.Times[^1]);
            var amount = BigInteger.Min(part, Total(debt));
            Holds.Equal(Total(debt) - amount, Total(debt.Pay(amount)), $"debt after {amount}");
        });
        yield return Law.ForAll(56, "paying more than the debt is refused", Payments, (terms, story, more) =>
        {
            var debt = open(terms).At(story.Times[^1]);
            Holds.Refused(() => debt.Pay(Total(debt) + 1 + more), "a payment above the debt");
        });
        yield return Law.ForAll(57, "a full payment leaves nothing, for ever", Stories, (terms, story) =>
        {
            var debt = open(terms).At(story.Times[^1]);
            var paid = debt.Pay(Total(debt));
            foreach (var left in new[] { paid, paid.At(story.Later) })
            {
                Holds.Equal(0, left.Principal, "principal left");
                Holds.Equal(0, left.Interest, "interest left");
            }
        });
        yield return Law.ForAll(58, "interest is the ceiling of the exact quotient", Stories, (terms, story) =>
        {
            var debt = open(terms).At(story.Later);
            Holds.Equal(terms.Principal, debt.Principal, "principal");
            var exact = Fraction.Ceiling(terms.NumeratorAt(story.Later), DebtTerms.Denominator);
            Holds.Equal(exact, debt.Interest, "interest");
        });
        yield return Law.ForAll(58, "after a part payment later interest is still exact", Payments, Exact(open));
        yield return Law.ForAll(59, "no rate or no time, no interest", Stories, (terms, story) =>
        {
            Holds.Equal(0, open(terms).At(terms.OpenedAt).Interest, "interest at opening");
            var free = open(terms with { RateBps = 0, LateRateBps = 0 }).At(story.Later);
            Holds.Equal(terms.Principal, Total(free), "debt without a rate");
        });
        yield return Law.ForAll(60, "paying in pieces at one instant is paying once", Payments, InPieces(open));
        yield return Law.ForAll(61, "the late rate counts only from the due time on", Stories, (terms, story) =>
        {
            var punctual = open(terms with { LateRateBps = 0 });
            var early = Math.Max(terms.OpenedAt, Math.Min(story.Later, terms.DueAt));
            Same(punctual.At(early), open(terms).At(early), "until due");
            Holds.AtLeast(Total(punctual.At(story.Later)), Total(open(terms).At(story.Later)), "after it was due");
        });
    }

    /// <summary>Terms, 1..50 ascending times after opening, and a later one.</summary>
    public static Arbitrary<(DebtTerms Terms, Timeline Story)> Stories { get; } = Arb.From(
        from principal in Amounts.UpTo(Amounts.Power(104)).Generator
        from rate in Scales.Rate.Generator
        from lateRate in Scales.UpToBps(2_000).Generator
        from opened in Scales.Seconds(0, Scales.LatestTime / 2).Generator
        from term in Scales.Seconds(0, 400 * 86_400L).Generator
        let due = opened + term
        from count in Gen.Choose(1, 50)
        from times in Scales.Seconds(opened, Scales.LatestTime, due, due + 259_200).Generator.ArrayOf(count)
        from later in Scales.Seconds(times.Max(), Scales.LatestTime, due).Generator
        select (
            Terms: new DebtTerms(principal, rate, lateRate, opened, due),
            Story: new Timeline([.. times.Order()], later)),
        c => Smaller(c.Terms).Select(t => (t, c.Story)).Concat(c.Story.Smaller().Select(s => (c.Terms, s))));

    private static Arbitrary<(DebtTerms, Timeline, BigInteger)> Payments { get; } =
        Any.Of(Stories, Amounts.UpTo(Amounts.Power(110)))
            .Convert(t => (t.Item1.Terms, t.Item1.Story, t.Item2), t => ((t.Item1, t.Item2), t.Item3));

    private static IEnumerable<DebtTerms> Smaller(DebtTerms terms) =>
        Amounts.Smaller(terms.Principal).Select(p => terms with { Principal = p })
            .Concat(Amounts.Smaller(terms.RateBps).Select(r => terms with { RateBps = (int)r }))
            .Concat(Amounts.Smaller(terms.LateRateBps).Select(r => terms with { LateRateBps = (int)r }));

    /// <summary>A payment takes whole wei off the numerator, or clears it: no fraction is lost.</summary>
    private static Action<DebtTerms, Timeline, BigInteger> Exact(OpenDebt open) => (terms, story, part) =>
    {
        var (at, later) = (story.Times[^1], story.Later);
        var numerator = terms.NumeratorAt(at);
        var interest = Fraction.Ceiling(numerator, DebtTerms.Denominator);
        var amount = BigInteger.Min(part, terms.Principal + interest);
        var left = amount < interest
            ? (terms.Principal, Numerator: numerator - (amount * DebtTerms.Denominator))
            : (Principal: terms.Principal - (amount - interest), Numerator: 0);
        var rest = terms with { Principal = left.Principal };
        var exact = left.Numerator + rest.NumeratorAt(later) - rest.NumeratorAt(at);
        var debt = open(terms).At(at).Pay(amount).At(later);
        Holds.Equal(left.Principal, debt.Principal, $"principal after {amount}");
        Holds.Equal(Fraction.Ceiling(exact, DebtTerms.Denominator), debt.Interest, $"interest after {amount}");
    };

    private static Action<DebtTerms, Timeline, BigInteger> InPieces(OpenDebt open) => (terms, story, part) =>
    {
        var debt = open(terms).At(story.Times[^1]);
        var first = BigInteger.Min(part, Total(debt));
        var second = (Total(debt) - first) / 2;
        var once = debt.Pay(first + second);
        var twice = debt.Pay(first).Pay(second);
        Same(once, twice, "paid in pieces");
        Same(once.At(story.Later), twice.At(story.Later), "and later");
    };

    private static BigInteger Total(IDebt debt) => debt.Principal + debt.Interest;

    private static void Same(IDebt expected, IDebt actual, string what)
    {
        Holds.Equal(expected.Principal, actual.Principal, $"principal, {what}");
        Holds.Equal(expected.Interest, actual.Interest, $"interest, {what}");
    }
}

/// <summary>Ascending times at which something is looked at, and one not before the last.</summary>
public sealed record Timeline(long[] Times, long Later)
{
    public IEnumerable<Timeline> Smaller()
    {
        if (Times.Length > 1)
        {
            yield return this with { Times = Times[(Times.Length / 2)..] };
            yield return this with { Times = [.. Times[..^2], Times[^1]] };
        }
        foreach (var later in Amounts.Smaller(Later, Times[^1]))
        {
            yield return this with { Later = (long)later };
        }
    }

    public override string ToString() => $"at {string.Join(", ", Times)}, later {Later}";
}
