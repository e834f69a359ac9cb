using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Loans;

/// <summary>Pays min(amount, debt), interest first.</summary>
public sealed record Repay(Wei Amount) : VaultCommand;

/// <summary>Pays the whole debt and redeems the vault for the sender, who holds every share.</summary>
public sealed record RepayAndRedeem(Account To, ushort LeftBehind) : VaultCommand;

internal static class Repayment
{
    public static Refusal? Decide(Turn turn, Repay command)
    {
        if (LiveLoan(turn.Vault, out var loan) is { } refusal)
        {
            return refusal;
        }
        if (command.Amount.IsZero)
        {
            return new Refusal.ZeroAmount();
        }
        Pay(turn, loan, command.Amount);
        return null;
    }

    public static Refusal? Decide(Turn turn, RepayAndRedeem command)
    {
        if (LiveLoan(turn.Vault, out var loan) is { } refusal)
        {
            return refusal;
        }
        if (Holding.NotSoleHolder(turn.Vault, turn.Sender) is { } others)
        {
            return others;
        }
        Pay(turn, loan, new Wei(UInt128.MaxValue));
        return Redemption.Burn(turn, command.To, command.LeftBehind);
    }

    /// <summary>The loan owed now, unless there is none or an auction froze it.</summary>
    public static Refusal? LiveLoan(Vault vault, out Loan loan)
    {
        loan = vault.CurrentLoan!;
        if (loan is null)
        {
            return new Refusal.NoLoan(vault.Address);
        }
        return loan.IsFrozen ? new Refusal.StateForbids(vault.State) : null;
    }

    /// <summary>Books a payment against the accrued balance of a loan that is not frozen.</summary>
    public static void Book(Turn turn, Loan loan, LoanBalance accrued, Wei amount)
    {
        var after = accrued.Pay(amount);
        turn.Emit(new DebtPaid(
            loan.Id, turn.Sender, amount, after.Principal, after.InterestNumerator, after.Repaid));
    }

    /// <summary>Proceeds against a frozen debt stay apart from it: the principal is the debt of the auction.</summary>
    public static Vault Evolve(Vault vault, DebtPaid happened, Timestamp at)
    {
        var loan = vault.Loans[happened.LoanId.Number];
        if (loan.IsFrozen)
        {
            return vault.With(loan with
            {
                Balance = loan.Balance with { Repaid = happened.Repaid },
                Booked = loan.Booked + happened.Amount,
            });
        }
        var balance = new LoanBalance(happened.Principal, happened.InterestNumerator, at, happened.Repaid);
        var paid = vault.With(loan with { Balance = balance }).Received(happened.Amount);
        return balance.DebtUp.IsZero && loan.Id.Number == vault.CurrentLoanNumber
            ? paid with { CurrentLoanNumber = 0 }
            : paid;
    }

    private static void Pay(Turn turn, Loan loan, Wei amount)
    {
        var accrued = loan.AccruedTo(turn.Now);
        Book(turn, loan, accrued, Wei.Min(amount, accrued.DebtUp));
        if (turn.Vault.CurrentLoan is null)
        {
            turn.MoveTo(VaultState.Open);
        }
    }
}
