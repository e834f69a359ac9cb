using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Fractional.Laws.Generators;

namespace Fractional.Properties.Model;

/// <summary>Where on the clock an actor waits before acting.</summary>
internal enum Wait
{
    Not,
    UntilJustBefore,
    Until,
    UntilJustAfter,
}

/// <summary>
/// What an actor would like to do, in numbers that mean something in every state, so that a story stays a story when
/// parts of it are left out. <see cref="Intention"/> turns it into a command.
/// </summary>
/// <param name="Urge">Which command, among those that make sense now.</param>
/// <param name="Blind">Any command, whether or not it makes sense, by anybody, with odd arguments.</param>
/// <param name="Actor">0..4.</param>
/// <param name="Other">0..4: whom it is about.</param>
/// <param name="Part">Thousandths of the whole that is at stake; 1,001 is one wei more than all.</param>
/// <param name="Luck">Every other choice.</param>
/// <param name="Amount">An amount of any size.</param>
/// <param name="Wait">For the next moment at which a rule changes its answer.</param>
internal sealed record Wish(
    int Urge, bool Blind, int Actor, int Other, int Part, ulong Luck, BigInteger Amount, Wait Wait)
{
    public const int AllParts = 1_000;

    /// <summary>Stories of up to 60 wishes with time jumps; half of the wishes pay no attention to time.</summary>
    public static Arbitrary<Op<Wish>[]> Stories(int longest = Ops.Longest) =>
        Ops.Of(Arb.From(Any, Smaller), longest, 12, 21_600, 86_400, 259_200);

    /// <summary>A choice 0..sides-1; different questions (0..11) get different answers.</summary>
    public int Choose(int question, int sides) => (int)((Luck >> (question * 5)) % (ulong)sides);

    /// <summary>The wanted part of a whole.</summary>
    public UInt128 PartOf(UInt128 whole) => Part > AllParts
        ? whole + 1
        : (UInt128)((BigInteger)whole * Part / AllParts);

    private static Gen<Wish> Any =>
        from urge in Gen.Choose(0, 999)
        from blind in Gen.Choose(0, 6)
        from actor in Gen.Choose(0, Cast.Actors - 1)
        from other in Gen.Choose(0, Cast.Actors - 1)
        from part in Gen.Frequency(
            (2, Gen.Choose(0, AllParts + 1)), (2, Gen.Constant(AllParts)), (1, Gen.Elements(0, 1, 500, 999, 1_001)))
        from luck in Amounts.Bits(60)
        from amount in Amounts.UpTo(Amounts.Power(100)).Generator
        from wait in Gen.Frequency(
            (5, Gen.Constant(Wait.Not)), (2, Gen.Constant(Wait.Until)),
            (1, Gen.Elements(Wait.UntilJustBefore, Wait.UntilJustAfter)))
        select new Wish(urge, blind == 0, actor, other, part, (ulong)luck, amount, wait);

    private static IEnumerable<Wish> Smaller(Wish wish)
    {
        if (wish.Wait != Wait.Not)
        {
            yield return wish with { Wait = Wait.Not };
        }
        if (wish.Actor > 0)
        {
            yield return wish with { Actor = 0 };
        }
        if (wish.Other > 0)
        {
            yield return wish with { Other = 0 };
        }
        if (wish.Amount > 0)
        {
            yield return wish with { Amount = 0 };
        }
    }
}
