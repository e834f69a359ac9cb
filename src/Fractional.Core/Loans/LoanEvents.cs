using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Loans;

/// <summary>A loan exists. For a refinance: borrower is the arranger, receiver the vault, premium 0.</summary>
public sealed record LoanOpened(
    LoanId LoanId,
    Account Vault,
    Account Borrower,
    Account Receiver,
    Wei Principal,
    Wei Premium,
    LoanTerms Terms) : VaultEvent;

public sealed record OfferFunded(LoanId LoanId, Account Lender, OfferHash OfferHash, Wei Principal) : VaultEvent;

/// <summary>Amount was paid against the debt; principal, numerator and repaid are as they stand after it.</summary>
public sealed record DebtPaid(
    LoanId LoanId,
    Account Payer,
    Wei Amount,
    Wei Principal,
    BigInteger InterestNumerator,
    Wei Repaid) : VaultEvent;

public sealed record LoanRefinanced(LoanId OldLoanId, LoanId NewLoanId, Account Payer, Wei Debt) : VaultEvent;

public sealed record LoanFlagged(LoanId LoanId, Account Flagger, Wei Debt, Wei LiquidationValue) : VaultEvent;

public sealed record LoanUnflagged(LoanId LoanId, Account Caller, Wei Debt, Wei LiquidationValue) : VaultEvent;

/// <summary>Interest stopped and joined the principal.</summary>
public sealed record DebtFrozen(LoanId LoanId, Wei Debt) : VaultEvent;

/// <summary>The auction ended; badDebt wei of the frozen debt stays unpaid for ever.</summary>
public sealed record LoanClosed(LoanId LoanId, Wei BadDebt) : VaultEvent;

public sealed record LenderWithdrawn(LoanId LoanId, Account Lender, Account To, Wei Amount) : VaultEvent;

/// <summary>A whole position changed hands; units and withdrawn are those that moved.</summary>
public sealed record PositionMoved(
    LoanId LoanId, Account From, Account To, Wei Units, Wei Withdrawn) : VaultEvent;

/// <summary>Every lender of an ended loan was paid; what flooring left went to the insurance fund.</summary>
public sealed record LoanSwept(LoanId LoanId, Account To, Wei AmountPaid) : VaultEvent;
