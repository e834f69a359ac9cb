using System.Diagnostics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Pays what a bid is owed; only its owner may name another receiver.</summary>
public sealed record ClaimBid(AuctionId Id, int BidId, Account To) : VaultCommand;

/// <summary>Makes the new vault when parts won or when the time to redeem is over, and moves the items.</summary>
/// <param name="Id">The auction.</param>
/// <param name="Series">Where the factory will put the new vault.</param>
public sealed record FormSeries(AuctionId Id, Account Series) : VaultCommand;

/// <summary>Delivers an item to the winner of the whole, or to the new vault.</summary>
public sealed record Deliver(AuctionId Id, int ItemIndex, Account To) : VaultCommand;

/// <summary>Gives a lender its part of the new series, of a converted vault or of what a crowd left, once.</summary>
public sealed record ClaimSeries(AuctionId Id, Account Lender, Account To) : VaultCommand;

/// <summary>Sends what rounding up left of the payments to the insurance fund, once every bid is claimed.</summary>
public sealed record SweepSurplus(AuctionId Id) : VaultCommand;

internal static class ClaimingBids
{
    public static Refusal? Decide(Turn turn, ClaimBid command)
    {
        var batch = turn.Vault.BatchOf(command.Id);
        if (batch is null || !batch.Bids.TryGetValue(command.BidId, out var bid))
        {
            return new Refusal.NoSuchBid(command.Id, command.BidId);
        }
        if (NotFor(turn, bid.Owner, command.To) is { } refusal)
        {
            return refusal;
        }
        if (bid.IsClaimed)
        {
            return new Refusal.BidClaimedAlready(command.Id, command.BidId);
        }
        if (batch.IsRunning && !batch.IsOutbid(command.BidId))
        {
            return new Refusal.BidStillLive(command.Id, command.BidId);
        }
        var settled = SettledBid.Of(turn.Vault, batch, command.BidId);
        if (bid.Kind == BidKind.Whole && !settled.Outcome.Paid.IsZero)
        {
            return new Refusal.BidWonItems(command.Id, command.BidId);
        }
        if (!settled.Outcome.Units.IsZero && batch.Series.IsZero)
        {
            return new Refusal.SeriesNotFormed(command.Id);
        }
        Pay(turn, command, settled);
        return null;
    }

    public static Refusal? Decide(Turn turn, FormSeries command)
    {
        var batch = turn.Vault.BatchOf(command.Id);
        if (batch is { Series.IsZero: false })
        {
            return new Refusal.SeriesFormedAlready(command.Id, batch.Series);
        }
        if (batch is { Status: BatchStatus.Failed })
        {
            if (Closing.Lapse(turn, command.Id) is { } refusal)
            {
                return refusal;
            }
        }
        else if (batch is not { Status: BatchStatus.Parts })
        {
            return new Refusal.NothingToForm(command.Id);
        }
        turn.Emit(new SeriesFormed(command.Id, command.Series));
        for (var i = 0; i < turn.Vault.Items.Length; i++)
        {
            if (!turn.Vault.IsDelivered(i))
            {
                turn.Emit(turn.Context.FactsOf(i) is { IsInCustody: true, IsMovable: true }
                    ? new ItemDelivered(i, command.Series)
                    : new ItemStuck(command.Id, i));
            }
        }
        return null;
    }

    public static Refusal? Decide(Turn turn, Deliver command)
    {
        var batch = turn.Vault.BatchOf(command.Id);
        var owner = batch is { Status: BatchStatus.Whole }
            ? batch.Bids[batch.BestWholeBid].Owner
            : batch?.Series ?? Account.Zero;
        if (owner.IsZero)
        {
            return new Refusal.NothingToDeliver(command.Id, command.ItemIndex);
        }
        if (NotFor(turn, owner, command.To) is { } refusal)
        {
            return refusal;
        }
        if (command.ItemIndex < 0 || command.ItemIndex >= turn.Vault.Items.Length)
        {
            return new Refusal.ItemOutOfRange(command.ItemIndex, turn.Vault.Items.Length);
        }
        if (turn.Vault.IsDelivered(command.ItemIndex))
        {
            return new Refusal.ItemAlreadyDelivered(command.ItemIndex);
        }
        turn.Emit(new ItemDelivered(command.ItemIndex, command.To));
        return null;
    }

    public static Refusal? Decide(Turn turn, ClaimSeries command)
    {
        if (NotFor(turn, command.Lender, command.To) is { } refusal)
        {
            return refusal;
        }
        var batch = turn.Vault.BatchOf(command.Id);
        if (batch is not { IsInKind: true, Series.IsZero: false })
        {
            return new Refusal.SeriesNotFormed(command.Id);
        }
        var loan = turn.Vault.Loans[turn.Vault.Auctions[command.Id.Number].LoanId.Number];
        if (!loan.Positions.TryGetValue(command.Lender, out var position))
        {
            return new Refusal.NotPositionOwner(loan.Id, command.Lender);
        }
        if (position.IsConverted)
        {
            return new Refusal.PositionConverted(loan.Id, command.Lender);
        }
        var units = batch.UnitsOfLender(position.Units, loan.Units);
        turn.Emit(new SeriesClaimed(command.Id, command.Lender, command.To, position.Units, units));
        return null;
    }

    public static Refusal? Decide(Turn turn, SweepSurplus command)
    {
        var batch = turn.Vault.BatchOf(command.Id);
        if (batch is not { Status: BatchStatus.Parts, IsSwept: false })
        {
            return new Refusal.NothingToSweep();
        }
        if (batch.ClaimedBids != batch.Bids.Count)
        {
            return new Refusal.BidsUnclaimed(batch.ClaimedBids, batch.Bids.Count);
        }
        var surplus = batch.Paid - batch.Book.Clear().ProceedsDown;
        if (surplus.IsZero)
        {
            return new Refusal.NothingToSweep();
        }
        turn.Emit(new SurplusSwept(command.Id, turn.Context.Protocol.InsuranceFund, surplus));
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        BidClaimed e => Claimed(vault, e).Paid(e.Refund),
        SeriesFormed e => vault.With(vault.Batches[e.Id.Number] with { Series = e.Series }),
        ItemStuck => vault,
        SeriesClaimed e => Claimed(vault, e),
        SurplusSwept e => vault.With(vault.Batches[e.Id.Number] with { IsSwept = true }).Paid(e.Amount),
        _ => throw new UnreachableException(),
    };

    private static void Pay(Turn turn, ClaimBid command, SettledBid settled)
    {
        var (vault, bid, outcome) = (turn.Vault.Address, settled.Bid, settled.Outcome);
        if (settled.IsRolledOver)
        {
            turn.Emit(new Transfer(vault, Account.Zero, bid.Shares));
            turn.Emit(new SharesClaimed(bid.Owner, vault, bid.Shares, settled.Credit));
        }
        turn.Emit(new BidClaimed(
            command.Id, command.BidId, bid.Owner, command.To, outcome.Units, outcome.Paid, settled.Refund,
            outcome.Shares));
        if (!outcome.Shares.IsZero)
        {
            turn.Emit(new Transfer(vault, command.To, outcome.Shares));
        }
    }

    private static Refusal? NotFor(Turn turn, Account owner, Account to)
    {
        if (to.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        return to != owner && turn.Sender != owner ? new Refusal.NotOwner(turn.Sender, owner) : null;
    }

    private static Vault Claimed(Vault vault, BidClaimed happened)
    {
        var batch = vault.Batches[happened.Id.Number];
        var bid = batch.Bids[happened.BidId] with { IsClaimed = true };
        return vault.With(batch with
        {
            Bids = batch.Bids.SetItem(happened.BidId, bid),
            Paid = batch.Paid + happened.Paid,
            ClaimedBids = batch.ClaimedBids + 1,
        });
    }

    private static Vault Claimed(Vault vault, SeriesClaimed happened)
    {
        var batch = vault.Batches[happened.Id.Number];
        var loan = vault.Loans[vault.Auctions[happened.Id.Number].LoanId.Number];
        var position = loan.Positions[happened.Lender] with { IsConverted = true };
        return vault
            .With(batch with { ClaimedLoanUnits = batch.ClaimedLoanUnits + happened.LoanUnits })
            .With(loan with { Positions = loan.Positions.SetItem(happened.Lender, position) });
    }
}
