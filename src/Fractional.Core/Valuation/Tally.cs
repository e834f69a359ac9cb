using Fractional.Core.Units;

namespace Fractional.Core.Valuation;

/// <summary>One signed number about one subject: what appraisals and floor reports have in common.</summary>
internal readonly record struct Attested(
    Wei Value, Timestamp ObservedAt, Timestamp ValidUntil, ulong Nonce, bool IsOfSubject, Signature Signature);

/// <summary>What a batch of attestations adds up to, once every one of them was found good.</summary>
/// <param name="Values">Ascending, with their weights.</param>
/// <param name="Weight">Of all signers.</param>
/// <param name="NewcomersWeight">Of the signers who did not sign the round that tripped the breaker.</param>
/// <param name="ObservedAt">The oldest.</param>
internal sealed record Tally(Weighted[] Values, ulong Weight, ulong NewcomersWeight, Timestamp ObservedAt)
{
    private const int SignerMinimum = 3;
    private static readonly Wei ValueLimit = new(UInt128.One << 120);

    public Wei Median => WeightedMedian.Of(Values);

    /// <summary>Reads a batch in the order of the contract's checks; the first bad attestation refuses all.</summary>
    public static Refusal? Read(AppraisalOracle oracle, Attested[] batch, Timestamp now, out Tally tally)
    {
        tally = new Tally(new Weighted[batch.Length], 0, 0, new Timestamp(Timestamp.MaxSeconds));
        if (batch.Length < SignerMinimum)
        {
            return new Refusal.QuorumMissing(batch.Length, SignerMinimum);
        }
        var signers = new HashSet<Account>();
        for (var i = 0; i < batch.Length; i++)
        {
            var given = batch[i];
            var weight = oracle.Weights.GetValueOrDefault(given.Signature.Signer);
            if ((Disorder(batch, i) ?? Unfit(given, weight, signers) ?? Untimely(given, now) ?? Unsigned(given))
                is { } refusal)
            {
                return refusal;
            }
            tally.Values[i] = new Weighted(given.Value, weight);
            tally = tally with
            {
                Weight = tally.Weight + weight,
                NewcomersWeight = tally.NewcomersWeight + (given.Signature.IsNewcomer ? weight : 0UL),
                ObservedAt = Timestamp.Min(tally.ObservedAt, given.ObservedAt),
            };
        }
        return tally.Weight < oracle.QuorumWeight
            ? new Refusal.WeightMissing(tally.Weight, oracle.QuorumWeight)
            : null;
    }

    private static Refusal? Disorder(Attested[] batch, int i)
    {
        if (!batch[i].IsOfSubject)
        {
            return new Refusal.ItemMixed(i);
        }
        if (i == 0)
        {
            return null;
        }
        var order = batch[i].Value.CompareTo(batch[i - 1].Value);
        var isAscending = order > 0 || (order == 0 && batch[i].Signature.Signer > batch[i - 1].Signature.Signer);
        return isAscending ? null : new Refusal.NotSorted(i);
    }

    private static Refusal? Unfit(Attested given, ushort weight, HashSet<Account> signers)
    {
        if (given.Value.IsZero || given.Value > ValueLimit)
        {
            return new Refusal.AppraisalOutOfRange(given.Value, ValueLimit);
        }
        if (weight == 0)
        {
            return new Refusal.SignerUnknown(given.Signature.Signer);
        }
        return signers.Add(given.Signature.Signer) ? null : new Refusal.SignerRepeated(given.Signature.Signer);
    }

    private static Refusal? Untimely(Attested given, Timestamp now)
    {
        if (given.ObservedAt > now)
        {
            return new Refusal.ObservedInFuture(given.ObservedAt, now);
        }
        if (now >= given.ValidUntil)
        {
            return new Refusal.AppraisalExpired(given.ValidUntil, now);
        }
        return given.ObservedAt.Seconds + AppraisalOracle.MaxAgeSeconds < now.Seconds
            ? new Refusal.AppraisalTooOld(
                given.ObservedAt, new Timestamp(now.Seconds - AppraisalOracle.MaxAgeSeconds))
            : null;
    }

    private static Refusal? Unsigned(Attested given)
    {
        if (given.Nonce <= given.Signature.LastNonce)
        {
            return new Refusal.NonceNotGreater(given.Nonce, given.Signature.LastNonce);
        }
        return given.Signature.IsSigned ? null : new Refusal.SignatureRejected(given.Signature.Signer);
    }
}
