using Fractional.Core.Proceeds;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>Restarts an auction that ran out, one round lower; the last round repeats.</summary>
public sealed record Redo(AuctionId Id) : VaultCommand;

internal static class Redoing
{
    public static Refusal? Decide(Turn turn, Redo command)
    {
        if (Taking.Running(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (turn.Now < auction.EndsAt)
        {
            return new Refusal.AuctionStillOpen(turn.Now, auction.EndsAt);
        }
        var terms = turn.Vault.Loans[auction.LoanId.Number].Terms;
        var round = Math.Min((byte)(auction.Round + 1), DutchDefaults.LastRound);
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

    /// <summary>
    /// Only the first redo earns, since repeating the last round must not pay; and none once an item is sold, since
    /// lenders were paid by the old reward and a new one would take that back.
    /// </summary>
    private static bool Earns(DutchAuction auction) => auction.Round == 0 && auction.Raised.IsZero;

    private static Wei Reward(DutchAuction auction) => Earns(auction)
        ? KeeperReward.OfRedo(auction.KickReward, auction.ReservePrice, auction.Penalty)
        : Wei.Zero;
}
