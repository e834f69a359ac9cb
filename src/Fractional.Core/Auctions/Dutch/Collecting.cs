using System.Diagnostics;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>Pays a line of an ended auction to its payee; only the payee may name another receiver.</summary>
public sealed record Collect(AuctionId Id, Line Line, Account To) : VaultCommand;

/// <summary>Pays the royalty of one item of an ended auction.</summary>
public sealed record CollectRoyalty(AuctionId Id, int ItemIndex, Account To) : VaultCommand;

internal static class Collecting
{
    public static Refusal? Decide(Turn turn, Collect command)
    {
        if (Ended(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (command.Line == Line.Royalty || (auction.CollectedMask >> (int)command.Line & 1) != 0)
        {
            return new Refusal.NothingToCollect(auction.Id);
        }
        var payee = PayeeOf(turn.Context.Protocol, auction, command.Line);
        var amount = Lines.AmountOf(auction, command.Line);
        if (CannotPay(turn, auction.Id, payee, command.To, amount) is { } unpaid)
        {
            return unpaid;
        }
        turn.Emit(new LineCollected(auction.Id, command.Line, payee, command.To, amount));
        return null;
    }

    public static Refusal? Decide(Turn turn, CollectRoyalty command)
    {
        if (Ended(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (command.ItemIndex < 0 || command.ItemIndex >= auction.Items.Length
            || auction.Items[command.ItemIndex].IsRoyaltyCollected)
        {
            return new Refusal.NothingToCollect(auction.Id);
        }
        var payee = auction.Items[command.ItemIndex].RoyaltyReceiver;
        var amount = Lines.RoyaltyOf(auction, command.ItemIndex);
        if (CannotPay(turn, auction.Id, payee, command.To, amount) is { } unpaid)
        {
            return unpaid;
        }
        turn.Emit(new RoyaltyCollected(auction.Id, command.ItemIndex, payee, command.To, amount));
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        LineCollected e => LineTaken(vault, e).Paid(e.Amount),
        RoyaltyCollected e => RoyaltyTaken(vault, e).Paid(e.Amount),
        _ => throw new UnreachableException(),
    };

    private static Refusal? Ended(Turn turn, AuctionId id, out DutchAuction auction)
    {
        auction = turn.Vault.AuctionOf(id)!;
        return auction is { IsEnded: true } ? null : new Refusal.NotEnded(id);
    }

    private static Refusal? CannotPay(Turn turn, AuctionId id, Account payee, Account to, Wei amount)
    {
        if (to.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (amount.IsZero)
        {
            return new Refusal.NothingToCollect(id);
        }
        return to != payee && turn.Sender != payee ? new Refusal.NotPayee(turn.Sender, payee) : null;
    }

    private static Account PayeeOf(Protocol protocol, DutchAuction auction, Line line) => line switch
    {
        Line.Keeper => auction.Keeper,
        Line.RedoKeeper => auction.RedoKeeper,
        Line.Insurance => protocol.InsuranceFund,
        Line.Fee => protocol.FeeRecipient,
        _ => Account.Zero,
    };

    private static Vault LineTaken(Vault vault, LineCollected happened)
    {
        var auction = vault.Auctions[happened.Id.Number];
        return vault.With(auction with { CollectedMask = (byte)(auction.CollectedMask | 1 << (int)happened.Line) });
    }

    private static Vault RoyaltyTaken(Vault vault, RoyaltyCollected happened)
    {
        var auction = vault.Auctions[happened.Id.Number];
        var item = auction.Items[happened.ItemIndex] with { IsRoyaltyCollected = true };
        return vault.With(auction with { Items = auction.Items.SetItem(happened.ItemIndex, item) });
    }
}
