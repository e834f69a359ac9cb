using System.Diagnostics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Ends a batch auction: sold as a whole, in parts, or not at all.</summary>
public sealed record CloseBatch(AuctionId Id) : VaultCommand;

/// <summary>Within seven days of a conversion, pays debt, keeper reward and 1 %: the vault is open again.</summary>
public sealed record RedeemEquity(AuctionId Id) : VaultCommand;

/// <summary>What is left to pay of a converted auction, wei.</summary>
/// <param name="Keeper">Still open of K.</param>
/// <param name="Debt">Still open of the debt.</param>
/// <param name="Premium">Of both, rounded up, for the lenders.</param>
public readonly record struct Redemption(Wei Keeper, Wei Debt, Wei Premium)
{
    /// <summary>Seconds after the conversion in which anybody may redeem.</summary>
    public const uint Seconds = 7 * Duration.Day;

    private static readonly Bps PremiumBps = new(100);

    public Wei Total => Keeper + Debt + Premium;

    public static Redemption Of(DutchAuction auction)
    {
        var split = auction.Split();
        var (keeper, debt) = (auction.KeeperReward - split.Keeper, auction.Debt - split.Debt);
        return new Redemption(keeper, debt, Rounding.BpsUp(keeper + debt, PremiumBps));
    }
}

internal static class Closing
{
    public static Refusal? Decide(Turn turn, CloseBatch command)
    {
        if (Bidding.Running(turn, command.Id, out var batch) is { } refusal)
        {
            return refusal;
        }
        if (turn.Now < batch.EndsAt)
        {
            return new Refusal.BiddingOpen(turn.Now, batch.EndsAt);
        }
        var lost = Lost(turn);
        var ending = lost.Count == 0 ? batch.End() : new Ending(BatchStatus.Failed, Wei.Zero, Wei.Zero);
        var debtBefore = turn.Vault.Auctions[batch.Id.Number].Split().Debt;
        turn.Emit(new BatchClosed(batch.Id, ending.Status, ending.Price, ending.Credit));
        if (ending.Status == BatchStatus.Failed)
        {
            Fail(turn, batch.Id, lost);
        }
        else
        {
            // The bids lie in the vault already; what lenders took in units nobody covers.
            Settling.Advance(turn, batch.Id, debtBefore, turn.Vault.Address, inKind: !ending.Credit.IsZero);
        }
        return null;
    }

    public static Refusal? Decide(Turn turn, RedeemEquity command)
    {
        if (Converted(turn, command.Id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (turn.Now >= auction.RedeemableUntil)
        {
            return new Refusal.RedemptionOver(turn.Now, auction.RedeemableUntil);
        }
        var owed = Redemption.Of(auction);
        turn.Emit(new EquityRedeemed(auction.Id, turn.Sender, owed.Debt, owed.Premium, owed.Keeper));
        Settling.Book(turn, owed.Debt, turn.Sender);
        Settling.Book(turn, owed.Premium, turn.Sender);
        turn.Emit(new Loans.LoanClosed(auction.LoanId, Wei.Zero));
        turn.MoveTo(VaultState.Open);
        return null;
    }

    /// <summary>The time to redeem is over: the loan closes, the vault is settled, the rest is the lenders'.</summary>
    public static Refusal? Lapse(Turn turn, AuctionId id)
    {
        if (Converted(turn, id, out var auction) is { } refusal)
        {
            return refusal;
        }
        if (turn.Now < auction.RedeemableUntil)
        {
            return new Refusal.RedemptionOpen(turn.Now, auction.RedeemableUntil);
        }
        Settling.End(turn, auction, AuctionStatus.Settled, VaultState.Settled, inKind: true);
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        BatchClosed e => Closed(vault, e),
        AuctionConverted e => vault.With(vault.Auctions[e.Id.Number] with
        {
            Status = AuctionStatus.Converted,
            RedeemableUntil = e.RedeemableUntil,
        }),
        EquityRedeemed e => vault.With(vault.Auctions[e.Id.Number] with { Status = AuctionStatus.Cured })
            .Received(e.Debt + e.Premium + e.KeeperReward),
        _ => throw new UnreachableException(),
    };

    private static Refusal? Converted(Turn turn, AuctionId id, out DutchAuction auction)
    {
        auction = turn.Vault.AuctionOf(id)!;
        return auction is { Status: AuctionStatus.Converted } ? null : new Refusal.AuctionNotRunning(id);
    }

    /// <summary>Items not delivered that their contracts do not see in the vault.</summary>
    internal static List<int> Lost(Turn turn) => [
        .. Enumerable.Range(0, turn.Vault.Items.Length)
            .Where(i => !turn.Vault.IsDelivered(i) && !turn.Context.FactsOf(i).IsInCustody),
    ];

    private static void Fail(Turn turn, AuctionId id, List<int> lost)
    {
        foreach (var itemIndex in lost)
        {
            turn.Emit(new LotWrittenOff(id, itemIndex));
        }
        var auction = turn.Vault.Auctions[id.Number];
        var open = auction.Debt - auction.Split().Debt;
        if (auction.IsSoldOut)
        {
            Settling.End(turn, auction, AuctionStatus.Settled, VaultState.Settled);
        }
        else if (open.IsZero)
        {
            Settling.End(turn, auction, AuctionStatus.Covered, VaultState.Open);
        }
        else
        {
            turn.Emit(new AuctionConverted(id, open, turn.Now + Redemption.Seconds));
            turn.MoveTo(VaultState.Converted);
        }
    }

    /// <summary>Debt that is paid in units is gone before the waterfall; what rests on the whole debt stays.</summary>
    private static Vault Closed(Vault vault, BatchClosed happened)
    {
        var closed = vault.With(vault.Batches[happened.Id.Number] with { Status = happened.Status });
        if (happened.Status == BatchStatus.Failed)
        {
            return closed;
        }
        var auction = vault.Auctions[happened.Id.Number];
        return closed.With((auction with { Debt = auction.Debt - happened.Credit }).WithRestSoldFor(happened.Price));
    }
}
