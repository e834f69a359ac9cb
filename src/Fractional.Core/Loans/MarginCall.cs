using System.Diagnostics;
using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Loans;

/// <summary>Rule U1: marks an unhealthy loan.</summary>
public sealed record Flag : VaultCommand;

/// <summary>Ends the margin call when the debt is at or below the cure LTV.</summary>
public sealed record Unflag : VaultCommand;

internal static class MarginCall
{
    public static Refusal? DecideFlag(Turn turn)
    {
        if (Repayment.LiveLoan(turn.Vault, out var loan) is { } refusal)
        {
            return refusal;
        }
        if (loan.FlaggedAt is not null)
        {
            return new Refusal.StateForbids(VaultState.MarginCall);
        }
        if (loan.Terms.Options.HasFlag(LoanOptions.MaturityOnly))
        {
            return new Refusal.MaturityOnly(loan.Id);
        }
        if (VaultValues.ReadFresh(turn.Vault, turn.Context, out var values) is { } unvalued)
        {
            return unvalued;
        }
        var debt = loan.DebtAt(turn.Now);
        if (StillHealthy(loan, debt, values.LiquidationValue) is { } healthy)
        {
            return healthy;
        }
        turn.Emit(new LoanFlagged(loan.Id, turn.Sender, debt, values.LiquidationValue));
        turn.MoveTo(VaultState.MarginCall);
        return null;
    }

    public static Refusal? DecideUnflag(Turn turn)
    {
        if (Repayment.LiveLoan(turn.Vault, out var loan) is { } refusal)
        {
            return refusal;
        }
        if (loan.FlaggedAt is null)
        {
            return new Refusal.StateForbids(VaultState.Loaned);
        }
        if (VaultValues.Read(turn.Vault, turn.Context, out var values) is { } unvalued)
        {
            return unvalued;
        }
        var debt = loan.DebtAt(turn.Now);
        if (!Health.IsCured(debt, values.LiquidationValue, loan.Terms.CureLtvBps))
        {
            return new Refusal.StillUnhealthy(
                debt, Rounding.BpsDown(values.LiquidationValue, loan.Terms.CureLtvBps));
        }
        turn.Emit(new LoanUnflagged(loan.Id, turn.Sender, debt, values.LiquidationValue));
        turn.MoveTo(VaultState.Loaned);
        return null;
    }

    /// <summary>Rule M or U2 and the end of interest: what a kick rests on.</summary>
    public static Refusal? Freeze(Turn turn)
    {
        if (Repayment.LiveLoan(turn.Vault, out var loan) is { } refusal)
        {
            return refusal;
        }
        var debt = loan.DebtAt(turn.Now);
        if (NotInDefault(turn, loan, debt) is { } sound)
        {
            return sound;
        }
        turn.Emit(new DebtFrozen(loan.Id, debt));
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened, Timestamp at) => happened switch
    {
        LoanFlagged e => vault.With(vault.Loans[e.LoanId.Number] with { FlaggedAt = at }),
        LoanUnflagged e => vault.With(vault.Loans[e.LoanId.Number] with { FlaggedAt = null }),
        DebtFrozen e => vault.With(Frozen(vault.Loans[e.LoanId.Number], e.Debt, at)),
        _ => throw new UnreachableException(),
    };

    private static Loan Frozen(Loan loan, Wei debt, Timestamp at) => loan with
    {
        IsFrozen = true,
        Balance = new LoanBalance(debt, BigInteger.Zero, at, loan.Balance.Repaid),
    };

    /// <summary>Rule M needs no oracle; rule U2 needs a fresh round that confirms the flag.</summary>
    private static Refusal? NotInDefault(Turn turn, Loan loan, Wei debt)
    {
        var now = turn.Now.Seconds;
        var maturesAt = loan.Terms.MaturesAtSeconds;
        if (now >= maturesAt)
        {
            return null;
        }
        if (loan.FlaggedAt is not { } flaggedAt)
        {
            return new Refusal.NotInDefault(maturesAt, turn.Now);
        }
        var earliestAt = Math.Min(maturesAt, flaggedAt.Seconds + loan.Terms.CureSeconds);
        if (now < earliestAt)
        {
            return new Refusal.NotInDefault(earliestAt, turn.Now);
        }
        if (VaultValues.ReadFresh(turn.Vault, turn.Context, out var values) is { } unvalued)
        {
            return unvalued;
        }
        var requiredAt = flaggedAt.Seconds + loan.Terms.ConfirmSeconds;
        return values.ObservedAt.Seconds < requiredAt
            ? new Refusal.RoundNotConfirming(values.ObservedAt, requiredAt)
            : StillHealthy(loan, debt, values.LiquidationValue);
    }

    private static Refusal.StillHealthy? StillHealthy(Loan loan, Wei debt, Wei liquidationValue)
    {
        var ltv = loan.Terms.LiquidationLtvBps;
        return Health.IsUnhealthy(debt, liquidationValue, ltv)
            ? null
            : new Refusal.StillHealthy(debt, Rounding.BpsDown(liquidationValue, ltv));
    }
}
