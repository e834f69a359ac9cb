using Fractional.Core.Auctions.Batch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>Pays debt and keeper reward before the first take, or before the first bid: the vault is open
/// again.</summary>
public sealed record Cure(AuctionId Id) : VaultCommand;

internal static class Curing
{
    public static Refusal? Decide(Turn turn, Cure command)
    {
        if (turn.Vault.BatchOf(command.Id) is { IsRunning: true } batch)
        {
            if (!batch.Bids.IsEmpty)
            {
                return new Refusal.HasBids(batch.Bids.Count);
            }
        }
        else if (Taking.Running(turn, command.Id, out _) is { } refusal)
        {
            return refusal;
        }
        var auction = turn.Vault.Auctions[command.Id.Number];
        if (!auction.Raised.IsZero)
        {
            return new Refusal.TakenAlready(auction.Raised);
        }
        turn.Emit(new AuctionCured(auction.Id, turn.Sender, auction.Debt, auction.KeeperReward));
        Settling.Book(turn, auction.Debt, turn.Sender);
        turn.Emit(new LoanClosed(auction.LoanId, Wei.Zero));
        turn.MoveTo(VaultState.Open);
        return null;
    }

    public static Vault Evolve(Vault vault, AuctionCured happened)
    {
        var cured = vault.With(vault.Auctions[happened.Id.Number] with { Status = AuctionStatus.Cured })
            .Received(happened.Debt + happened.KeeperReward);
        return vault.BatchOf(happened.Id) is { } batch
            ? cured.With(batch with { Status = BatchStatus.Cured })
            : cured;
    }
}
