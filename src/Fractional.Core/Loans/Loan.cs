using System.Collections.Immutable;
using Fractional.Core.Insurance;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>One lender's part of one loan.</summary>
/// <param name="Units">Wei of principal lent at opening; the part never changes.</param>
/// <param name="Withdrawn">Wei taken out so far.</param>
/// <param name="IsConverted">Its part of a new series is claimed.</param>
public readonly record struct Position(Wei Units, Wei Withdrawn, bool IsConverted = false);

/// <summary>A loan over a vault: its balance, its margin call, its lenders.</summary>
public sealed record Loan
{
    /// <summary>Lenders of one loan, so that no list grows without limit.</summary>
    public const int OfferLimit = 64;

    public required LoanId Id { get; init; }

    public required LoanTerms Terms { get; init; }

    /// <summary>As last touched; read debts through <see cref="DebtAt"/>.</summary>
    public required LoanBalance Balance { get; init; }

    /// <summary>Principal at opening, wei: the loan units of all lenders.</summary>
    public required Wei Units { get; init; }

    /// <summary>When it was flagged unhealthy, if it is.</summary>
    public Timestamp? FlaggedAt { get; init; }

    /// <summary>An auction runs or ran: interest stopped and the principal stays the frozen debt.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Wei booked against the frozen debt.</summary>
    public Wei Booked { get; init; }

    /// <summary>What the insurance fund paid of it when its auction ended, if it did.</summary>
    public LoanCovered? Cover { get; init; }

    /// <summary>By lender; none is left once the loan was swept.</summary>
    public ImmutableDictionary<Account, Position> Positions { get; init; } =
        ImmutableDictionary<Account, Position>.Empty;

    /// <summary>Principal and interest rounded up once, wei; the frozen debt once frozen.</summary>
    public Wei DebtAt(Timestamp now) => AccruedTo(now).DebtUp;

    /// <summary>What of the debt is not paid or booked yet, wei.</summary>
    public Wei OpenDebtAt(Timestamp now) => DebtAt(now) - Booked;

    /// <summary>The balance with interest counted until now; a frozen one earns nothing.</summary>
    public LoanBalance AccruedTo(Timestamp now) =>
        IsFrozen ? Balance : Balance.Accrue(Terms.RateBps, Terms.LateRateBps, Terms.DueAt, now);

    /// <summary>What this lender may withdraw now, wei: the entitlement, floored, less what it withdrew.</summary>
    public Wei Withdrawable(Account lender)
    {
        var position = Positions.GetValueOrDefault(lender);
        return LenderEntitlements.EntitlementDown(Balance.Repaid, position.Units, Units) - position.Withdrawn;
    }
}
