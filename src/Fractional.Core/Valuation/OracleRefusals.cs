using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core;

// IAppraisalOracle's errors.
public abstract partial record Refusal
{
    public sealed record QuorumMissing(int Count, int Minimum) : Refusal;

    public sealed record WeightMissing(ulong Weight, ulong Minimum) : Refusal;

    public sealed record NotSorted(int Index) : Refusal;

    public sealed record SignerUnknown(Account Signer) : Refusal;

    public sealed record SignerRepeated(Account Signer) : Refusal;

    public sealed record ObservedInFuture(Timestamp ObservedAt, Timestamp Timestamp) : Refusal;

    public sealed record AppraisalExpired(Timestamp ValidUntil, Timestamp Timestamp) : Refusal;

    public sealed record AppraisalTooOld(Timestamp ObservedAt, Timestamp OldestAllowed) : Refusal;

    public sealed record NonceNotGreater(ulong Nonce, ulong Last) : Refusal;

    public sealed record AppraisalOutOfRange(Wei Appraised, Wei Limit) : Refusal;

    public sealed record ItemMixed(int Index) : Refusal;

    public sealed record ObservedNotLater(Timestamp ObservedAt, ulong EarliestAllowed) : Refusal;

    public sealed record HistoryTooShort(ulong HaveSeconds, ulong NeedSeconds) : Refusal;

    public sealed record NoAppraisal(Account Collection, BigInteger TokenId) : Refusal;

    public sealed record SignerLimit(int Limit) : Refusal;

    public sealed record CollectionUnknown(Account Collection) : Refusal;

    public sealed record SettingOutOfRange(string Setting, ulong Given, ulong Limit) : Refusal;
}
