using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Core.Risk;

/// <summary>Loans that may be brought to auction and are not: somebody should have kicked.</summary>
public static class Overdue
{
    /// <summary>Since when time alone stands no longer in the way of a kick; nothing while it does, or once an auction
    /// runs. By rule M that is dueAt plus grace, whatever the values; after a flag it is the end of its cure window,
    /// and the kick then also needs a round that confirms it.</summary>
    public static Timestamp? Since(Loan loan, Timestamp now)
    {
        if (loan.IsFrozen)
        {
            return null;
        }
        var earliest = loan.FlaggedAt is { } flaggedAt
            ? Math.Min(loan.Terms.MaturesAtSeconds, flaggedAt.Seconds + loan.Terms.CureSeconds)
            : loan.Terms.MaturesAtSeconds;
        return now.Seconds >= earliest ? new Timestamp(earliest) : null;
    }
}
