using System.Diagnostics;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>Buys one item at the price now.</summary>
/// <param name="Id">The auction.</param>
/// <param name="ItemIndex">Which item.</param>
/// <param name="MaxPrice">Wei; the sender never pays more.</param>
/// <param name="Receiver">Gets the item.</param>
/// <param name="Deadline">The sender's own last moment.</param>
public sealed record Take(
    AuctionId Id, int ItemIndex, Wei MaxPrice, Account Receiver, Timestamp Deadline) : VaultCommand;

/// <summary>
/// Take, the sender's withdrawal from the loan and its claim of shares in one: only the difference is paid. What
/// happens is what the three do one after another, so nobody else can tell.
/// </summary>
/// <param name="Take">The purchase.</param>
/// <param name="Shares">Shares to claim with; none for a lender's credit bid.</param>
public sealed record TakeNet(Take Take, Shares Shares) : VaultCommand;

/// <summary>Strikes an item that is no longer in the vault at price 0.</summary>
public sealed record WriteOff(AuctionId Id, int ItemIndex) : VaultCommand;

internal static class Taking
{
    public static Refusal? Decide(Turn turn, Take command)
    {
        if (turn.Now > command.Deadline)
        {
            return new Refusal.DeadlinePassed(command.Deadline, turn.Now);
        }
        if (command.Receiver.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (Running(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (NotForSale(auction, command.ItemIndex) is { } gone)
        {
            return gone;
        }
        if (!auction.IsOpenAt(turn.Now))
        {
            return new Refusal.AuctionNotOpen(turn.Now, auction.StartsAt, auction.EndsAt);
        }
        var price = auction.ItemPriceAt(command.ItemIndex, turn.Now);
        if (price > command.MaxPrice)
        {
            return new Refusal.PriceAboveMax(price, command.MaxPrice);
        }
        turn.Emit(new LotTaken(
            auction.Id, command.ItemIndex, turn.Sender, command.Receiver, price, auction.Raised + price));
        Settling.Advance(turn, auction.Id, auction.Split().Debt, turn.Sender);
        turn.Emit(new ItemDelivered(command.ItemIndex, command.Receiver));
        return null;
    }

    public static Refusal? Decide(Turn turn, TakeNet command)
    {
        if (Decide(turn, command.Take) is { } refusal)
        {
            return refusal;
        }
        var loan = turn.Vault.Loans[turn.Vault.Auctions[command.Take.Id.Number].LoanId.Number];
        if (!loan.Withdrawable(turn.Sender).IsZero)
        {
            Lending.Decide(turn, new Withdraw(loan.Id, turn.Sender, turn.Sender));
        }
        return command.Shares.IsZero ? null : Claiming.Decide(turn, new Claim(command.Shares, turn.Sender));
    }

    public static Refusal? Decide(Turn turn, WriteOff command)
    {
        if (Running(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (NotForSale(auction, command.ItemIndex) is { } gone)
        {
            return gone;
        }
        if (turn.Context.FactsOf(command.ItemIndex).IsInCustody)
        {
            return new Refusal.ItemNotLost(command.ItemIndex);
        }
        turn.Emit(new LotWrittenOff(auction.Id, command.ItemIndex));
        Settling.Advance(turn, auction.Id, auction.Split().Debt, turn.Sender);
        return null;
    }

    public static Refusal? Running(Turn turn, AuctionId id, out DutchAuction auction)
    {
        auction = turn.Vault.AuctionOf(id)!;
        return auction is { Status: AuctionStatus.Running } ? null : new Refusal.AuctionNotRunning(id);
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        LotTaken e => Struck(vault, e.Id, e.ItemIndex, e.Price).Received(e.Price),
        LotWrittenOff e => Struck(vault, e.Id, e.ItemIndex, Wei.Zero) with
        {
            DeliveredMask = (ushort)(vault.DeliveredMask | 1 << e.ItemIndex),
        },
        _ => throw new UnreachableException(),
    };

    private static Refusal.ItemNotForSale? NotForSale(DutchAuction auction, int itemIndex) =>
        itemIndex < 0 || itemIndex >= auction.Items.Length || auction.IsSold(itemIndex)
            ? new Refusal.ItemNotForSale(itemIndex)
            : null;

    private static Vault Struck(Vault vault, AuctionId id, int itemIndex, Wei price)
    {
        var auction = vault.Auctions[id.Number];
        return vault.With(auction with
        {
            SoldMask = (ushort)(auction.SoldMask | 1 << itemIndex),
            Items = auction.Items.SetItem(itemIndex, auction.Items[itemIndex] with { Price = price }),
        });
    }
}
