using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Laws;
using Fractional.Laws.Arithmetic;
using Fractional.Laws.Generators;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Arithmetic;

/// <summary>Laws 1-3, 5 and 6 of the core's arithmetic.</summary>
public sealed class RoundingTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        RoundingLaws.All(new RoundingSubject(
            (a, b, c) => Rounding.MulDivDown((UInt128)a, (UInt128)b, (UInt128)c),
            (a, b, c) => Rounding.MulDivUp((UInt128)a, (UInt128)b, (UInt128)c),
            MostDivisor: Amounts.Max,
            ResultBits: 128)),
        WidthLaws.All(),
        TableLaws.All([.. Enumerable.Range(1, TableLaws.Count).Select(i => (BigInteger)ExponentialDecay.Root(i))]));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);
}
