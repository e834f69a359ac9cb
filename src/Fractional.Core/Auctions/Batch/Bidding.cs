using System.Diagnostics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Hands what nobody took in the last round to a batch auction under the same id.</summary>
public sealed record ToBatch(AuctionId Id) : VaultCommand;

/// <summary>Bids for units at the limit price of a tick. Signed by its owner or sent by it, it is the same
/// bid.</summary>
public sealed record PlaceBid(AuctionId Id, int Tick, Shares Quantity) : VaultCommand;

/// <summary>Bids for units with old shares, and cash that is enough at every price up to the limit.</summary>
public sealed record PlaceRollover(
    AuctionId Id, int Tick, Shares Quantity, Shares Shares, Wei MaxEscrow) : VaultCommand;

/// <summary>Bids for the items themselves.</summary>
public sealed record PlaceWholeBid(AuctionId Id, Wei Amount) : VaultCommand;

internal static class Bidding
{
    public static Refusal? Decide(Turn turn, ToBatch command)
    {
        if (Taking.Running(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (auction.Round != DutchDefaults.LastRound)
        {
            return new Refusal.RoundsLeft(auction.Round, DutchDefaults.LastRound);
        }
        if (turn.Now < auction.EndsAt)
        {
            return new Refusal.AuctionStillOpen(turn.Now, auction.EndsAt);
        }
        var terms = turn.Vault.Loans[auction.LoanId.Number].Terms;
        var conversionPrice = terms.ConversionPrice(auction.Debt);
        var grid = new TickGrid(
            Wei.Min(Wei.Max(new Wei(1), conversionPrice), BatchAuction.LargestReservePrice));
        var isSealed = terms.Options.HasFlag(LoanOptions.SealedBids);
        turn.Emit(new BatchOpened(
            auction.Id, turn.Vault.Address,
            turn.Now + (isSealed ? BatchAuction.SealedSeconds : BatchAuction.BiddingSeconds), grid.ReservePrice,
            grid.TickSizeUp, turn.Vault.TotalShares, isSealed, MaxCredit(auction, terms)));
        turn.MoveTo(VaultState.Batch);
        return null;
    }

    public static Refusal? Decide(Turn turn, PlaceBid command) =>
        Open(turn, command.Id, out var batch) ?? Place(turn, batch, command);

    public static Refusal? Decide(Turn turn, PlaceRollover command)
    {
        if (command.Shares.IsZero)
        {
            return new Refusal.ZeroShares();
        }
        return Open(turn, command.Id, out var batch) ?? Place(turn, batch, command, payer: turn.Sender);
    }

    public static Refusal? Decide(Turn turn, PlaceWholeBid command) =>
        Open(turn, command.Id, out var batch) ?? Place(turn, batch, command);

    /// <summary>Into the book of an auction that takes bids from this sender now.</summary>
    public static Refusal? Place(Turn turn, BatchAuction batch, PlaceBid command)
    {
        if (batch.Book.WhyRefused(command.Tick, command.Quantity) is { } refusal)
        {
            return refusal;
        }
        var escrow = batch.Terms.EscrowUp(command.Tick, command.Quantity);
        turn.Emit(new BidPlaced(
            batch.Id, batch.Bids.Count + 1, turn.Sender, command.Tick, command.Quantity, Shares.Zero, escrow));
        return null;
    }

    /// <param name="turn">The owner's.</param>
    /// <param name="batch">Takes bids from it now.</param>
    /// <param name="command">The bid.</param>
    /// <param name="payer">Who has the shares.</param>
    public static Refusal? Place(Turn turn, BatchAuction batch, PlaceRollover command, Account payer)
    {
        if (command.Shares.IsZero)
        {
            return new Refusal.ZeroShares();
        }
        if (batch.Book.WhyRefused(command.Tick, command.Quantity) is { } refusal)
        {
            return refusal;
        }
        var auction = turn.Vault.Auctions[batch.Id.Number];
        var escrow = Rollover.EscrowUp(auction, batch.Terms, command.Tick, command.Quantity, command.Shares);
        if (escrow > command.MaxEscrow)
        {
            return new Refusal.EscrowAboveMax(escrow, command.MaxEscrow);
        }
        if (command.Shares > turn.Vault.Shares.BalanceOf(payer))
        {
            return new Refusal.InsufficientBalance();
        }
        turn.Emit(new BidPlaced(
            batch.Id, batch.Bids.Count + 1, turn.Sender, command.Tick, command.Quantity, command.Shares, escrow));
        turn.Emit(new Transfer(payer, turn.Vault.Address, command.Shares));
        return null;
    }

    public static Refusal? Place(Turn turn, BatchAuction batch, PlaceWholeBid command)
    {
        if (command.Amount < batch.LeastWholeAmount)
        {
            return new Refusal.WholeBidTooLow(command.Amount, batch.LeastWholeAmount);
        }
        var isLate = turn.Now + BatchAuction.ClosingSeconds > batch.EndsAt;
        var isMoved = isLate && batch.Status == BatchStatus.Bidding;
        var endsAt = isMoved && batch.Extensions < BatchAuction.ExtensionLimit
            ? batch.EndsAt + BatchAuction.ClosingSeconds
            : batch.EndsAt;
        turn.Emit(new WholeBidPlaced(batch.Id, batch.Bids.Count + 1, turn.Sender, command.Amount, endsAt));
        return null;
    }

    public static Refusal? Running(Turn turn, AuctionId id, out BatchAuction batch)
    {
        batch = turn.Vault.BatchOf(id)!;
        return batch is { IsRunning: true } ? null : new Refusal.BatchNotRunning(id);
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        BatchOpened e => Opened(vault, e),
        BidPlaced e => Placed(vault, e).Received(e.Escrow),
        WholeBidPlaced e => Placed(vault, e).Received(e.Amount),
        _ => throw new UnreachableException(),
    };

    /// <summary>The debt still open, when lenders have said that they take unsold units for it.</summary>
    private static Wei MaxCredit(DutchAuction auction, LoanTerms terms) =>
        terms.Options.HasFlag(LoanOptions.Backstop) ? auction.Debt - auction.Split().Debt : Wei.Zero;

    private static Refusal? Open(Turn turn, AuctionId id, out BatchAuction batch)
    {
        if (Running(turn, id, out batch) is { } refusal)
        {
            return refusal;
        }
        if (turn.Now >= batch.EndsAt)
        {
            return new Refusal.BiddingOver(turn.Now, batch.EndsAt);
        }
        return batch.Status == BatchStatus.Sealed ? new Refusal.BidsSealed(id) : null;
    }

    private static Vault Opened(Vault vault, BatchOpened happened)
    {
        var terms = new BatchTerms(new TickGrid(happened.ReservePrice), happened.Supply);
        var batch = new BatchAuction
        {
            Id = happened.Id,
            Book = TickBook.Open(terms),
            EndsAt = happened.EndsAt,
            Status = happened.IsSealed ? BatchStatus.Sealed : BatchStatus.Bidding,
            MaxCredit = happened.MaxCredit,
        };
        var auction = vault.Auctions[happened.Id.Number] with { Status = AuctionStatus.Batch };
        return vault.With(auction).With(batch);
    }

    private static Vault Placed(Vault vault, BidPlaced happened)
    {
        var batch = vault.Batches[happened.Id.Number];
        var book = batch.Book.Place(happened.Tick, happened.Quantity, out var units);
        var kind = happened.Shares.IsZero ? BidKind.Parts : BidKind.Rollover;
        var bid = new PlacedBid(happened.Owner, kind, units, happened.Shares, happened.Escrow, IsClaimed: false);
        return vault.With(batch with { Book = book, Bids = batch.Bids.Add(happened.BidId, bid) });
    }

    private static Vault Placed(Vault vault, WholeBidPlaced happened)
    {
        var batch = vault.Batches[happened.Id.Number];
        var bid = new PlacedBid(
            happened.Owner, BidKind.Whole, default, Shares.Zero, happened.Amount, IsClaimed: false);
        return vault.With(batch with
        {
            Extensions = (byte)(batch.Extensions + (happened.EndsAt > batch.EndsAt ? 1 : 0)),
            EndsAt = happened.EndsAt,
            Bids = batch.Bids.Add(happened.BidId, bid),
            BestWholeBid = happened.BidId,
        });
    }
}
