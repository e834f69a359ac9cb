using System.Diagnostics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Loans;

/// <summary>Pays a lender's entitlement less earlier withdrawals; only the lender may name another receiver.</summary>
public sealed record Withdraw(LoanId LoanId, Account Lender, Account To) : VaultCommand;

/// <summary>Moves the sender's whole position, units and withdrawn.</summary>
public sealed record MovePosition(LoanId LoanId, Account To) : VaultCommand;

internal static class Lending
{
    public static Refusal? Decide(Turn turn, Withdraw command)
    {
        if (command.To.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (command.To != command.Lender && turn.Sender != command.Lender)
        {
            return new Refusal.NotPositionOwner(command.LoanId, turn.Sender);
        }
        var loan = turn.Vault.LoanOf(command.LoanId);
        var amount = loan?.Withdrawable(command.Lender) ?? Wei.Zero;
        if (amount.IsZero)
        {
            return new Refusal.NothingToWithdraw(command.LoanId, command.Lender);
        }
        turn.Emit(new LenderWithdrawn(command.LoanId, command.Lender, command.To, amount));
        return null;
    }

    public static Refusal? Decide(Turn turn, MovePosition command)
    {
        var loan = turn.Vault.LoanOf(command.LoanId);
        if (loan is null || !loan.Positions.TryGetValue(turn.Sender, out var position))
        {
            return new Refusal.NotPositionOwner(command.LoanId, turn.Sender);
        }
        if (command.To.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        turn.Emit(new PositionMoved(
            command.LoanId, turn.Sender, command.To, position.Units, position.Withdrawn));
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        LenderWithdrawn e => Withdrawn(vault, e).Paid(e.Amount),
        PositionMoved e => Moved(vault, e),
        _ => throw new UnreachableException(),
    };

    private static Vault Withdrawn(Vault vault, LenderWithdrawn happened)
    {
        var loan = vault.Loans[happened.LoanId.Number];
        var position = loan.Positions[happened.Lender];
        var after = position with { Withdrawn = position.Withdrawn + happened.Amount };
        return vault.With(loan with { Positions = loan.Positions.SetItem(happened.Lender, after) });
    }

    private static Vault Moved(Vault vault, PositionMoved happened)
    {
        var loan = vault.Loans[happened.LoanId.Number];
        var positions = loan.Positions.Remove(happened.From); // before the credit: it may go to the same account
        var joined = positions.GetValueOrDefault(happened.To);
        var after = new Position(joined.Units + happened.Units, joined.Withdrawn + happened.Withdrawn);
        return vault.With(loan with { Positions = positions.SetItem(happened.To, after) });
    }
}
