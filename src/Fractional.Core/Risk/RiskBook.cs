using System.Collections.Immutable;
using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;

namespace Fractional.Core.Risk;

/// <summary>Loans above one LTV and up to another.</summary>
/// <param name="FromLtvBps">Not included, but for 0.</param>
/// <param name="ToLtvBps">Included; none for no end.</param>
public readonly record struct LtvBucket(int FromLtvBps, int? ToLtvBps, int Loans, BigInteger Debt);

/// <summary>What a fall of all values at once would do to the loans that no auction froze.</summary>
/// <param name="LoansFlaggable">That anybody could then flag.</param>
/// <param name="DebtAtRisk">Of these, wei.</param>
/// <param name="Shortfall">Of it what no sale pays when all sell at the last round's reserve price, wei.</param>
public readonly record struct FloorDrop(Bps Drop, int LoansFlaggable, BigInteger DebtAtRisk, BigInteger Shortfall);

/// <summary>What auctions with a sale paid of the debt, in cash and by the sale.</summary>
/// <param name="Debt">Frozen, less what lenders took in units, wei.</param>
/// <param name="Recovered">Of it, wei.</param>
public readonly record struct Recovery(int Auctions, BigInteger Debt, BigInteger Recovered)
{
    /// <summary>Floored: no record looks better than it is. None without a debt.</summary>
    public int? RecoveredBpsDown => Debt.IsZero ? null : (int)(Recovered * Bps.Whole / Debt);

    public static Recovery Of(IEnumerable<DutchAuction> auctions)
    {
        var recovery = default(Recovery);
        foreach (var auction in auctions.Where(a => a.Status is AuctionStatus.Settled or AuctionStatus.Covered))
        {
            recovery = new Recovery(
                recovery.Auctions + 1, recovery.Debt + auction.Debt.Value,
                recovery.Recovered + auction.Split().Debt.Value);
        }
        return recovery;
    }
}

/// <summary>All loans in one payment token. Sums are exact and may be above 2^128-1.</summary>
public static class RiskBook
{
    private const int BucketBps = 1_000;

    /// <summary>At 100 % and above, a bucket without end.</summary>
    private const int Buckets = 11;

    private static readonly ImmutableArray<Bps> Drops =
        [.. Enumerable.Range(1, 10).Select(step => new Bps((ushort)(500 * step)))];

    public static BigInteger DebtOf(IEnumerable<OwedLoan> loans) =>
        loans.Aggregate(BigInteger.Zero, (sum, loan) => sum + loan.Health.Debt.Value);

    /// <summary>By LTV, which is rounded up; loans without an appraisal are in none.</summary>
    public static ImmutableArray<LtvBucket> ByLtv(IReadOnlyCollection<OwedLoan> loans) =>
    [
        .. Enumerable.Range(0, Buckets).Select(index =>
        {
            var inIt = loans.Where(loan => BucketOf(loan) == index).ToList();
            return new LtvBucket(
                index * BucketBps, index < Buckets - 1 ? (index + 1) * BucketBps : null, inIt.Count, DebtOf(inIt));
        }),
    ];

    public static ImmutableArray<FloorDrop> ByDrop(IReadOnlyCollection<OwedLoan> loans) =>
        [.. Drops.Select(drop => DropOf(loans, drop))];

    /// <summary>Loans whose oldest round is too old to open one or flag one, or that have none.</summary>
    public static int Stale(IEnumerable<OwedLoan> loans, Timestamp now, ulong maxAgeSeconds) =>
        loans.Count(loan => loan.ObservedAt is not { } at || at.Seconds + maxAgeSeconds < now.Seconds);

    /// <summary>The debt that stands on each collection, the largest first; they sum to all of it.</summary>
    public static IEnumerable<(Account Collection, BigInteger Debt)> ByCollection(IEnumerable<OwedLoan> loans) =>
        loans.SelectMany(loan => loan.Collections).GroupBy(part => part.Collection)
            .Select(group => (
                group.Key, group.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Debt.Value)))
            .OrderByDescending(one => one.Item2).ThenBy(one => one.Key);

    private static int? BucketOf(OwedLoan loan) => loan.Health switch
    {
        { Collateral: null } => null,
        { LtvBps: null } => Buckets - 1, // nothing is left behind the debt
        { LtvBps: { } ltv } => Math.Min(Buckets - 1, Math.Max(0, ltv - 1) / BucketBps),
    };

    private static FloorDrop DropOf(IEnumerable<OwedLoan> loans, Bps drop)
    {
        var found = new FloorDrop(drop, 0, BigInteger.Zero, BigInteger.Zero);
        foreach (var loan in loans)
        {
            if (loan.CollateralAfterDown(drop) is { } worth
                && LoanHealth.IsFlaggable(loan.Loan, loan.Health.Debt, worth))
            {
                found = found with
                {
                    LoansFlaggable = found.LoansFlaggable + 1,
                    DebtAtRisk = found.DebtAtRisk + loan.Health.Debt.Value,
                    Shortfall = found.Shortfall + loan.Shortfall(worth).Value,
                };
            }
        }
        return found;
    }
}
