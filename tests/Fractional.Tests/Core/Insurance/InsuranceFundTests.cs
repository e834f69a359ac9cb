using Fractional.Core.Insurance;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Insurance;

public sealed class InsuranceFundTests
{
    [Fact]
    public void It_pays_nothing_that_it_does_not_have()
    {
        var fund = InsuranceFund.Empty.Book(Token, FundEntry.Absorbed, new Wei(10));
        Should.Throw<OverflowException>(() => fund.Book(Token, FundEntry.Covered, new Wei(11)));
        Should.Throw<OverflowException>(() => fund.Book(Token, FundEntry.Tipped, new Wei(11)));
        Should.Throw<OverflowException>(() => fund.Book(Series, FundEntry.Tipped, new Wei(1)));
    }

    [Fact]
    public void Every_token_has_a_book_of_its_own_and_cash_is_what_came_in_less_what_went_out()
    {
        var fund = InsuranceFund.Empty
            .Book(Token, FundEntry.Absorbed, new Wei(10)).Book(Series, FundEntry.Absorbed, new Wei(5))
            .Book(Token, FundEntry.Covered, new Wei(3)).Book(Token, FundEntry.Tipped, new Wei(2));
        fund[Token].ShouldBe(new FundAccount(new Wei(10), new Wei(3), new Wei(2)));
        fund[Token].Cash.ShouldBe(new Wei(5));
        fund[Series].Cash.ShouldBe(new Wei(5));
        fund[Alice].ShouldBe(default);
    }

    [Fact]
    public void A_log_adds_up_or_its_first_wrong_line_is_named()
    {
        FundBooking[] log =
        [
            new(Token, FundEntry.Absorbed, new Wei(10), new Wei(10)),
            new(Series, FundEntry.Absorbed, new Wei(1), new Wei(1)),
            new(Token, FundEntry.Covered, new Wei(4), new Wei(6)),
            new(Token, FundEntry.Tipped, new Wei(6), Wei.Zero),
        ];
        Difference(log).ShouldBeNull();
        for (var i = 0; i < log.Length; i++)
        {
            var wrong = log.ToArray();
            wrong[i] = wrong[i] with { Cash = wrong[i].Cash + new Wei(1) };
            Difference(wrong).ShouldNotBeNull().LogIndex.ShouldBe((uint)i);
        }
        log[^1] = log[^1] with { Amount = new Wei(7) };
        var difference = Difference(log).ShouldNotBeNull();
        (difference.Field, difference.Expected, difference.Found).ShouldBe(("Amount", "at most 6", "7"));
    }

    private static Difference? Difference(FundBooking[] log) => InsuranceFund.FirstDifference(
        log.Select((booking, i) => new Recorded<FundBooking>(booking, new Timestamp(1), 1, (uint)i)));
}
