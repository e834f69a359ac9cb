namespace Fractional.Api.Vaults;

/// <summary>What the oracle says of every item of a vault, as the contracts would read it at the newest
/// block.</summary>
/// <param name="MaxAgeSeconds">An older round opens no loan and flags none.</param>
/// <param name="Signers">Whose appraisals count. Who signed a round is in its transaction, not in its event.</param>
public sealed record AppraisalsResource(
    AsOf AsOf, ulong MaxAgeSeconds, IReadOnlyList<AppraisedItemResource> Items,
    IReadOnlyList<SignerResource> Signers) : IDated;

/// <summary>An item's values, wei; null when it was never appraised.</summary>
/// <param name="Appraisal">Weighted lower median of the last round.</param>
/// <param name="BorrowValue">After the haircut: the lower value.</param>
/// <param name="LiquidationValue">The higher of the value now and its average of 24 hours.</param>
/// <param name="Spot">The appraisal, at most a part of the collection's floor of 7 days.</param>
/// <param name="Limited">The spot value under the growth cap.</param>
/// <param name="DispersionBps">How far the appraisals of the round lie apart.</param>
/// <param name="ObservedAt">The oldest appraisal of the round.</param>
/// <param name="Fresh">Not older than maxAgeSeconds.</param>
/// <param name="Tripped">The breaker stops new loans, flags and kicks by rule U2.</param>
public sealed record AppraisedItemResource(
    int Index, ChecksumAddress Collection, Digits TokenId, Digits? Appraisal, Digits? BorrowValue,
    Digits? LiquidationValue, Digits? Spot, Digits? Limited, int? DispersionBps, Moment? ObservedAt,
    ulong? AgeSeconds, bool Fresh, bool Tripped);

/// <summary>An appraiser or floor reporter.</summary>
/// <param name="Weight">Of its word in a round.</param>
public sealed record SignerResource(ChecksumAddress Account, int Weight);
