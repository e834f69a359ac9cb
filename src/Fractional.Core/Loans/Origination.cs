using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using Fractional.Core.Auctions.Batch;
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
        // What is still on its way from an old vault could be written off here first, and then arrive for nobody.
        if (Closing.Lost(turn) is [var elsewhere, ..])
        {
            return new Refusal.ItemNotInCustody(elsewhere);
        }
        if (CheckOffers(turn, command.Offers, out var principal) is { } unusable)
        {
            return unusable;
        }
        Announce(turn, command.Offers, principal, command.Receiver, Rounding.BpsUp(principal, LoanRules.PremiumBps));
        if (NotCovered(turn, principal, command.Offers[0].Offer.Terms) is { } uncovered)
        {
            return uncovered;
        }
        turn.MoveTo(VaultState.Loaned);
        return null;
    }

    public static Refusal? Decide(Turn turn, Refinance command)
    {
        if (Repayment.LiveLoan(turn.Vault, out var old) is { } refusal)
        {
            return refusal;
        }
        if (CheckOffers(turn, command.Offers, out var principal) is { } unusable)
        {
            return unusable;
        }
        var balance = old.AccruedTo(turn.Now);
        var debt = balance.DebtUp;
        var terms = command.Offers[0].Offer.Terms;
        if (RefinanceGuard.Check(balance.Principal, debt, old.Terms, principal.Value, terms) is { } worse)
        {
            return worse;
        }
        if (NotCovered(turn, principal, terms) is { } uncovered)
        {
            return uncovered;
        }
        Repayment.Book(turn, old, balance, debt);
        Announce(turn, command.Offers, principal, turn.Vault.Address, Wei.Zero);
        turn.Emit(new LoanRefinanced(old.Id, turn.Vault.CurrentLoan!.Id, turn.Sender, debt));
        if (turn.Vault.State == VaultState.MarginCall)
        {
            turn.MoveTo(VaultState.Loaned);
        }
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened, Timestamp at) => happened switch
    {
        OfferFunded e => vault.With(Funded(vault.Loans[e.LoanId.Number], e)),
        LoanOpened e => vault.With(new Loan
        {
            Id = e.LoanId,
            Terms = e.Terms,
            Balance = new LoanBalance(e.Principal, BigInteger.Zero, at, Wei.Zero),
            Units = e.Principal,
        }) with
        {
            CurrentLoanNumber = e.LoanId.Number,
        },
        LoanRefinanced => vault,
        _ => throw new UnreachableException(),
    };

    private static Loan Funded(Loan loan, OfferFunded happened)
    {
        var position = loan.Positions.GetValueOrDefault(happened.Lender);
        var after = position with { Units = position.Units + happened.Principal };
        return loan with { Positions = loan.Positions.SetItem(happened.Lender, after) };
    }

    /// <summary>
    /// The limit every lender signed. It holds whenever the money is lent, or an offer made for a sound vault could be
    /// used to let the lenders of a failing one out.
    /// </summary>
    private static Refusal? NotCovered(Turn turn, Wei principal, LoanTerms terms)
    {
        if (VaultValues.ReadFresh(turn.Vault, turn.Context, out var values) is { } unvalued)
        {
            return unvalued;
        }
        var limit = Rounding.BpsDown(values.BorrowValue, terms.MaxLtvBps);
        return principal > limit ? new Refusal.PrincipalAboveLimit(principal.Value, limit.Value) : null;
    }

    /// <summary>The new loan and who funds it; its number follows that of the vault's last loan.</summary>
    private static void Announce(
        Turn turn, ImmutableArray<PresentedOffer> offers, Wei principal, Account receiver, Wei premium)
    {
        var loanId = new LoanId(turn.Vault.Address, (uint)turn.Vault.Loans.Count + 1);
        turn.Emit(new LoanOpened(
            loanId, turn.Vault.Address, turn.Sender, receiver, principal, premium, offers[0].Offer.Terms));
        foreach (var (offer, hash, _, _, _) in offers)
        {
            turn.Emit(new OfferFunded(loanId, offer.Lender, hash, offer.Principal));
        }
    }

    private static Refusal? CheckOffers(Turn turn, ImmutableArray<PresentedOffer> offers, out Wei principal)
    {
        principal = Wei.Zero;
        if (offers.IsEmpty || offers.Length > Loan.OfferLimit)
        {
            return new Refusal.OfferCountOutOfRange(offers.Length, Loan.OfferLimit);
        }
        var terms = offers[0].Offer.Terms;
        if (LoanRules.Check(terms, turn.Now) is { } outOfRange)
        {
            return outOfRange;
        }
        var sum = BigInteger.Zero;
        var used = new HashSet<OfferHash>();
        for (var i = 0; i < offers.Length; i++)
        {
            if (CheckOffer(turn, offers[i], i, terms, used) is { } refusal)
            {
                return refusal;
            }
            sum += offers[i].Offer.Principal.Value;
        }
        if (sum > LoanRules.PrincipalLimit.Value)
        {
            return new Refusal.PrincipalAboveLimit(sum, LoanRules.PrincipalLimit.Value);
        }
        principal = new Wei((UInt128)sum);
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
