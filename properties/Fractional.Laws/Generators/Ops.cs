using FsCheck;
using FsCheck.Fluent;

namespace Fractional.Laws.Generators;

/// <summary>A command and the seconds that pass before it.</summary>
public readonly record struct Op<T>(long DelaySeconds, T Command)
{
    public override string ToString() => $"+{DelaySeconds}s {Command}";
}

/// <summary>Stories: sequences of commands with time jumps.</summary>
public static class Ops
{
    public const int Longest = 60;

    /// <summary>1..<paramref name="longest"/> commands; smaller: half of them, one less, a smaller one.</summary>
    public static Arbitrary<Op<T>[]> Of<T>(Arbitrary<T> command, int longest = Longest, params long[] landmarks)
    {
        var delay = Gen.Frequency(
            (5, Gen.Constant(0L)),
            (3, Gen.Choose(1, 7_200).Select(s => (long)s)),
            (3, Gen.Elements(landmarks.SelectMany(l => new[] { l - 1, l, l + 1 }).Append(1L).ToArray())),
            (1, Gen.Choose(1, 200).Select(days => days * 86_400L)));
        var op = Arb.From(
            delay.Zip(command.Generator, (seconds, c) => new Op<T>(seconds, c)),
            o => Amounts.Smaller(o.DelaySeconds).Select(s => o with { DelaySeconds = (long)s })
                .Concat(command.Shrinker(o.Command).Select(c => o with { Command = c })));
        return Any.ListOf(op, 1, longest);
    }
}
