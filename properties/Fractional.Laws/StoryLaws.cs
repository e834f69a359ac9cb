using System.Numerics;
using FsCheck;
using Fractional.Laws.Generators;

namespace Fractional.Laws;

/// <summary>Something with money in it that lives through commands. A refused command changes nothing.</summary>
public interface IStory<TCommand>
{
    /// <summary>Lets the delay pass, then does the command, or refuses it.</summary>
    void Step(Op<TCommand> op);

    /// <summary>What came in, went out and lies here, wei of one token.</summary>
    (BigInteger In, BigInteger Out, BigInteger Held) Money { get; }

    /// <summary>What must be true now beside the money; throws <see cref="LawBrokenException"/>.</summary>
    void Check();
}

/// <summary>Law 70, and whatever a story checks after each step.</summary>
public static class StoryLaws
{
    public static Law Conserves<TCommand>(
        string name, Arbitrary<Op<TCommand>[]> commands, Func<IStory<TCommand>> begin, int cost = 1) =>
        Law.ForAll(70, name, commands, ops =>
        {
            var story = begin();
            foreach (var op in ops)
            {
                story.Step(op);
                var (cameIn, wentOut, held) = story.Money;
                Holds.Equal(cameIn, wentOut + held, $"money in after {op}");
                story.Check();
            }
        }, cost);
}
