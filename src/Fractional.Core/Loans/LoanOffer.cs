using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>A lender's signed promise to fund part of one loan on one vault. Used at most once.</summary>
/// <param name="Lender">Who signs and pays.</param>
/// <param name="Vault">The only vault it is for.</param>
/// <param name="Principal">Wei.</param>
/// <param name="Terms">All of them; every offer of one loan carries the same.</param>
/// <param name="Epoch">Must equal the lender's epoch; one bump cancels every older offer.</param>
/// <param name="Salt">Tells two equal offers apart.</param>
/// <param name="ValidUntil">The offer is dead from here on.</param>
public sealed record LoanOffer(
    Account Lender, Account Vault, Wei Principal, LoanTerms Terms, ulong Epoch, ulong Salt, Timestamp ValidUntil);

/// <summary>An offer with what was found out about it where hashes and signatures are known.</summary>
/// <param name="Offer">As signed.</param>
/// <param name="Hash">Its EIP-712 digest.</param>
/// <param name="LenderEpoch">The lender's epoch now.</param>
/// <param name="IsUsed">It funded a loan before.</param>
/// <param name="IsSigned">The signature is the lender's.</param>
public sealed record PresentedOffer(
    LoanOffer Offer, OfferHash Hash, ulong LenderEpoch, bool IsUsed, bool IsSigned);
