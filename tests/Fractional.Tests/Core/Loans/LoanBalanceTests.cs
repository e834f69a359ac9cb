using System.Numerics;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Shouldly;
using Xunit;

namespace Fractional.Tests.Core.Loans;

public sealed class LoanBalanceTests
{
    private static readonly Bps Rate = new(1_200);
    private static readonly Bps LateRate = new(600);
    private static readonly Timestamp DueAt = new(90 * Duration.Day);
    private static readonly Timestamp Start = new(0);
    private static readonly LoanBalance Fresh = new(new Wei(40 * Wei.One.Value), BigInteger.Zero, Start, default);

    [Fact]
    public void A_payment_above_the_debt_is_a_fault()
    {
        var due = At(90);
        Should.Throw<OverflowException>(() => due.Pay(due.DebtUp + new Wei(1)));
    }

    [Fact]
    public void Interest_does_not_run_backwards() =>
        Should.Throw<OverflowException>(() => At(90).Accrue(Rate, LateRate, DueAt, new Timestamp(1)));

    [Fact]
    public void The_golden_interest_is_owed_to_the_wei()
    {
        At(0).InterestUp.ShouldBe(Wei.Zero);
        At(90).InterestUp.ShouldBe(Wei.Parse("1183561643835616439"));
        At(93).InterestUp.ShouldBe(Wei.Parse("1242739726027397261"));
    }

    [Fact]
    public void A_late_loan_pays_the_late_rate_only_after_due()
    {
        var onTime = Fresh.Accrue(Rate, new Bps(0), DueAt, DueAt);
        At(90).ShouldBe(onTime);
        var late = Fresh.Accrue(Rate, LateRate, DueAt, DueAt + 1);
        late.InterestNumerator.ShouldBe(
            onTime.InterestNumerator + (BigInteger)Fresh.Principal.Value * (Rate.Value + LateRate.Value));
    }

    [Fact]
    public void How_often_interest_is_accrued_changes_nothing()
    {
        var numbers = new SeededNumbers(5);
        var end = new Timestamp(120 * Duration.Day);
        for (var i = 0; i < 200; i++)
        {
            var balance = Fresh;
            while (balance.AccruedAt < end)
            {
                var next = Timestamp.Min(balance.AccruedAt + numbers.Below(9 * Duration.Day), end);
                balance = balance.Accrue(Rate, LateRate, DueAt, next);
            }
            balance.ShouldBe(At(120));
        }
    }

    [Fact]
    public void A_payment_lowers_the_debt_by_exactly_its_amount()
    {
        var numbers = new SeededNumbers(6);
        for (var i = 0; i < 2_000; i++)
        {
            var balance = new LoanBalance(new Wei(numbers.Amount(120)), BigInteger.Zero, new Timestamp(0), default)
                .Accrue(Rate, LateRate, DueAt, new Timestamp(numbers.Below(1UL << 33)));
            var amount = Wei.Min(balance.DebtUp, new Wei(numbers.Amount(120)));
            var paid = balance.Pay(amount);
            paid.DebtUp.ShouldBe(balance.DebtUp - amount);
            paid.Repaid.ShouldBe(amount);
        }
    }

    [Fact]
    public void The_whole_debt_paid_leaves_nothing()
    {
        var paid = At(93).Pay(At(93).DebtUp);
        paid.Principal.ShouldBe(Wei.Zero);
        paid.InterestNumerator.ShouldBe(BigInteger.Zero);
    }

    private static LoanBalance At(uint day) => Fresh.Accrue(Rate, LateRate, DueAt, new Timestamp(day * Duration.Day));
}
