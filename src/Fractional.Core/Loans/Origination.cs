using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Loans;

/// <summary>Opens a loan funded by 1..64 signed offers with equal terms; the sender holds every share.</summary>
/// <param name="Offers">As presented, each with what its hash and signature were found to be.</param>
/// <param name="Receiver">Gets the principal less the premium.</param>
public sealed record OpenLoan(ImmutableArray<PresentedOffer> Offers, Account Receiver) : VaultCommand;

/// <summary>Replaces the loan by one that is no worse for share holders in any term. Anybody may arrange it.</summary>
public sealed record Refinance(ImmutableArray<PresentedOffer> Offers) : VaultCommand;

internal static class Origination
{
    public static Refusal? Decide(Turn turn, OpenLoan command)
    {
        if (command.Receiver.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (turn.Vault.State != VaultState.Open)
        {
            return new Refusal.StateForbids(turn.Vault.State);
        }
        if (Holding.NotSoleHolder(turn.Vault, turn.Sender) is { } others)
        {
            return others;
        }
        if (UseOffers(turn, command.Offers, out var made) is { } unusable)
        {
            return unusable;
        }
        if (VaultValues.ReadFresh(turn.Vault, turn.Context, out var values) is { } unvalued)
        {
            return unvalued;
        }
        var limit = Rounding.BpsDown(values.BorrowValue, made.Terms.MaxLtvBps);
        if (made.Principal > limit)
        {
            return new Refusal.PrincipalAboveLimit(made.Principal.Value, limit.Value);
        }
        var premium = Rounding.BpsUp(made.Principal, LoanRules.PremiumBps);
        turn.Emit(new LoanOpened(
            made.LoanId, turn.Vault.Address, turn.Sender, command.Receiver, made.Principal, premium, made.Terms));
        turn.MoveTo(VaultState.Loaned);
        return null;
    }

    public static Refusal? Decide(Turn turn, Refinance command)
    {
        if (Repayment.LiveLoan(turn.Vault, out var old) is { } refusal)
        {
            return refusal;
        }
        var balance = old.AccruedTo(turn.Now);
        if (UseOffers(turn, command.Offers, out var made) is { } unusable)
        {
            return unusable;
        }
        if (RefinanceGuard.Check(old.Balance.Principal, balance.DebtUp, old.Terms, made.Principal, made.Terms)
            is { } worse)
        {
            return worse;
        }
        Repayment.Book(turn, old, balance, balance.DebtUp);
        turn.Emit(new LoanOpened(
            made.LoanId, turn.Vault.Address, turn.Sender, turn.Vault.Address, made.Principal, Wei.Zero, made.Terms));
        turn.Emit(new LoanRefinanced(old.Id, made.LoanId, turn.Sender, balance.DebtUp));
        if (turn.Vault.State == VaultState.MarginCall)
        {
            turn.MoveTo(VaultState.Loaned);
        }
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened, Timestamp at) => happened switch
    {
        OfferFunded e => vault with
        {
            Funding = vault.Funding.SetItem(
                e.Lender, new Position(vault.Funding.GetValueOrDefault(e.Lender).Units + e.Principal, Wei.Zero)),
        },
        LoanOpened e => vault.With(new Loan
        {
            Id = e.LoanId,
            Terms = e.Terms,
            Balance = new LoanBalance(e.Principal, BigInteger.Zero, at, Wei.Zero),
            Units = e.Principal,
            Positions = vault.Funding,
        }) with
        {
            Funding = ImmutableDictionary<Account, Position>.Empty,
            CurrentLoanNumber = e.LoanId.Number,
        },
        LoanRefinanced => vault,
        _ => throw new UnreachableException(),
    };

    private readonly record struct Made(LoanId LoanId, Wei Principal, LoanTerms Terms);

    private static Refusal? UseOffers(Turn turn, ImmutableArray<PresentedOffer> offers, out Made made)
    {
        made = default;
        if (offers.IsEmpty || offers.Length > Loan.OfferLimit)
        {
            return new Refusal.OfferCountOutOfRange(offers.Length, Loan.OfferLimit);
        }
        var terms = offers[0].Offer.Terms;
        if (LoanRules.Check(terms, turn.Now) is { } outOfRange)
        {
            return outOfRange;
        }
        var loanId = new LoanId(turn.Vault.Address, (uint)turn.Vault.Loans.Count + 1);
        var principal = BigInteger.Zero;
        var used = new HashSet<OfferHash>();
        for (var i = 0; i < offers.Length; i++)
        {
            if (CheckOffer(turn, offers[i], i, terms, used) is { } refusal)
            {
                return refusal;
            }
            principal += offers[i].Offer.Principal.Value;
            turn.Emit(new OfferFunded(loanId, offers[i].Offer.Lender, offers[i].Hash, offers[i].Offer.Principal));
        }
        if (principal > LoanRules.PrincipalLimit.Value)
        {
            return new Refusal.PrincipalAboveLimit(principal, LoanRules.PrincipalLimit.Value);
        }
        made = new Made(loanId, new Wei((UInt128)principal), terms);
        return null;
    }

    private static Refusal? CheckOffer(
        Turn turn, PresentedOffer presented, int index, LoanTerms terms, HashSet<OfferHash> used)
    {
        var offer = presented.Offer;
        if (offer.Vault != turn.Vault.Address)
        {
            return new Refusal.OfferForOtherVault(offer.Vault, turn.Vault.Address);
        }
        if (offer.Terms != terms)
        {
            return new Refusal.OfferTermsDiffer(index);
        }
        if (offer.Principal.IsZero)
        {
            return new Refusal.ZeroPrincipal();
        }
        if (turn.Now >= offer.ValidUntil)
        {
            return new Refusal.OfferExpired(offer.ValidUntil, turn.Now);
        }
        if (offer.Epoch != presented.LenderEpoch)
        {
            return new Refusal.OfferEpochStale(offer.Epoch, presented.LenderEpoch);
        }
        if (presented.IsUsed || !used.Add(presented.Hash))
        {
            return new Refusal.OfferUsed(presented.Hash);
        }
        return presented.IsSigned ? null : new Refusal.SignatureRejected(offer.Lender);
    }
}
