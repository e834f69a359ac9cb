using System.Numerics;
using Fractional.Core;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws;

namespace Fractional.Properties.Model;

/// <summary>What must be true after every scene of every story, whoever did what.</summary>
internal sealed class StoryChecks
{
    /// <summary>The life cycle: every move there is.</summary>
    private static readonly HashSet<(VaultState From, VaultState To)> LegalMoves =
    [
        (VaultState.Open, VaultState.Loaned), (VaultState.Open, VaultState.Redeemed),
        (VaultState.Loaned, VaultState.Open), (VaultState.Loaned, VaultState.MarginCall),
        (VaultState.Loaned, VaultState.Dutch), (VaultState.MarginCall, VaultState.Loaned),
        (VaultState.MarginCall, VaultState.Open), (VaultState.MarginCall, VaultState.Dutch),
        (VaultState.Dutch, VaultState.Open), (VaultState.Dutch, VaultState.Settled),
        (VaultState.Dutch, VaultState.Batch), (VaultState.Batch, VaultState.Open),
        (VaultState.Batch, VaultState.Settled), (VaultState.Batch, VaultState.Converted),
        (VaultState.Converted, VaultState.Open), (VaultState.Converted, VaultState.Settled),
    ];

    private readonly Dictionary<LoanId, LoanTerms> loanTerms = [];
    private readonly Dictionary<AuctionId, object> auctionTerms = [];
    private readonly Dictionary<(AuctionId, int), Outcome> outcomes = [];

    public void See(Vault before, Vault after, Scene scene, VaultContext context)
    {
        MovesAreLegal(before, scene);
        NobodyElsePays(before, after, scene);
        TermsAreFrozen(after);
        OutcomesAreFrozen(after);
        TheBestWins(after, scene);
        RedemptionRestores(before, after, scene);
        CustodyIsCounted(before, after, scene);
        DefaultIsProved(before, scene, context);
        NothingIsPaidTwice(after, scene, context);
        DepositsAddUp(before, scene);
        TheFundKeepsItsCaps(after, scene, context);
    }

    /// <summary>The vault holds exactly what lenders, payees and owners can still draw: no wei is unowned.</summary>
    public static void HeldIsOwed(Vault vault)
    {
        BigInteger owed = vault.Cash.Value - vault.TotalClaimed.Value;
        foreach (var loan in vault.Loans.Values)
        {
            if (!loan.Positions.IsEmpty) // else it was swept: nothing is owed any more
            {
                owed += loan.Balance.Repaid.Value - Sum(loan.Positions.Values.Select(p => p.Withdrawn));
            }
        }
        owed = vault.Auctions.Values.Aggregate(owed, (sum, auction) => sum + OwedBy(auction));
        owed = vault.Batches.Values.Aggregate(owed, (sum, batch) => sum + KeptFor(batch));
        Holds.Equal(owed, vault.Held.Value, "wei held, against what can be drawn");
    }

    /// <summary>Wei of an auction's lines not yet drawn; of a running one all that lenders were not given.</summary>
    private static BigInteger OwedBy(DutchAuction auction)
    {
        var split = auction.Split();
        if (!auction.IsEnded)
        {
            return (auction.Raised - split.Debt).Value;
        }
        var lines = Enum.GetValues<Line>().Where(line => (auction.CollectedMask >> (int)line & 1) == 0);
        var royalties = Enumerable.Range(0, auction.Items.Length)
            .Where(i => auction.Status != AuctionStatus.Cured && !auction.Items[i].IsRoyaltyCollected);
        return Sum(lines.Select(line => Lines.AmountOf(auction, line)))
            + Sum(royalties.Select(i => Lines.RoyaltyOf(auction, i)));
    }

    /// <summary>Escrow of bids not yet claimed, and what claimed ones paid, less the price of the sale.</summary>
    private static BigInteger KeptFor(BatchAuction batch)
    {
        var kept = Sum(batch.Bids.Values.Where(bid => !bid.IsClaimed).Select(bid => bid.Escrow));
        return batch switch
        {
            { IsSwept: true } => kept,
            { Status: BatchStatus.Whole } => kept - batch.BestWholeAmount.Value,
            { Status: BatchStatus.Parts } => kept + batch.Paid.Value - batch.Book.Clear().ProceedsDown.Value,
            _ => kept,
        };
    }

    private static void MovesAreLegal(Vault before, Scene scene)
    {
        var state = before.State;
        foreach (var move in scene.Events.OfType<StateMoved>())
        {
            Holds.Equal(state, move.From, "state left");
            Holds.True(LegalMoves.Contains((move.From, move.To)), $"moved from {move.From} to {move.To}");
            state = move.To;
        }
    }

    /// <summary>No deed of one takes shares, loan money or collectable lines from another.</summary>
    private static void NobodyElsePays(Vault before, Vault after, Scene scene)
    {
        foreach (var person in Cast.All.Where(a => a != scene.Actor))
        {
            Holds.AtLeast(
                before.Shares.BalanceOf(person).Value, after.Shares.BalanceOf(person).Value, $"shares of {person}");
            Holds.AtLeast(
                Drawable(before, person),
                Drawable(after, person) + PaidTo(scene, person), $"what {person} can draw, with what was just paid");
        }
    }

    private static BigInteger Drawable(Vault vault, Account person) =>
        Sum(vault.Loans.Values.Select(loan => loan.Withdrawable(person)))
        + Sum(vault.Auctions.Values.Where(a => a.IsEnded).SelectMany(a => LinesOf(a, person)));

    private static IEnumerable<Wei> LinesOf(DutchAuction auction, Account person)
    {
        foreach (var (payee, line) in new[] { (auction.Keeper, Line.Keeper), (auction.RedoKeeper, Line.RedoKeeper) })
        {
            if (payee == person && (auction.CollectedMask >> (int)line & 1) == 0)
            {
                yield return Lines.AmountOf(auction, line);
            }
        }
    }

    private static BigInteger PaidTo(Scene scene, Account person) => Sum(scene.Events.Select(e => e switch
    {
        LenderWithdrawn paid when paid.Lender == person && paid.To == person => paid.Amount,
        LineCollected paid when paid.Payee == person && paid.To == person => paid.Amount,
        _ => Wei.Zero,
    }));

    private void TermsAreFrozen(Vault after)
    {
        foreach (var loan in after.Loans.Values)
        {
            loanTerms.TryAdd(loan.Id, loan.Terms);
            Holds.Equal(loanTerms[loan.Id], loan.Terms, "loan terms");
        }
        foreach (var a in after.Auctions.Values)
        {
            var sampled = string.Join(";", a.Items.Select(i => (i.Weight, i.RoyaltyReceiver, i.RoyaltyBps)));
            var debt = a.Debt + (after.BatchOf(a.Id)?.Credit ?? Wei.Zero);
            object frozen = (a.Keeper, debt, a.Penalty, a.KickReward, a.LiquidationValue, a.DurationSeconds, sampled);
            auctionTerms.TryAdd(a.Id, frozen);
            Holds.Equal(auctionTerms[a.Id], frozen, "auction terms");
        }
    }

    /// <summary>Laws 45, 46: the largest whole bid, the earlier of equals, wins iff no parts pay more.</summary>
    private static void TheBestWins(Vault after, Scene scene)
    {
        foreach (var batch in after.Batches.Values)
        {
            var wholes = batch.Bids.Where(bid => bid.Value.Kind == BidKind.Whole).ToArray();
            var best = wholes.OrderByDescending(bid => bid.Value.Escrow.Value).ThenBy(bid => bid.Key).FirstOrDefault();
            Holds.Equal(best.Key, batch.BestWholeBid, "best bid for the whole");
            Holds.AtMost(BatchAuction.ExtensionLimit, batch.Extensions, "extensions");
        }
        foreach (var closed in scene.Events.OfType<BatchClosed>().Where(e => e.Status != BatchStatus.Failed))
        {
            var batch = after.Batches[closed.Id.Number];
            var clearing = batch.Book.Clear();
            var parts = clearing.Margin is null ? Wei.Zero : clearing.ClearingPrice;
            var isWhole = batch.BestWholeBid != 0 && batch.BestWholeAmount >= parts;
            Holds.Equal(isWhole ? BatchStatus.Whole : BatchStatus.Parts, closed.Status, "who won");
            if (isWhole || clearing.Margin is not null)
            {
                Holds.Equal(isWhole ? batch.BestWholeAmount : parts, closed.Price, "what the lot raised");
                Holds.Equal(Wei.Zero, closed.Credit, "credit for nothing");
            }
            else
            {
                LendersTakeTheRest(after, closed, scene);
            }
        }
    }

    /// <summary>Laws 94, 96: cash and credit are the reserve price or a wei less, and the debt is paid once.</summary>
    private static void LendersTakeTheRest(Vault after, BatchClosed closed, Scene scene)
    {
        var (batch, auction) = (after.Batches[closed.Id.Number], after.Auctions[closed.Id.Number]);
        var reserve = (BigInteger)batch.Terms.Grid.ReservePrice.Value;
        Holds.Within(reserve - 1, reserve, (closed.Price + closed.Credit).Value, "cash and credit");
        Holds.Within(1, batch.MaxCredit.Value, closed.Credit.Value, "credit");
        Holds.AtLeast(1, batch.Book.Clear().Above.Value, "units bid for");
        var unpaid = scene.Events.OfType<LoanClosed>().Single().BadDebt;
        Holds.Equal(
            auction.Debt - auction.Split().Debt, unpaid, "debt paid neither in cash nor in units");
    }

    /// <summary>Redeemed, the vault is as before: no share and no item has moved, no debt is left.</summary>
    private static void RedemptionRestores(Vault before, Vault after, Scene scene)
    {
        if (scene.Events.OfType<EquityRedeemed>().Any())
        {
            foreach (var holder in Cast.All.Append(after.Address))
            {
                Holds.Equal(before.Shares.BalanceOf(holder), after.Shares.BalanceOf(holder), $"shares of {holder}");
            }
            Holds.Equal(before.DeliveredMask, after.DeliveredMask, "items that left");
            Holds.Equal(before.Cash, after.Cash, "cash");
            Holds.Equal(VaultState.Open, after.State, "state");
            Holds.True(after.CurrentLoan is null, "a debt is left");
        }
    }

    /// <summary>Nothing that follows a closed auction changes what a bid of it comes to.</summary>
    private void OutcomesAreFrozen(Vault after)
    {
        foreach (var batch in after.Batches.Values.Where(b => !b.IsRunning))
        {
            foreach (var bidId in batch.Bids.Keys)
            {
                var outcome = batch.OutcomeOf(bidId);
                outcomes.TryAdd((batch.Id, bidId), outcome);
                Holds.Equal(outcomes[(batch.Id, bidId)], outcome, $"outcome of bid {bidId}");
            }
        }
    }

    /// <summary>An item leaves once, by an event, and only a sale, a write-off or a redemption strikes it.</summary>
    private static void CustodyIsCounted(Vault before, Vault after, Scene scene)
    {
        var mask = before.DeliveredMask;
        foreach (var happened in scene.Events)
        {
            var index = happened switch
            {
                ItemDelivered delivered => delivered.ItemIndex,
                LotWrittenOff writtenOff => writtenOff.ItemIndex,
                _ => -1,
            };
            if (index >= 0)
            {
                Holds.True((mask >> index & 1) == 0, $"item {index} left twice");
                mask |= (ushort)(1 << index);
            }
        }
        Holds.Equal(mask, after.DeliveredMask, "items that left");
        // The winner of the whole, or the new series, can fetch what is left.
        var isFetched = after.Batches.Values.Any(b =>
            b.Status is BatchStatus.Whole or BatchStatus.Parts or BatchStatus.Failed);
        var everything = (1 << after.Items.Length) - 1;
        Holds.True(after.State != VaultState.Settled || mask == everything || isFetched, "settled with items left");
    }

    /// <summary>Law 87: before maturity only a fresh, untripped, confirming round lets a kick through.</summary>
    private static void DefaultIsProved(Vault before, Scene scene, VaultContext context)
    {
        if (scene.Deed is not Order { Command: Kick } || before.CurrentLoan is not { IsFrozen: false } loan)
        {
            return;
        }
        if (scene.At.Seconds >= loan.Terms.MaturesAtSeconds)
        {
            Holds.True(scene.Refusal is null or Refusal.NoAppraisal, $"a kick at maturity is refused: {scene.Refusal}");
            return;
        }
        if (scene.Refusal is not null)
        {
            return;
        }
        Holds.True(loan.FlaggedAt is not null, "kicked before maturity without a flag");
        var confirmedAt = loan.FlaggedAt!.Value.Seconds + loan.Terms.ConfirmSeconds;
        Holds.AtLeast(loan.FlaggedAt.Value.Seconds + loan.Terms.CureSeconds, scene.At.Seconds, "time of the kick");
        for (var i = 0; i < before.Items.Length; i++)
        {
            if (!before.IsDelivered(i))
            {
                var valuation = context.Items[i].Valuation!;
                Holds.True(!valuation.Tripped, $"kicked while the breaker of item {i} is tripped");
                Holds.AtLeast(confirmedAt, valuation.ObservedAt.Seconds, $"round of item {i}");
                var oldest = scene.At.Seconds - Cast.Protocol.MaxAgeSeconds;
                Holds.AtLeast(oldest, valuation.ObservedAt.Seconds, $"round of item {i}");
            }
        }
    }

    /// <summary>A deposit is escrow and refund, or return and forfeit, to the wei; silence alone costs, and its floored
    /// twentieth.</summary>
    private static void DepositsAddUp(Vault before, Scene scene)
    {
        foreach (var told in scene.Events.OfType<BidRevealed>())
        {
            var deposit = before.Batches[told.Id.Number].Deposits[new Sealing(told.Bidder, told.Commitment)];
            var escrow = Sum(scene.Events.Select(e => e switch
            {
                BidPlaced placed => placed.Escrow,
                WholeBidPlaced placed => placed.Amount,
                _ => Wei.Zero,
            }));
            Holds.Equal((BigInteger)deposit.Value, escrow + told.Refund.Value, "deposit of a bid that was told");
        }
        foreach (var returned in scene.Events.OfType<DepositReturned>())
        {
            var batch = before.Batches[returned.Id.Number];
            var deposit = batch.Deposits[new Sealing(returned.Bidder, returned.Commitment)];
            Holds.Equal(deposit, returned.Amount + returned.Forfeit, "deposit of a bid that was never told");
            var part = batch.Status == BatchStatus.Cured ? 0 : deposit.Value / 20;
            Holds.Equal(part, returned.Forfeit.Value, "what silence costs");
        }
    }

    /// <summary>The fund gives no more than it has, by its caps, and its book adds up; no cover in kind.</summary>
    private static void TheFundKeepsItsCaps(Vault after, Scene scene, VaultContext context)
    {
        BigInteger had = context.FundCash!.Value.Value;
        foreach (var covered in scene.Events.OfType<LoanCovered>())
        {
            var principal = after.Loans[covered.LoanId.Number].Units.Value;
            var most = BigInteger.Min(covered.Shortfall.Value, BigInteger.Min(principal / 5, had / 20));
            Holds.Equal(most, covered.Amount.Value, "cover");
            Holds.Equal(had - covered.Amount.Value, covered.Cash.Value, "cash of the fund after a cover");
            Holds.True(!scene.Events.Any(e => e is SeriesFormed), "lenders who took units were covered");
        }
        foreach (var tip in scene.Events.OfType<TipCollected>())
        {
            var auction = after.Auctions[tip.Id.Number];
            var premium = ((BigInteger)after.Loans[auction.LoanId.Number].Units.Value + 199) / 200;
            Holds.AtMost(premium, (auction.TipPaid + auction.RedoTipPaid).Value, "both tips, against the premium");
            Holds.AtMost(
                (auction.KeeperReward - auction.Split().Keeper).Value, (auction.TipPaid + auction.RedoTipPaid).Value,
                "both tips, against what no sale paid");
            Holds.Equal(had - tip.Amount.Value, tip.Cash.Value, "cash of the fund after a tip");
        }
    }

    private static void NothingIsPaidTwice(Vault after, Scene scene, VaultContext context)
    {
        if (scene is
            {
                Refusal: null,
                Deed: Order
                {
                    Command: Withdraw or Collect or CollectRoyalty or Sweep or SweepLoan
                        or ClaimBid or ClaimSeries or SweepSurplus or FormSeries or RevealBid or ReturnDeposit,
                } order,
            })
        {
            Holds.True(Vault.Decide(after, order.Command, context).IsRefused, $"{order.Command} is paid twice");
        }
    }

    private static BigInteger Sum(IEnumerable<Wei> amounts) =>
        amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount.Value);
}
