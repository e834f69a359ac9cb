using System.Numerics;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Laws;
using Fractional.Laws.Loans;
using Xunit;
using Xunit.Abstractions;

namespace Fractional.Properties.Loans;

/// <summary>Laws 54-64 and 66 of the core's loans.</summary>
public sealed class LoanTests(ITestOutputHelper output)
{
    private static readonly LawsOf Laws = new(
        DebtLaws.All(terms => new Debt(terms, new LoanBalance(
            Wei(terms.Principal), 0, new Timestamp((ulong)terms.OpenedAt), Core.Units.Wei.Zero))),
        HealthLaws.All(
            (debt, worth, ltv) => Health.IsUnhealthy(Wei(debt), Wei(worth), Bps(ltv)),
            (debt, worth, ltv) => Health.IsCured(Wei(debt), Wei(worth), Bps(ltv)),
            (worth, ltv) => Rounding.BpsDown(Wei(worth), Bps(ltv)).Value),
        RefinanceLaws.All(refinance => RefinanceGuard.Check(
            Wei(refinance.Old.Principal), Wei(refinance.OldDebt), Terms(refinance.Old),
            refinance.New.Principal, Terms(refinance.New)) is null));

    public static TheoryData<string> Names => Laws.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_core_keeps(string name) => LawRun.FromEnvironment(output.WriteLine).Check(Laws[name]);

    private static LoanTerms Terms(DebtTerms terms) => new(
        Bps(terms.RateBps), Bps(terms.LateRateBps), new Timestamp((ulong)terms.DueAt), 259_200, 86_400, 21_600,
        Bps(2_500), Bps(3_700), Bps(4_000), Bps(200), Bps(7_000), 259_200, LoanOptions.None);

    private static Wei Wei(BigInteger amount) => new((UInt128)amount);

    private static Bps Bps(int bps) => new((ushort)bps);

    private sealed record Debt(DebtTerms Terms, LoanBalance Balance) : IDebt
    {
        public BigInteger Principal => Balance.Principal.Value;

        public BigInteger Interest => Balance.InterestUp.Value;

        public IDebt At(long timestamp) => this with
        {
            Balance = Balance.Accrue(
                Bps(Terms.RateBps), Bps(Terms.LateRateBps), new Timestamp((ulong)Terms.DueAt),
                new Timestamp((ulong)timestamp)),
        };

        public IDebt Pay(BigInteger amount) => this with { Balance = Balance.Pay(Wei(amount)) };
    }
}
