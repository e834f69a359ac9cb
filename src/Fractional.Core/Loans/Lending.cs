using System.Collections.Immutable;
using System.Diagnostics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Loans;

/// <summary>Pays a lender's entitlement less earlier withdrawals; only the lender may name another receiver.</summary>
public sealed record Withdraw(LoanId LoanId, Account Lender, Account To) : VaultCommand;

/// <summary>Moves the sender's whole position, units and withdrawn.</summary>
public sealed record MovePosition(LoanId LoanId, Account To) : VaultCommand;

/// <summary>Sends what flooring left of an ended loan to the insurance fund; fewer wei than lenders.</summary>
/// <param name="LoanId">The loan.</param>
/// <param name="Lenders">All who hold a position, in any order; each has withdrawn everything.</param>
public sealed record SweepLoan(LoanId LoanId, ImmutableArray<Account> Lenders) : VaultCommand;

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
        if (position.IsConverted)
        {
            return new Refusal.PositionConverted(command.LoanId, turn.Sender);
        }
        if (loan.Positions.GetValueOrDefault(command.To).IsConverted)
        {
            return new Refusal.PositionConverted(command.LoanId, command.To);
        }
        turn.Emit(new PositionMoved(
            command.LoanId, turn.Sender, command.To, position.Units, position.Withdrawn));
        return null;
    }

    public static Refusal? Decide(Turn turn, SweepLoan command)
    {
        if (turn.Vault.CurrentLoan?.Id == command.LoanId)
        {
            return new Refusal.LoanNotEnded(command.LoanId);
        }
        var loan = turn.Vault.LoanOf(command.LoanId);
        var (units, dust) = (Wei.Zero, loan?.Balance.Repaid ?? Wei.Zero);
        foreach (var lender in command.Lenders.Distinct())
        {
            var due = loan?.Withdrawable(lender) ?? Wei.Zero;
            if (!due.IsZero)
            {
                return new Refusal.LenderUnpaid(command.LoanId, lender, due);
            }
            var position = loan?.Positions.GetValueOrDefault(lender) ?? default;
            if (IsOwedSeries(turn.Vault, command.LoanId) && position is { Units.IsZero: false, IsConverted: false })
            {
                return new Refusal.PositionUnconverted(command.LoanId, lender);
            }
            (units, dust) = (units + position.Units, dust - position.Withdrawn);
        }
        var required = loan?.Units ?? Wei.Zero;
        if (units != required)
        {
            return new Refusal.LendersMissing(units, required);
        }
        if (dust.IsZero)
        {
            return new Refusal.NothingToSweep();
        }
        turn.Emit(new LoanSwept(command.LoanId, turn.Context.Protocol.InsuranceFund, dust));
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        LenderWithdrawn e => Withdrawn(vault, e).Paid(e.Amount),
        PositionMoved e => Moved(vault, e),
        LoanSwept e => Swept(vault, e).Paid(e.AmountPaid),
        _ => throw new UnreachableException(),
    };

    /// <summary>The loan ended in a new series for its lenders: their units are the claim on it.</summary>
    private static bool IsOwedSeries(Vault vault, LoanId id) => vault.Batches.Values.Any(batch =>
        batch.IsInKind && vault.Auctions[batch.Id.Number].LoanId == id);

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

    /// <summary>Joined later, two positions could be due a wei more: no position outlives the dust.</summary>
    private static Vault Swept(Vault vault, LoanSwept happened)
    {
        var loan = vault.Loans[happened.LoanId.Number];
        return vault.With(loan with { Positions = loan.Positions.Clear() });
    }
}
