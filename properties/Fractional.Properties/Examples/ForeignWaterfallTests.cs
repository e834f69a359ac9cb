using System.Numerics;
using System.Runtime.CompilerServices;
using Fractional.Laws;
using Fractional.Laws.Proceeds;
using Shouldly;
using Xunit;

namespace Fractional.Properties.Examples;

/// <summary>The example of the laws' README, compiled; and what the laws say of a waterfall with an old bug.</summary>
public sealed class ForeignWaterfallTests
{
    [Fact]
    public void A_waterfall_that_is_not_ours_passes()
    {
        // README
        Distribution Mine(WaterfallTerms terms, BigInteger proceeds)
        {
            BigInteger Pay(BigInteger due) { var paid = BigInteger.Min(due, proceeds); proceeds -= paid; return paid; }
            var cutBps = terms.FeeBps + terms.RoyaltyBps;
            var nominal = proceeds * cutBps / 10_000;
            var (keeper, debt, penalty, cut) = (Pay(terms.Keeper), Pay(terms.Debt), Pay(terms.Penalty), Pay(nominal));
            var fee = cut.IsZero ? 0 : cut * terms.FeeBps / cutBps;
            return new Distribution(keeper, debt, penalty, fee, cut - fee, proceeds);
        }
        // README ends

        LawRun.FromEnvironment(_ => { }).Check(WaterfallLaws.All(Mine));
    }

    [Fact]
    public void A_waterfall_that_floors_fee_and_royalty_one_by_one_is_caught()
    {
        Distribution Buggy(WaterfallTerms terms, BigInteger proceeds)
        {
            BigInteger Pay(BigInteger owed)
            {
                var paid = BigInteger.Min(owed, proceeds);
                proceeds -= paid;
                return paid;
            }

            var (nominalFee, nominalRoyalty) = (proceeds * terms.FeeBps / 10_000, proceeds * terms.RoyaltyBps / 10_000);
            var (keeper, debt, penalty) = (Pay(terms.Keeper), Pay(terms.Debt), Pay(terms.Penalty));
            return new Distribution(keeper, debt, penalty, Pay(nominalFee), Pay(nominalRoyalty), proceeds);
        }

        var broken = Should.Throw<LawBrokenException>(() =>
            new LawRun(2_000, 7, _ => { }).Check(WaterfallLaws.All(Buggy)));
        broken.Message.ShouldContain("law 68 one wei more gives the holders 0 or 1 wei more: BROKEN");
        broken.Message.ShouldContain("FRACTIONAL_SEED=7 FRACTIONAL_CASES=2000");
        broken.Message.ShouldNotContain("law 67");
    }

    [Fact]
    public void A_broken_law_shrinks_to_the_same_smallest_case_from_the_same_seed()
    {
        string Break(int cases) => Should.Throw<LawBrokenException>(() =>
            new LawRun(cases, 7, _ => { }).Check(WaterfallLaws.All(Generous).First(l => l.Number == 67))).Message;

        Break(500).Split("replay")[0].ShouldBe(Break(2_000).Split("replay")[0]);
        Break(500).ShouldContain("Debt = 0, Penalty = 0, FeeBps = 0, RoyaltyBps = 0");
    }

    [Fact]
    public void The_readme_shows_the_example_that_is_compiled_here()
    {
        var here = File.ReadAllText(Here()).Split("// README\n")[1].Split("// README ends")[0];
        var lines = here.TrimEnd().Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim());
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../Fractional.Laws/README.md"));
        readme.ShouldContain(string.Join("\n", lines));
    }

    /// <summary>Pays the holders a wei that never came in.</summary>
    private static Distribution Generous(WaterfallTerms terms, BigInteger proceeds) =>
        WaterfallReference.Distribute(terms, proceeds) is var honest && proceeds > 2
            ? honest with { Residual = honest.Residual + 1 }
            : honest;

    private static string Here([CallerFilePath] string path = "") => path;
}
