using System.Collections.Immutable;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>The command a run of events came from, with what the log says of the world outside the vault.</summary>
/// <param name="Sender">Who gave it.</param>
/// <param name="Command">What was given: only what the caller chose, nothing that follows from it.</param>
/// <param name="Change">Facts of an item that the log itself witnesses.</param>
internal readonly record struct ReadCommand(
    Account Sender, VaultCommand Command, Func<int, ItemFacts, ItemFacts>? Change = null);

/// <summary>
/// Reads commands back from events. Every choice of a caller is in the log (who, which item, to whom, how much);
/// prices, debts, rewards and lines are not read but decided again.
/// </summary>
internal static class CommandReader
{
    /// <summary>The command that begins at an index of the log; nothing when none begins so.</summary>
    public static ReadCommand? At(IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        var next = index + 1 < log.Count ? log[index + 1].Event : null;
        var now = log[index].At;
        return log[index].Event switch
        {
            VaultCreated e => new(
                e.Depositor, new CreateVault(e.Vault, e.Items, e.TotalShares, e.PaymentToken, e.Name, e.Symbol)),
            Transfer e => ReadTransfer(e, log, index),
            DustSwept => new(Account.Zero, new Sweep()),
            LoanOpened e => new(e.Borrower, new OpenLoan(Offers(e, log, index), e.Receiver)),
            DebtPaid e when next is LoanOpened made => new(e.Payer, new Refinance(Offers(made, log, index + 1))),
            DebtPaid e => new(e.Payer, new Repay(e.Amount)),
            LoanFlagged e => new(e.Flagger, new Flag()),
            LoanUnflagged e => new(e.Caller, new Unflag()),
            LenderWithdrawn e => new(e.Lender, new Withdraw(e.LoanId, e.Lender, e.To)),
            PositionMoved e => new(e.From, new MovePosition(e.LoanId, e.To)),
            LoanSwept e => new(Account.Zero, new SweepLoan(e.LoanId, Lenders(e.LoanId, log, index))),
            DebtFrozen => ReadKick(log, index),
            LotTaken e => new(e.Taker, new Take(e.Id, e.ItemIndex, new Wei(UInt128.MaxValue), e.Receiver, now)),
            LotWrittenOff e => new(
                Account.Zero, new WriteOff(e.Id, e.ItemIndex), (_, facts) => facts with { IsInCustody = false }),
            AuctionRedone e => new(e.Keeper, new Redo(e.Id)),
            AuctionCured e => new(e.Payer, new Cure(e.Id)),
            LineCollected e => new(e.Payee, new Collect(e.Id, e.Line, e.To)),
            RoyaltyCollected e => new(e.Payee, new CollectRoyalty(e.Id, e.ItemIndex, e.To)),
            _ => OfBatch(log, index),
        };
    }

    private static ReadCommand? OfBatch(IReadOnlyList<Recorded<VaultEvent>> log, int index) =>
        log[index].Event switch
        {
            BatchOpened e => new(Account.Zero, new ToBatch(e.Id)),
            BidCommitted e => new(e.Bidder, new CommitBid(e.Id, e.Commitment, e.Deposit)),
            BidPlaced or WholeBidPlaced when RevealOf(log, index) is { } revealed => revealed,
            // A bid that was outbid is not in the log; one below every tick always is outbid.
            BidRevealed e => new(e.Bidder, new RevealBid(e.Id, BidKind.Parts, -1, 0, Shares.Zero, e.Commitment)),
            DepositReturned e => new(Account.Zero, new ReturnDeposit(e.Id, e.Bidder, e.Commitment)),
            BidPlaced { Shares.IsZero: true } e => new(e.Owner, new PlaceBid(e.Id, e.Tick, e.Quantity)),
            BidPlaced e => new(
                e.Owner, new PlaceRollover(e.Id, e.Tick, e.Quantity, e.Shares, new Wei(UInt128.MaxValue))),
            WholeBidPlaced e => new(e.Owner, new PlaceWholeBid(e.Id, e.Amount)),
            BatchClosed e => ReadClose(e, log, index),
            BidClaimed e => new(e.Owner, new ClaimBid(e.Id, e.BidId, e.To)),
            EquityRedeemed e => new(e.Payer, new RedeemEquity(e.Id)),
            // A loan that closes by itself: the time to redeem is over.
            LoanClosed or SeriesFormed => ReadSeries(log, index),
            ItemDelivered e => ReadDelivery(e, log, index),
            SeriesClaimed e => new(e.Lender, new ClaimSeries(e.Id, e.Lender, e.To)),
            SurplusSwept e => new(Account.Zero, new SweepSurplus(e.Id)),
            TipCollected e => new(e.Payee, new CollectTip(e.Id, e.Line, e.To)),
            _ => null,
        };

    /// <summary>The reveal that placed this bid; nothing for one that was placed openly.</summary>
    private static ReadCommand? RevealOf(IReadOnlyList<Recorded<VaultEvent>> log, int placedAt)
    {
        var placed = log[placedAt].Event;
        // A rollover's shares move first.
        var toldAt = placedAt + (placed is BidPlaced { Shares.IsZero: false } ? 2 : 1);
        if (toldAt >= log.Count || log[toldAt].Event is not BidRevealed told)
        {
            return null;
        }
        var (id, commitment) = (told.Id, told.Commitment);
        return new(told.Bidder, placed switch
        {
            BidPlaced { Shares.IsZero: true } e => new RevealBid(
                id, BidKind.Parts, e.Tick, e.Quantity.Value, e.Shares, commitment),
            BidPlaced e => new RevealBid(id, BidKind.Rollover, e.Tick, e.Quantity.Value, e.Shares, commitment),
            _ => new RevealBid(
                id, BidKind.Whole, 0, ((WholeBidPlaced)placed).Amount.Value, Shares.Zero, commitment),
        });
    }

    /// <summary>What was lost by then, the log says by writing it off at once.</summary>
    private static ReadCommand ReadClose(BatchClosed happened, IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        var lost = log.Skip(index + 1).Select(recorded => recorded.Event as LotWrittenOff)
            .TakeWhile(e => e is not null).Select(e => e!.ItemIndex).ToHashSet();
        return new(Account.Zero, new CloseBatch(happened.Id), (itemIndex, facts) => facts with
        {
            IsInCustody = !lost.Contains(itemIndex),
        });
    }

    private static ReadCommand? ReadSeries(IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        const int eventsOfLapse = 4;
        var group = log.Skip(index).Select(recorded => recorded.Event).ToList();
        if (group.Take(eventsOfLapse + 1).OfType<SeriesFormed>().FirstOrDefault() is not { } formed)
        {
            return null;
        }
        var stuck = group.Take(eventsOfLapse + 1 + Vault.ItemLimit).OfType<ItemStuck>().Select(e => e.ItemIndex)
            .ToHashSet();
        return new(Account.Zero, new FormSeries(formed.Id, formed.Series), (itemIndex, facts) => facts with
        {
            IsMovable = !stuck.Contains(itemIndex),
        });
    }

    /// <summary>An item that leaves by itself goes where its last batch auction says.</summary>
    private static ReadCommand? ReadDelivery(
        ItemDelivered happened, IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        var opened = log.Take(index).Select(recorded => recorded.Event).OfType<BatchOpened>().LastOrDefault();
        if (opened is null)
        {
            return null;
        }
        var winner = log.Take(index).Select(recorded => recorded.Event).OfType<WholeBidPlaced>()
            .LastOrDefault(e => e.Id == opened.Id);
        return new(winner?.Owner ?? Account.Zero, new Deliver(opened.Id, happened.ItemIndex, happened.To));
    }

    private static ReadCommand? ReadTransfer(Transfer happened, IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        if (!happened.To.IsZero)
        {
            if (index + 1 < log.Count && log[index + 1].Event is BidPlaced placed && placed.Owner == happened.From
                && RevealOf(log, index + 1) is { } revealed)
            {
                return revealed; // a rollover's shares
            }
            return happened.From.IsZero
                ? null
                : new(happened.From, new TransferShares(happened.From, happened.To, happened.Amount));
        }
        foreach (var (after, _, _, _) in log.Skip(index + 1).Take(2))
        {
            switch (after)
            {
                case SharesClaimed e when e.Holder != happened.From:
                    continue;
                case BidClaimed e:
                    return new(e.Owner, new ClaimBid(e.Id, e.BidId, e.To));
                case SharesClaimed e:
                    return new(e.Holder, new Claim(e.SharesBurned, e.To));
                case VaultRedeemed e:
                    return new(e.Holder, new Redeem(e.To, e.LeftBehind));
            }
        }
        return null;
    }

    /// <summary>Royalties and the collection's last start come from outside; a kick's own events show both.</summary>
    private static ReadCommand? ReadKick(IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        var group = log.Skip(index + 1).Take(2 + Vault.ItemLimit).Select(recorded => recorded.Event).ToList();
        if (group.OfType<AuctionKicked>().FirstOrDefault() is not { } kicked)
        {
            return null;
        }
        var samples = group.OfType<ItemSampled>().Where(e => e.Id == kicked.Id).ToLookup(e => e.ItemIndex);
        Timestamp? last = kicked.StartsAt > log[index].At + DutchCurve.StepSeconds
            ? new Timestamp(kicked.StartsAt.Seconds - DutchDefaults.SpacingSeconds)
            : null;
        return new(kicked.Keeper, new Kick(), (itemIndex, facts) => facts with
        {
            CollectionLastStartsAt = last,
            RoyaltyAnswer = samples[itemIndex].FirstOrDefault() is { } sample
                ? new RoyaltyAnswer(sample.RoyaltyReceiver, sample.RoyaltyBps.Value * Wei.One.Value / Bps.Whole)
                : null,
        });
    }

    /// <summary>The offers as funded; that they were signed and alive, the chain has checked.</summary>
    private static ImmutableArray<PresentedOffer> Offers(
        LoanOpened opened, IReadOnlyList<Recorded<VaultEvent>> log, int index)
    {
        var offers = ImmutableArray.CreateBuilder<PresentedOffer>();
        for (var i = index + 1; i < log.Count && log[i].Event is OfferFunded funded; i++)
        {
            var offer = new LoanOffer(
                funded.Lender, opened.Vault, funded.Principal, opened.Terms, 0, 0, new Timestamp(Timestamp.MaxSeconds));
            offers.Add(new PresentedOffer(offer, funded.OfferHash, 0, IsUsed: false, IsSigned: true));
        }
        return offers.ToImmutable();
    }

    /// <summary>Everybody who ever held a position of the loan before this place of the log.</summary>
    private static ImmutableArray<Account> Lenders(
        LoanId loan, IReadOnlyList<Recorded<VaultEvent>> log, int index) => [
        .. log.Take(index).Select(recorded => recorded.Event switch
        {
            OfferFunded e when e.LoanId == loan => e.Lender,
            PositionMoved e when e.LoanId == loan => e.To,
            _ => Account.Zero,
        }).Where(lender => !lender.IsZero).Distinct(),
    ];
}
