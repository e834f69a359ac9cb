using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>What follows a sale: lenders are booked at once, and an auction with nothing left to do ends.</summary>
internal static class Settling
{
    /// <summary>
    /// Books what the waterfall gives the lenders now beyond what it gave them before, and ends the auction when
    /// every item is gone or when the debt and all lines are covered.
    /// </summary>
    public static void Advance(Turn turn, AuctionId id, Wei debtBefore, Account payer, bool inKind = false)
    {
        var auction = turn.Vault.Auctions[id.Number];
        var gained = auction.Split().Debt - debtBefore;
        if (!gained.IsZero)
        {
            Book(turn, gained, payer);
        }
        if (auction.IsSoldOut)
        {
            End(turn, auction, AuctionStatus.Settled, VaultState.Settled, inKind);
        }
        else if (Waterfall.IsCovered(auction.Tab, auction.Sales()))
        {
            End(turn, auction, AuctionStatus.Covered, VaultState.Open);
        }
    }

    /// <summary>Books wei that already lie in the vault against the frozen debt.</summary>
    public static void Book(Turn turn, Wei amount, Account payer)
    {
        var loan = turn.Vault.CurrentLoan!;
        turn.Emit(new DebtPaid(
            loan.Id, payer, amount, loan.Balance.Principal, 0, loan.Balance.Repaid + amount));
    }

    /// <summary>Settled, whatever was left is gone as well: to the lenders, without a price.</summary>
    public static Vault Evolve(Vault vault, AuctionSettled happened)
    {
        var auction = vault.Auctions[happened.Id.Number] with { Status = happened.Status };
        return happened.Status == AuctionStatus.Covered
            ? vault.With(auction) with { Cash = vault.Cash + happened.Residual }
            : vault.With(auction with { SoldMask = (ushort)((1 << auction.Items.Length) - 1) });
    }

    /// <param name="inKind">The lenders got items or units: nobody can say what they lost, so nothing is
    /// covered.</param>
    public static void End(
        Turn turn, DutchAuction auction, AuctionStatus status, VaultState state, bool inKind = false)
    {
        var split = auction.Split();
        var unpaid = auction.Debt - split.Debt;
        var badDebt = inKind ? unpaid : Covering.Cover(turn, turn.Vault.Loans[auction.LoanId.Number], unpaid);
        turn.Emit(new LoanClosed(auction.LoanId, badDebt));
        turn.MoveTo(state);
        if (state == VaultState.Settled)
        {
            turn.Emit(new ResidualFixed(turn.Vault.Cash + split.Residual, turn.Vault.TotalShares));
        }
        turn.Emit(new AuctionSettled(
            auction.Id, status, split.Proceeds, split.Keeper, split.Debt, split.Penalty, split.Fee, split.Royalty,
            split.Residual));
    }
}
