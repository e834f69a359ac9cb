using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Fractional.Laws;

/// <summary>How many cases to run, from which seed, and where to print. The same seed replays the same cases.</summary>
/// <param name="Cases">Cases of a law of cost 1.</param>
/// <param name="Seed">Start of the pseudo-random sequence; every law starts from it again.</param>
/// <param name="Print">Gets one line for each law checked.</param>
public sealed record LawRun(int Cases, ulong Seed, Action<string> Print)
{
    public const string SeedVariable = "FRACTIONAL_SEED";
    public const string CasesVariable = "FRACTIONAL_CASES";
    public const string TierVariable = "FRACTIONAL_TIER";
    private const int FewestCases = 20;

    /// <summary>FsCheck's size does not grow: case n depends on the seed only, not on their number.</summary>
    private const int ConstantSize = 100;

    /// <summary>One fresh seed for a whole process, so that one number replays everything it ran.</summary>
    private static readonly ulong FreshSeed =
        BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));

    /// <summary>
    /// Seed from FRACTIONAL_SEED (else a fresh one), cases from FRACTIONAL_CASES, else from FRACTIONAL_TIER:
    /// <c>quick</c> 200, <c>ci</c> 2,000 (also when unset), <c>deep</c> 100,000.
    /// </summary>
    public static LawRun FromEnvironment(Action<string>? print = null)
    {
        var seed = Environment.GetEnvironmentVariable(SeedVariable);
        var cases = Environment.GetEnvironmentVariable(CasesVariable);
        return new LawRun(
            string.IsNullOrEmpty(cases) ? CasesOfTier(Environment.GetEnvironmentVariable(TierVariable))
                : Parse<int>(CasesVariable, cases, n => n > 0),
            string.IsNullOrEmpty(seed) ? FreshSeed : Parse<ulong>(SeedVariable, seed, _ => true),
            print ?? Console.WriteLine);
    }

    /// <summary>Runs one law.</summary>
    /// <exception cref="LawBrokenException">With the smallest case found and how to replay it.</exception>
    public void Check(Law law)
    {
        var cases = law.Cost == int.MaxValue ? 1 : Math.Min(Cases, Math.Max(FewestCases, Cases / law.Cost));
        var verdict = new Verdict();
        var config = Config.Quick.WithMaxTest(cases).WithStartSize(ConstantSize).WithEndSize(ConstantSize)
            .WithRunner(verdict).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), null)));
        FsCheck.Check.One(config, law.Property);
        switch (verdict.Result)
        {
            case TestResult.Passed passed:
                Print($"law {law.Number} {law.Name}: {passed.Item1.NumberOfTests} cases, seed {Seed}");
                break;
            case TestResult.Failed failed:
                throw Broken(law, failed);
            default:
                throw new LawBrokenException($"law {law.Number} {law.Name}: no case could be made, seed {Seed}");
        }
    }

    /// <summary>Runs every law and reports all that are broken, not only the first.</summary>
    public void Check(IEnumerable<Law> laws)
    {
        var broken = new List<LawBrokenException>();
        foreach (var law in laws)
        {
            try
            {
                Check(law);
            }
            catch (LawBrokenException e)
            {
                broken.Add(e);
            }
        }
        if (broken.Count > 0)
        {
            throw new LawBrokenException(string.Join("\n", broken.Select(e => e.Message)), broken[0]);
        }
    }

    /// <summary>The cases themselves, for a check that needs many at once.</summary>
    public T[] Draw<T>(Arbitrary<T> cases) => cases.Generator.Sample(Cases, new Rnd(Seed), ConstantSize);

    private LawBrokenException Broken(Law law, TestResult.Failed failed)
    {
        var reason = failed.Item4 is Outcome.Failed outcome ? outcome.Item : null;
        var message = $"""
            law {law.Number} {law.Name}: BROKEN by case {failed.Item1.NumberOfTests}, seed {Seed}
              smallest case ({failed.Item1.NumberOfShrinks} shrinks): {string.Join(" and ", failed.Item3.Select(Show))}
              why: {Explain(reason)}
              replay: {SeedVariable}={Seed} {CasesVariable}={Cases}
            """;
        Print(message);
        return new LawBrokenException(message, reason);
    }

    private static string Explain(Exception? reason) => reason switch
    {
        null => "the law answered false",
        LawBrokenException => reason.Message,
        _ => $"{reason.GetType().Name}: {reason.Message} {reason.StackTrace?.Split('\n')[0].Trim()}",
    };

    private static int CasesOfTier(string? tier) => tier switch
    {
        "quick" => 200,
        "ci" or "" or null => 2_000,
        "deep" => 100_000,
        _ => throw new ArgumentException($"{TierVariable} is '{tier}'; it must be quick, ci or deep"),
    };

    private static T Parse<T>(string variable, string text, Func<T, bool> accepted) where T : struct, IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var number) && accepted(number)
            ? number
            : throw new ArgumentException($"{variable} is '{text}'; it must be a positive whole number");

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        ITuple tuple => "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Show(tuple[i]))) + ")",
        IEnumerable many => "[" + string.Join(", ", many.Cast<object?>().Select(Show)) + "]",
        _ => value.ToString() ?? string.Empty,
    };

    private sealed class Verdict : IRunner
    {
        public TestResult? Result { get; private set; }

        public void OnStartFixture(Type t)
        {
        }

        public void OnArguments(
            int test, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
        {
        }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
        {
        }

        public void OnFinished(string name, TestResult result) => Result = result;
    }
}
