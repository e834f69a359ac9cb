using System.Text.RegularExpressions;
using Fractional.Laws;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Differential;

/// <summary>Law 4: every pure function gives the same words on the EVM and in the core, or both refuse.</summary>
public sealed class DifferentialTests(Harness harness, ITestOutputHelper output) : IClassFixture<Harness>
{
    /// <summary>20,000 books in a usual run of 2,000 cases.</summary>
    private const int BooksForEachCase = 10;

    private static readonly PureFunction[] Functions =
        [
            .. CurveFunctions.All, .. ProceedsFunctions.All, .. LoanFunctions.All, .. ValueFunctions.All,
            .. BatchFunctions.All,
        ];

    [Fact]
    public async Task The_evm_and_the_core_agree_on_every_pure_function()
    {
        var run = LawRun.FromEnvironment(output.WriteLine);
        var tuples = 0;
        var broken = new List<string>();
        foreach (var function in Functions)
        {
            try
            {
                tuples += await harness.Compare(function, run);
            }
            catch (LawBrokenException e)
            {
                broken.Add(e.Message);
            }
        }
        broken.ShouldBeEmpty();
        var names = Functions.DistinctBy(f => f.Signature).Count();
        output.WriteLine($"differential: {tuples} tuples of {names} functions, 0 mismatches, seed {run.Seed}");
    }

    [Fact]
    public async Task An_argument_beyond_its_type_is_refused_by_both()
    {
        var run = LawRun.FromEnvironment(output.WriteLine);
        var tuples = 0;
        var wide = new Regex(@"uint(?:192|224|256)|bool|\[\]");
        foreach (var function in Functions.Where(f => !wide.IsMatch(f.Signature)))
        {
            tuples += await harness.RefusesTooWide(function, run);
        }
        tuples.ShouldBePositive();
        output.WriteLine($"law 5 an argument beyond its type is refused by both: {tuples} cases, seed {run.Seed}");
    }

    [Fact]
    public async Task The_evm_and_the_core_clear_the_same_books_and_refuse_the_same_bids()
    {
        var run = LawRun.FromEnvironment(output.WriteLine);
        var books = await harness.Compare(BatchFunctions.Book, run with { Cases = BooksForEachCase * run.Cases });
        books.ShouldBe(BooksForEachCase * run.Cases);
        output.WriteLine($"books: {books} books, {BatchFunctions.BidsSeen} bids taken, "
            + $"{BatchFunctions.RefusalsSeen} refused, 0 mismatches, seed {run.Seed}");
        BatchFunctions.RefusalsSeen.ShouldBePositive();
    }

    [Fact]
    public async Task A_core_that_rounds_the_other_way_is_caught_and_shrunk()
    {
        var honest = CurveFunctions.All.First(f => f.Signature.StartsWith("mulDivUp", StringComparison.Ordinal));
        var wrong = PureFunction.Of(
            honest.Signature,
            a => Core.Units.Rounding.MulDivDown((UInt128)a[0], (UInt128)a[1], (UInt128)a[2]),
            PureFunction.Amt, PureFunction.Amt, PureFunction.Amt);

        var broken = await Should.ThrowAsync<LawBrokenException>(
            () => harness.Compare(wrong, new LawRun(500, 7, _ => { })));
        broken.Message.ShouldContain("(1, 1, 2): the core says 0, the EVM says 1");
    }
}
