using System.Numerics;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Core;

// ILoanBook's errors. NotSoleHolder, StateForbids and ZeroAddress are the vault's, with the same selectors.
public abstract partial record Refusal
{
    public sealed record OfferCountOutOfRange(int Count, int Limit) : Refusal;

    public sealed record OfferForOtherVault(Account Offered, Account Vault) : Refusal;

    public sealed record OfferTermsDiffer(int OfferIndex) : Refusal;

    public sealed record OfferExpired(Timestamp ValidUntil, Timestamp Timestamp) : Refusal;

    public sealed record OfferEpochStale(ulong Epoch, ulong Required) : Refusal;

    public sealed record OfferUsed(OfferHash OfferHash) : Refusal;

    public sealed record SignatureRejected(Account Signer) : Refusal;

    public sealed record ZeroPrincipal : Refusal;

    public sealed record PrincipalAboveLimit(BigInteger Principal, BigInteger Limit) : Refusal;

    public sealed record AppraisalStale(Timestamp ObservedAt, ulong MaxAgeSeconds) : Refusal;

    public sealed record BreakerTripped(Account Collection, BigInteger TokenId) : Refusal;

    public sealed record TermOutOfRange(string Term, BigInteger Given, BigInteger Limit) : Refusal;

    public sealed record NoLoan(Account Vault) : Refusal;

    public sealed record ZeroAmount : Refusal;

    public sealed record RefinanceWorse(string Term, BigInteger Given, BigInteger Limit) : Refusal;

    public sealed record MaturityOnly(LoanId LoanId) : Refusal;

    /// <summary>The debt is not above the limit (wei; the LTV's part of the value, floored).</summary>
    public sealed record StillHealthy(Wei Debt, Wei Limit) : Refusal;

    /// <summary>The debt is above the limit (wei; the LTV's part of the value, floored).</summary>
    public sealed record StillUnhealthy(Wei Debt, Wei Limit) : Refusal;

    public sealed record NotInDefault(ulong EarliestAt, Timestamp Timestamp) : Refusal;

    public sealed record RoundNotConfirming(Timestamp ObservedAt, ulong RequiredAt) : Refusal;

    public sealed record NothingToWithdraw(LoanId LoanId, Account Lender) : Refusal;

    public sealed record LoanNotEnded(LoanId LoanId) : Refusal;

    public sealed record LenderUnpaid(LoanId LoanId, Account Lender, Wei Amount) : Refusal;

    /// <summary>The units of the listed lenders are not those of the loan.</summary>
    public sealed record LendersMissing(Wei Units, Wei Required) : Refusal;

    /// <summary>Its part of a new series is claimed: it can be paid but not moved.</summary>
    public sealed record PositionConverted(LoanId LoanId, Account Lender) : Refusal;

    /// <summary>Its part of a new series is not claimed yet: without its units it could not be.</summary>
    public sealed record PositionUnconverted(LoanId LoanId, Account Lender) : Refusal;

    public sealed record NotPositionOwner(LoanId LoanId, Account Caller) : Refusal;
}
