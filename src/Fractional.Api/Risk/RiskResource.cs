namespace Fractional.Api.Risk;

/// <summary>All loans that are owed in one payment token, and what a fall of their values would do.</summary>
/// <param name="PaymentToken">Of every amount here, another one with <c>?token=</c>; null while the factory lists
/// none.</param>
/// <param name="Loans">Owed or frozen by an auction.</param>
/// <param name="Debt">Wei, open now.</param>
/// <param name="Buckets">By LTV in steps of 1,000 bps; the last has no upper end.</param>
/// <param name="Unvalued">Loans with an item that was never appraised: in no bucket.</param>
/// <param name="Drops">If every value fell by so much at once.</param>
/// <param name="Stale">Loans whose oldest round is too old to open or flag one.</param>
/// <param name="Concentration">By collection, the largest debt first, at most 100.</param>
/// <param name="Past">Auctions that ended with a sale.</param>
public sealed record RiskResource(
    AsOf AsOf, ChecksumAddress? PaymentToken, int Loans, Digits Debt, IReadOnlyList<BucketResource> Buckets,
    int Unvalued, IReadOnlyList<DropResource> Drops, int Stale, IReadOnlyList<ConcentrationResource> Concentration,
    PastResource Past) : IDated;

/// <summary>Loans above one LTV and up to another.</summary>
/// <param name="ToLtvBps">Included; null for no end.</param>
/// <param name="Debt">Wei.</param>
public sealed record BucketResource(int FromLtvBps, int? ToLtvBps, int Loans, Digits Debt);

/// <summary>What a fall of all values would do to loans that are in no auction yet.</summary>
/// <param name="LoansFlaggable">Loans that could then be flagged.</param>
/// <param name="DebtAtRisk">Their debt, wei.</param>
/// <param name="Shortfall">Of it what no sale pays when all sell at the last round's reserve price, wei.</param>
public sealed record DropResource(int DropBps, int LoansFlaggable, Digits DebtAtRisk, Digits Shortfall);

/// <summary>Debt over one collection; of a vault with several, each has its part by value.</summary>
/// <param name="PartBps">Of all debt, floored.</param>
public sealed record ConcentrationResource(ChecksumAddress Collection, Digits Debt, int PartBps);

/// <summary>What auctions with a sale paid of the debt.</summary>
/// <param name="RecoveredBps">Debt paid in cash over debt, floored; null without an auction.</param>
public sealed record PastResource(int Auctions, int? RecoveredBps);
