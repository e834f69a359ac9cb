using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>Restarts an auction that ran out, one round lower, once.</summary>
public sealed record Redo(AuctionId Id) : VaultCommand;

internal static class Redoing
{
    public static Refusal? Decide(Turn turn, Redo command)
    {
        if (Taking.Running(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (auction.Round == DutchDefaults.LastRound)
        {
            return new Refusal.RoundsOver(auction.Round);
        }
        if (turn.Now < auction.EndsAt)
        {
            return new Refusal.AuctionStillOpen(turn.Now, auction.EndsAt);
        }
        var terms = turn.Vault.Loans[auction.LoanId.Number].Terms;
        const byte round = DutchDefaults.LastRound;
        var conversionPrice = terms.ConversionPrice(auction.Debt);
        var reservePrice = DutchDefaults.ReservePrice(round, auction.LiquidationValue, conversionPrice);
        turn.Emit(new AuctionRedone(
            auction.Id,
            turn.Sender,
            round,
            turn.Now + DutchCurve.StepSeconds,
            DutchDefaults.Top(round, auction.LiquidationValue, reservePrice),
            reservePrice,
            auction.KeeperReward + Reward(auction)));
        return null;
    }

    public static Vault Evolve(Vault vault, AuctionRedone happened)
    {
        var auction = vault.Auctions[happened.Id.Number];
        return vault.With(auction with
        {
            RedoKeeper = Earns(auction) ? happened.Keeper : auction.RedoKeeper,
            Round = happened.Round,
            StartsAt = happened.StartsAt,
            Top = happened.Top,
            ReservePrice = happened.ReservePrice,
            KeeperReward = happened.KeeperReward,
        });
    }

    /// <summary>Not once an item is sold: lenders were paid by the old reward, a new one would take that
    /// back.</summary>
    private static bool Earns(DutchAuction auction) => auction.Raised.IsZero;

    private static Wei Reward(DutchAuction auction) => Earns(auction)
        ? KeeperReward.OfRedo(auction.KickReward, auction.ReservePrice, auction.Penalty)
        : Wei.Zero;
}
