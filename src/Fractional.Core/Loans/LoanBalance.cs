using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>What is owed on a loan at one moment. Rounded nowhere but in <see cref="InterestUp"/>.</summary>
/// <param name="Principal">Outstanding, wei.</param>
/// <param name="InterestNumerator">Unrounded interest over <see cref="Interest.Denominator"/>, below 2^185.</param>
/// <param name="AccruedAt">Until when interest is counted.</param>
/// <param name="Repaid">Paid to the lenders so far, wei.</param>
public readonly record struct LoanBalance(
    Wei Principal, BigInteger InterestNumerator, Timestamp AccruedAt, Wei Repaid)
{
    /// <summary>Interest owed, wei, rounded up once.</summary>
    public Wei InterestUp => Interest.Up(InterestNumerator);

    /// <summary>Principal plus interest rounded up once, wei.</summary>
    public Wei DebtUp => Principal + InterestUp;

    /// <summary>The balance with interest counted until <paramref name="at"/>.</summary>
    /// <exception cref="OverflowException"><paramref name="at"/> is before <see cref="AccruedAt"/>.</exception>
    public LoanBalance Accrue(Bps rate, Bps lateRate, Timestamp dueAt, Timestamp at) => this with
    {
        InterestNumerator =
            InterestNumerator + Interest.Numerator(Principal, rate, lateRate, dueAt, AccruedAt, at),
        AccruedAt = at,
    };

    /// <summary>The balance after a payment, interest first: the debt falls by exactly the amount.</summary>
    /// <exception cref="OverflowException">The amount is above the debt.</exception>
    public LoanBalance Pay(Wei amount)
    {
        var interest = InterestUp;
        var paid = this with { Repaid = Repaid + amount };
        return amount >= interest
            ? paid with { Principal = Principal - (amount - interest), InterestNumerator = BigInteger.Zero }
            : paid with { InterestNumerator = InterestNumerator - (BigInteger)amount.Value * Interest.Denominator };
    }
}
