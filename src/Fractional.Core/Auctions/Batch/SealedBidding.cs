using System.Diagnostics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using DepositsOf = System.Collections.Immutable.ImmutableDictionary<
    Fractional.Core.Auctions.Batch.Sealing, Fractional.Core.Units.Wei>;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Deposits for a bid of which only the hash is known.</summary>
public sealed record CommitBid(AuctionId Id, Commitment Commitment, Wei Deposit) : VaultCommand;

/// <summary>Tells the sender's own committed bid, and places it.</summary>
/// <param name="Id">The auction.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Tick">The limit of a bid for units.</param>
/// <param name="Quantity">Units; wei for the whole.</param>
/// <param name="Shares">Old shares of a rollover.</param>
/// <param name="Commitment">The hash of the sender's bid and its salt: taken outside this project.</param>
public sealed record RevealBid(
    AuctionId Id, BidKind Kind, int Tick, UInt128 Quantity, Shares Shares, Commitment Commitment) : VaultCommand;

/// <summary>After the end: what was never revealed goes back to its bidder, less what silence costs.</summary>
public sealed record ReturnDeposit(AuctionId Id, Account Bidder, Commitment Commitment) : VaultCommand;

/// <summary>Deposits lie in front of the vault: only a bid that is placed moves its escrow into it.</summary>
public static class SealedBidding
{
    /// <summary>What silence costs, of the deposit.</summary>
    public static readonly Bps ForfeitBps = new(500);

    /// <summary>What the insurance fund keeps of a deposit whose bid was not told, floored for the bidder.</summary>
    public static Wei ForfeitDown(Wei deposit) => Rounding.BpsDown(deposit, ForfeitBps);

    internal static Refusal? Decide(Turn turn, CommitBid command)
    {
        if (Sealed(turn, command.Id, out var batch) is { } refusal)
        {
            return refusal;
        }
        if (turn.Now >= batch.RevealsFrom)
        {
            return new Refusal.CommittingOver(turn.Now, batch.RevealsFrom);
        }
        if (command.Deposit.IsZero)
        {
            return new Refusal.ZeroAmount();
        }
        if (batch.Deposits.ContainsKey(new Sealing(turn.Sender, command.Commitment)))
        {
            return new Refusal.CommittedAlready(batch.Id, turn.Sender, command.Commitment);
        }
        turn.Emit(new BidCommitted(batch.Id, turn.Sender, command.Commitment, command.Deposit));
        return null;
    }

    internal static Refusal? Decide(Turn turn, RevealBid command)
    {
        if (Sealed(turn, command.Id, out var batch) is { } refusal)
        {
            return refusal;
        }
        if (turn.Now < batch.RevealsFrom)
        {
            return new Refusal.RevealNotOpen(turn.Now, batch.RevealsFrom);
        }
        if (turn.Now >= batch.EndsAt)
        {
            return new Refusal.BiddingOver(turn.Now, batch.EndsAt);
        }
        if (!batch.Deposits.TryGetValue(new Sealing(turn.Sender, command.Commitment), out var deposit))
        {
            return new Refusal.NoSuchCommitment(batch.Id, turn.Sender, command.Commitment);
        }
        var (bidId, escrow) = (0, Wei.Zero);
        if (!IsOutbid(batch, command))
        {
            if (WhyUnpriced(batch.Terms, command) is { } unpriced)
            {
                return unpriced;
            }
            escrow = EscrowUp(turn, batch, command);
            if (escrow > deposit)
            {
                return new Refusal.DepositTooSmall(deposit, escrow);
            }
            if (Place(turn, batch, command, escrow) is { } unplaced)
            {
                return unplaced;
            }
            bidId = batch.Bids.Count + 1;
        }
        turn.Emit(new BidRevealed(batch.Id, turn.Sender, command.Commitment, bidId, deposit - escrow));
        return null;
    }

    internal static Refusal? Decide(Turn turn, ReturnDeposit command)
    {
        var batch = turn.Vault.BatchOf(command.Id);
        var sealing = new Sealing(command.Bidder, command.Commitment);
        if (batch is null || !batch.Deposits.TryGetValue(sealing, out var deposit))
        {
            return new Refusal.NoSuchCommitment(command.Id, command.Bidder, command.Commitment);
        }
        if (batch.Status == BatchStatus.Sealed)
        {
            return new Refusal.NotEnded(command.Id);
        }
        var forfeit = batch.ForfeitOf(deposit);
        turn.Emit(new DepositReturned(
            command.Id, command.Bidder, command.Commitment, deposit - forfeit, forfeit));
        return null;
    }

    internal static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        BidCommitted e => With(vault, e.Id, deposits =>
            deposits.Add(new Sealing(e.Bidder, e.Commitment), e.Deposit)),
        BidRevealed e => With(vault, e.Id, deposits => deposits.Remove(new Sealing(e.Bidder, e.Commitment))),
        DepositReturned e => With(vault, e.Id, deposits => deposits.Remove(new Sealing(e.Bidder, e.Commitment))),
        _ => throw new UnreachableException(),
    };

    private static Refusal? Sealed(Turn turn, AuctionId id, out BatchAuction batch)
    {
        batch = turn.Vault.BatchOf(id)!;
        return batch is { Status: BatchStatus.Sealed } ? null : new Refusal.NotSealed(id);
    }

    /// <summary>What others revealed before outbids it for good: it is not worth a place.</summary>
    private static bool IsOutbid(BatchAuction batch, RevealBid command)
    {
        var amount = new Wei(command.Quantity);
        return command.Kind == BidKind.Whole
            ? amount >= batch.Terms.Grid.ReservePrice && amount <= batch.BestWholeAmount
            : command.Tick < batch.Book.Margin;
    }

    /// <summary>Ticks and quantities outside the book have no escrow to compare with.</summary>
    private static Refusal? WhyUnpriced(BatchTerms terms, RevealBid command)
    {
        if (command.Kind == BidKind.Whole)
        {
            return null;
        }
        if (command.Tick > TickGrid.TopTick)
        {
            return new Refusal.TickAboveTop(command.Tick, TickGrid.TopTick);
        }
        var quantity = new Shares(command.Quantity);
        return quantity > terms.Supply ? new Refusal.BidAboveSupply(quantity, terms.Supply) : null;
    }

    private static Wei EscrowUp(Turn turn, BatchAuction batch, RevealBid command) => command.Kind switch
    {
        BidKind.Parts => batch.Terms.EscrowUp(command.Tick, new Shares(command.Quantity)),
        BidKind.Rollover => Rollover.EscrowUp(
            turn.Vault.Auctions[batch.Id.Number], batch.Terms, command.Tick, new Shares(command.Quantity),
            command.Shares),
        _ => new Wei(command.Quantity),
    };

    /// <summary>Shares of a rollover go the way of the escrow: through the contract in front of the vault.</summary>
    private static Refusal? Place(Turn turn, BatchAuction batch, RevealBid command, Wei escrow)
    {
        switch (command.Kind)
        {
            case BidKind.Parts:
                return Bidding.Place(turn, batch, new PlaceBid(batch.Id, command.Tick, new Shares(command.Quantity)));
            case BidKind.Whole:
                return Bidding.Place(turn, batch, new PlaceWholeBid(batch.Id, new Wei(command.Quantity)));
        }
        if (command.Shares > turn.Vault.Shares.BalanceOf(turn.Sender))
        {
            return new Refusal.InsufficientBalance();
        }
        var sealedBids = turn.Context.Protocol.SealedBids;
        turn.Emit(new Transfer(turn.Sender, sealedBids, command.Shares));
        return Bidding.Place(turn, batch, new PlaceRollover(
            batch.Id, command.Tick, new Shares(command.Quantity), command.Shares, escrow), payer: sealedBids);
    }

    private static Vault With(Vault vault, AuctionId id, Func<DepositsOf, DepositsOf> change) =>
        vault.With(vault.Batches[id.Number] with { Deposits = change(vault.Batches[id.Number].Deposits) });
}
