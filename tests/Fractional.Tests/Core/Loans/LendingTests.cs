using Fractional.Core;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Tests.Core.Vaults;
using Shouldly;
using Xunit;
using static Fractional.Tests.Core.Vaults.VaultStory;

namespace Fractional.Tests.Core.Loans;

public sealed class LendingTests
{
    private readonly VaultStory story = Funded();

    [Fact]
    public void A_withdrawal_needs_a_receiver_an_owner_and_money()
    {
        story.Refuses(Lender, new Withdraw(story.LoanId, Lender, Account.Zero), new Refusal.ZeroAddress());
        story.Refuses(Bob, new Withdraw(story.LoanId, Lender, Bob), new Refusal.NotPositionOwner(story.LoanId, Bob));
        story.Refuses(
            Lender, new Withdraw(story.LoanId, Lender, Lender), new Refusal.NothingToWithdraw(story.LoanId, Lender));
        var unknown = new LoanId(Address, 9);
        story.Refuses(Lender, new Withdraw(unknown, Lender, Lender), new Refusal.NothingToWithdraw(unknown, Lender));
    }

    [Fact]
    public void Only_a_lender_moves_a_position_and_not_to_nobody()
    {
        story.Refuses(Bob, new MovePosition(story.LoanId, Bob), new Refusal.NotPositionOwner(story.LoanId, Bob));
        story.Refuses(Lender, new MovePosition(story.LoanId, Account.Zero), new Refusal.ZeroAddress());
    }

    [Fact]
    public void Lenders_withdraw_their_floored_part_of_what_was_repaid_in_any_order()
    {
        story.Do(Alice, new Fractional.Core.Loans.Repay(new Wei(10)));
        story.Do(Bob, new Withdraw(story.LoanId, OtherLender, OtherLender)).ShouldBe([
            new LenderWithdrawn(story.LoanId, OtherLender, OtherLender, new Wei(6)),
        ]);
        story.Do(Lender, new Withdraw(story.LoanId, Lender, Bob)).ShouldBe([
            new LenderWithdrawn(story.LoanId, Lender, Bob, new Wei(3)),
        ]);
        story.Do(Alice, new Fractional.Core.Loans.Repay(new Wei(2)));
        story.Do(Lender, new Withdraw(story.LoanId, Lender, Lender)).ShouldBe([
            new LenderWithdrawn(story.LoanId, Lender, Lender, new Wei(1)),
        ]);
    }

    [Fact]
    public void A_position_moves_with_what_it_withdrew_and_joins_another()
    {
        story.Do(Alice, new Fractional.Core.Loans.Repay(new Wei(12)));
        story.Do(Lender, new Withdraw(story.LoanId, Lender, Lender));
        story.Do(Lender, new MovePosition(story.LoanId, OtherLender)).ShouldBe([
            new PositionMoved(story.LoanId, Lender, OtherLender, Ether(10), new Wei(4)),
        ]);
        var loan = story.Vault.Loans[1];
        loan.Positions.ShouldHaveSingleItem().Value.ShouldBe(new Position(Ether(30), new Wei(4)));
        loan.Withdrawable(OtherLender).ShouldBe(new Wei(8));
    }

    [Fact]
    public void A_position_moved_to_its_owner_stays_what_it_was()
    {
        story.Do(Lender, new MovePosition(story.LoanId, Lender));
        story.Vault.Loans[1].Positions[Lender].ShouldBe(new Position(Ether(10), Wei.Zero));
    }

    [Fact]
    public void A_loan_is_swept_only_when_it_has_ended_and_every_lender_is_paid()
    {
        var id = story.LoanId;
        story.Refuses(Bob, new SweepLoan(id, [Lender, OtherLender]), new Refusal.LoanNotEnded(id));
        story.Do(Alice, new Fractional.Core.Loans.Repay(new Wei(4)));
        story.Do(Alice, new Fractional.Core.Loans.Repay(new Wei(UInt128.MaxValue)));
        story.Do(Lender, new Withdraw(id, Lender, Lender));
        var due = story.Vault.Loans[1].Withdrawable(OtherLender);
        story.Refuses(
            Bob, new SweepLoan(id, [Lender, OtherLender]), new Refusal.LenderUnpaid(id, OtherLender, due));
        story.Refuses(
            Bob, new SweepLoan(id, [Lender, Lender]), new Refusal.LendersMissing(Ether(10), Ether(30)));
        var unknown = new LoanId(Address, 9);
        story.Refuses(Bob, new SweepLoan(unknown, []), new Refusal.NothingToSweep());
    }

    [Fact]
    public void What_flooring_left_of_an_ended_loan_goes_to_the_insurance_fund_once()
    {
        story.Wait(1);
        story.Do(Alice, new Fractional.Core.Loans.Repay(new Wei(UInt128.MaxValue)));
        story.Do(Lender, new Withdraw(story.LoanId, Lender, Lender));
        story.Do(Lender, new Withdraw(story.LoanId, OtherLender, OtherLender));
        var dust = story.Vault.Held;
        dust.ShouldBe(new Wei(1), "a second's interest is no multiple of three");
        story.Do(Bob, new SweepLoan(story.LoanId, [OtherLender, Lender])).ShouldBe([
            new LoanSwept(story.LoanId, Fund, dust),
        ]);
        story.Vault.Held.ShouldBe(Wei.Zero);
        story.Refuses(
            Bob, new SweepLoan(story.LoanId, [OtherLender, Lender]), new Refusal.LendersMissing(Wei.Zero, Ether(30)));
        story.Refuses(
            Lender, new MovePosition(story.LoanId, OtherLender), new Refusal.NotPositionOwner(story.LoanId, Lender));
    }

    private static VaultStory Funded()
    {
        var story = new VaultStory();
        var terms = story.Terms;
        story.Do(Alice, new OpenLoan(
            [story.Offer(terms, Ether(10)), story.Offer(terms, Ether(20), OtherLender)], Alice));
        return story;
    }
}
