using System.Diagnostics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Insurance;

/// <summary>Pays what a conversion left open of a keeper's reward; only the payee may name another receiver.</summary>
public sealed record CollectTip(AuctionId Id, Line Line, Account To) : VaultCommand;

internal static class Covering
{
    /// <summary>Asks the fund for what a sale left unpaid, and books what it gives as the last payment of the
    /// debt.</summary>
    /// <returns>What stays unpaid, wei.</returns>
    public static Wei Cover(Turn turn, Loan loan, Wei shortfall)
    {
        if (shortfall.IsZero)
        {
            return shortfall;
        }
        if (turn.Context.FundCash is not { } cash)
        {
            turn.Emit(new CoverFailed(loan.Id));
            return shortfall;
        }
        var amount = FundCaps.CoverDown(shortfall, loan.Units, cash);
        if (!amount.IsZero)
        {
            turn.Emit(new LoanCovered(loan.Id, turn.Vault.PaymentToken, shortfall, amount, cash - amount));
            Settling.Book(turn, amount, turn.Context.Protocol.InsuranceFund);
        }
        return shortfall - amount;
    }

    public static Refusal? Decide(Turn turn, CollectTip command)
    {
        if (command.To.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (!OpenTips.IsConverted(turn.Vault.BatchOf(command.Id)))
        {
            return new Refusal.NotConverted(command.Id);
        }
        var auction = turn.Vault.Auctions[command.Id.Number];
        var payee = auction.PayeeOfTip(command.Line);
        if (command.To != payee && turn.Sender != payee)
        {
            return new Refusal.NotPayee(turn.Sender, payee);
        }
        var cash = turn.Context.FundCash ?? Wei.Zero;
        var amount = Wei.Min(cash, OpenTips.Of(turn.Vault, auction, command.Line));
        if (amount.IsZero)
        {
            return new Refusal.NothingToCollect(command.Id);
        }
        turn.Emit(new TipCollected(command.Id, command.Line, payee, command.To, amount, cash - amount));
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        LoanCovered e => vault.With(vault.Loans[e.LoanId.Number] with { Cover = e }).Received(e.Amount),
        CoverFailed => vault,
        TipCollected e => vault.With(Tipped(vault.Auctions[e.Id.Number], e)),
        _ => throw new UnreachableException(),
    };

    private static DutchAuction Tipped(DutchAuction auction, TipCollected happened) => happened.Line switch
    {
        Line.Keeper => auction with { TipPaid = auction.TipPaid + happened.Amount },
        Line.RedoKeeper => auction with { RedoTipPaid = auction.RedoTipPaid + happened.Amount },
        _ => throw new ArgumentException($"no keeper has the line {happened.Line}", nameof(happened)),
    };
}
