using System.Collections.Immutable;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Insurance;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws.Generators;

namespace Fractional.Properties.Model;

/// <summary>What a wish means in the state the story is in.</summary>
internal static class Intention
{
    private enum Kind
    {
        Transfer, Gather, Redeem, Claim, Sweep, Open, Refinance, Repay, RepayAll, RepayAndRedeem, Flag, Unflag,
        Withdraw, Move, SweepLoan, Kick, Take, TakeNet, WriteOff, Lower, Cure, Collect, CollectRoyalty, Appraise, Lose,
        Stick, CancelOffers, Bid, Rollover, BidWhole, Close, RedeemEquity, ClaimBid, FormSeries, Deliver, ClaimSeries,
        SweepSurplus, Commit, Reveal, ReturnDeposit, CollectTip,
    }

    private static readonly Kind[] Everything = Enum.GetValues<Kind>();

    /// <summary>What makes sense in each state, and how often it comes to mind.</summary>
    private static readonly Dictionary<VaultState, Kind[]> Menu = new()
    {
        [VaultState.Open] = Of(
            (Kind.Open, 18), (Kind.Appraise, 4), (Kind.Gather, 6), (Kind.Transfer, 3), (Kind.Withdraw, 3),
            (Kind.Collect, 3), (Kind.CollectRoyalty, 1), (Kind.Move, 2), (Kind.Redeem, 1), (Kind.SweepLoan, 2),
            (Kind.ClaimBid, 2), (Kind.ReturnDeposit, 2)),
        [VaultState.Loaned] = Of(
            (Kind.Kick, 8), (Kind.Flag, 8), (Kind.Appraise, 3), (Kind.Repay, 3), (Kind.RepayAll, 1), (Kind.Transfer, 4),
            (Kind.Refinance, 3), (Kind.Withdraw, 1), (Kind.Move, 1), (Kind.Lose, 1), (Kind.CancelOffers, 1),
            (Kind.RepayAndRedeem, 1)),
        [VaultState.MarginCall] = Of(
            (Kind.Kick, 8), (Kind.Appraise, 3), (Kind.Unflag, 3), (Kind.Repay, 3), (Kind.RepayAll, 1),
            (Kind.Refinance, 1), (Kind.Transfer, 2), (Kind.Withdraw, 1)),
        [VaultState.Dutch] = Of(
            (Kind.Take, 9), (Kind.TakeNet, 4), (Kind.Lower, 10), (Kind.WriteOff, 2), (Kind.Cure, 1), (Kind.Lose, 1),
            (Kind.Transfer, 2), (Kind.Withdraw, 2), (Kind.Move, 1)),
        [VaultState.Batch] = Of(
            (Kind.Bid, 16), (Kind.Rollover, 8), (Kind.BidWhole, 3), (Kind.ClaimBid, 3), (Kind.Close, 4),
            (Kind.Cure, 1), (Kind.Lose, 1), (Kind.Stick, 1), (Kind.Transfer, 1), (Kind.Withdraw, 1)),
        [VaultState.Converted] = Of(
            (Kind.FormSeries, 6), (Kind.RedeemEquity, 2), (Kind.ClaimBid, 4), (Kind.Transfer, 2), (Kind.Stick, 1),
            (Kind.Lose, 1), (Kind.Withdraw, 1), (Kind.Move, 1), (Kind.ReturnDeposit, 3)),
        [VaultState.Settled] = Of(
            (Kind.Claim, 8), (Kind.Sweep, 2), (Kind.Collect, 4), (Kind.CollectRoyalty, 2), (Kind.Withdraw, 4),
            (Kind.Transfer, 2), (Kind.Move, 1), (Kind.SweepLoan, 5), (Kind.ClaimBid, 10), (Kind.FormSeries, 5),
            (Kind.ClaimSeries, 6), (Kind.Deliver, 4), (Kind.SweepSurplus, 3), (Kind.Stick, 1),
            (Kind.ReturnDeposit, 6), (Kind.CollectTip, 6)),
        [VaultState.Redeemed] = Of(
            (Kind.Withdraw, 4), (Kind.Collect, 2), (Kind.CollectRoyalty, 1), (Kind.Move, 1), (Kind.Redeem, 1),
            (Kind.SweepLoan, 2), (Kind.ClaimBid, 1)),
    };

    /// <summary>While bids are sealed: first they are committed, later told.</summary>
    private static readonly Kind[] Committing = Of(
        (Kind.Commit, 18), (Kind.Reveal, 8), (Kind.Bid, 1), (Kind.Rollover, 1), (Kind.BidWhole, 1), (Kind.Cure, 1),
        (Kind.Lose, 1), (Kind.Transfer, 1), (Kind.ReturnDeposit, 1), (Kind.Close, 1));

    private static readonly Kind[] Telling = Of(
        (Kind.Reveal, 20), (Kind.Commit, 1), (Kind.Close, 4), (Kind.ClaimBid, 2), (Kind.ReturnDeposit, 1),
        (Kind.Lose, 1), (Kind.Cure, 1), (Kind.Transfer, 1), (Kind.Withdraw, 1));

    /// <summary>Who does what: often a fresh round of the oracle first.</summary>
    public static IEnumerable<(Account Actor, Deed Deed)> Of(VaultStory story, Wish wish)
    {
        var kind = KindOf(story, wish);
        if (kind is Kind.Open or Kind.Refinance or Kind.Flag or Kind.Unflag or Kind.Kick && wish.Choose(0, 4) > 0)
        {
            var percent = kind switch { Kind.Flag => wish.Part / 16, Kind.Unflag => 300, _ => 100 };
            for (var i = 0; i < story.Vault.Items.Length; i++)
            {
                yield return (Cast.Actor(0), new Appraise(i, Appraisals.Fresh(story, i, wish, percent)));
            }
        }
        if (DeedOf(story, wish, kind) is { } deed && !Touches(story, deed))
        {
            yield return (ActorOf(story, wish, kind), deed);
        }
    }

    /// <summary>Who bids does so in time: two days of bidding would pass with one bid otherwise.</summary>
    public static ulong DelayOf(VaultStory story, Op<Wish> op)
    {
        var isBid = !op.Command.Blind && story.Vault.State == VaultState.Batch
            && KindOf(story, op.Command) is Kind.Bid or Kind.Rollover or Kind.BidWhole or Kind.Commit or Kind.Reveal;
        return (ulong)(isBid ? Math.Min(op.DelaySeconds, 600) : op.DelaySeconds);
    }

    /// <summary>Now, the moment a command needs, or the next one at which some rule changes its answer.</summary>
    public static Timestamp MomentOf(VaultStory story, Wish wish)
    {
        var kind = KindOf(story, wish);
        var needed = wish.Blind || wish.Choose(9, 5) == 0 ? 0 : NeededBy(story.Vault, kind);
        var earliest = Math.Max(story.Now.Seconds, needed);
        var next = Landmarks(story.Vault).Where(at => at > earliest + 2).Order().Take(3).ToArray();
        var isHasty = kind is Kind.Commit or Kind.Reveal && wish.Choose(2, 4) > 0; // others shall come in time, too
        if (wish.Wait == Wait.Not || next.Length == 0 || isHasty)
        {
            return new Timestamp(earliest);
        }
        var landmark = next[wish.Choose(8, next.Length)];
        return new Timestamp(wish.Wait switch
        {
            Wait.UntilJustBefore => landmark - 2, // the scene itself comes one second later
            Wait.Until => landmark - 1,
            _ => landmark,
        });
    }

    private static Kind KindOf(VaultStory story, Wish wish)
    {
        var kinds = wish.Blind ? Everything : MenuOf(story);
        var kind = kinds[wish.Urge % kinds.Length];
        // Nobody waits for the time to tell with nothing to tell.
        var isEarly = kind == Kind.Reveal && kinds == Committing
            && story.Vault.Batches[story.Vault.AuctionCount].Deposits.IsEmpty;
        return isEarly ? Kind.Commit : kind;
    }

    private static Kind[] MenuOf(VaultStory story)
    {
        if (story.Vault.Batches.GetValueOrDefault(story.Vault.AuctionCount) is not { Status: BatchStatus.Sealed } batch)
        {
            return Menu[story.Vault.State];
        }
        return story.Now < batch.RevealsFrom ? Committing : Telling;
    }

    private static ulong NeededBy(Vault vault, Kind kind) => kind switch
    {
        Kind.Kick when vault.CurrentLoan is { FlaggedAt: { } flaggedAt } loan =>
            flaggedAt.Seconds + Math.Max(loan.Terms.CureSeconds, loan.Terms.ConfirmSeconds),
        Kind.Kick when vault.CurrentLoan is { IsFrozen: false } loan => loan.Terms.MaturesAtSeconds,
        Kind.Take when vault.State == VaultState.Dutch => vault.Auctions[vault.AuctionCount].StartsAt.Seconds,
        Kind.Lower when vault.State == VaultState.Dutch => vault.Auctions[vault.AuctionCount].EndsAt.Seconds,
        Kind.Close when vault.State == VaultState.Batch => vault.Batches[vault.AuctionCount].EndsAt.Seconds,
        Kind.Reveal when vault.Batches.GetValueOrDefault(vault.AuctionCount) is { Status: BatchStatus.Sealed } batch =>
            batch.RevealsFrom.Seconds,
        Kind.FormSeries when vault.State == VaultState.Converted => RedeemableUntil(vault),
        _ => 0,
    };

    private static IEnumerable<ulong> Landmarks(Vault vault)
    {
        if (vault.CurrentLoan is { IsFrozen: false } loan)
        {
            yield return loan.Terms.DueAt.Seconds;
            yield return loan.Terms.MaturesAtSeconds;
            if (loan.FlaggedAt is { } flaggedAt)
            {
                yield return flaggedAt.Seconds + loan.Terms.CureSeconds;
                yield return flaggedAt.Seconds + loan.Terms.ConfirmSeconds;
            }
        }
        if (vault.State == VaultState.Dutch)
        {
            var auction = vault.Auctions[vault.AuctionCount];
            yield return auction.StartsAt.Seconds;
            yield return auction.StartsAt.Seconds + (auction.DurationSeconds / 12);
            yield return auction.EndsAt.Seconds - (auction.DurationSeconds / 12);
            yield return auction.EndsAt.Seconds;
        }
        if (vault.State == VaultState.Batch)
        {
            var batch = vault.Batches[vault.AuctionCount];
            yield return batch.Status == BatchStatus.Sealed
                ? batch.RevealsFrom.Seconds
                : batch.EndsAt.Seconds - BatchAuction.ClosingSeconds;
            yield return batch.EndsAt.Seconds;
        }
        if (vault.State == VaultState.Converted)
        {
            yield return RedeemableUntil(vault);
        }
    }

    private static ulong RedeemableUntil(Vault vault) =>
        vault.Auctions[vault.AuctionCount].RedeemableUntil.Seconds;

    private static Account ActorOf(VaultStory story, Wish wish, Kind kind)
    {
        if (kind == Kind.Reveal && Secrets.ToTell(story, wish, AuctionOf(story.Vault, wish)) is { } bid)
        {
            return bid.Bidder;
        }
        var candidates = wish.Blind ? Cast.All : kind switch
        {
            Kind.Open or Kind.Redeem or Kind.RepayAndRedeem or Kind.Transfer or Kind.Claim =>
                Cast.All.Where(a => !story.Vault.Shares.BalanceOf(a).IsZero).ToArray(),
            Kind.Rollover => Cast.All.Where(a => !story.Vault.Shares.BalanceOf(a).IsZero).ToArray(),
            Kind.Gather => [.. OtherHolders(story.Vault)],
            Kind.Move => [.. Cast.All.Where(a => story.Vault.Loans.Values.Any(l => l.Positions.ContainsKey(a)))],
            _ => Cast.All,
        };
        return candidates.Length == 0 ? Cast.Actor(wish.Actor) : candidates[wish.Actor % candidates.Length];
    }

    private static Deed? DeedOf(VaultStory story, Wish wish, Kind kind)
    {
        switch (kind)
        {
            case Kind.Appraise:
                var appraised = wish.Choose(1, story.Vault.Items.Length);
                return new Appraise(appraised, Appraisals.Changed(story, appraised, wish));
            case Kind.Lose:
                return new Lose(wish.Choose(1, story.Vault.Items.Length));
            case Kind.Stick:
                return new Stick(wish.Choose(1, story.Vault.Items.Length));
            case Kind.CancelOffers:
                return new CancelOffers();
            case Kind.Reveal:
                return Secrets.ToTell(story, wish, AuctionOf(story.Vault, wish)) is { } bid
                    ? Secrets.Tell(story, bid)
                    : null;
            default:
                return CommandOf(story, wish, kind) is { } command ? new Order(command) : null;
        }
    }

    private static VaultCommand? CommandOf(VaultStory story, Wish wish, Kind kind)
    {
        var (vault, actor) = (story.Vault, ActorOf(story, wish, kind));
        var to = wish.Blind && wish.Choose(2, 4) == 0 ? Account.Zero : Cast.Actor(wish.Other);
        var loanId = new LoanId(vault.Address, (uint)wish.Choose(3, vault.Loans.Count + 2));
        var auctionId = AuctionOf(vault, wish);
        var item = wish.Choose(4, vault.Items.Length + (wish.Blind ? 1 : 0));
        var lost = (ushort)story.LostItems.Sum(i => 1 << i);
        return kind switch
        {
            Kind.Transfer => new TransferShares(
                actor, to, new Shares(wish.PartOf(vault.Shares.BalanceOf(actor).Value))),
            Kind.Gather => new TransferShares(actor, Cast.Actor(0), vault.Shares.BalanceOf(actor)),
            Kind.Redeem => new Redeem(to, (ushort)(lost | (wish.Blind ? wish.Choose(5, 1 << 16) : wish.Choose(5, 2)))),
            Kind.Claim => new Claim(new Shares(wish.PartOf(vault.Shares.BalanceOf(actor).Value)), to),
            Kind.Sweep => new Sweep(),
            Kind.Open => new OpenLoan(Lending.Offers(story, wish), to),
            Kind.Refinance => new Refinance(Lending.Offers(story, wish)),
            Kind.Repay => new Repay(new Wei(wish.PartOf(vault.CurrentLoan?.DebtAt(story.Now).Value ?? 1))),
            Kind.RepayAll => new Repay(new Wei(UInt128.MaxValue)),
            Kind.RepayAndRedeem => new RepayAndRedeem(to, lost),
            Kind.Flag => new Flag(),
            Kind.Unflag => new Unflag(),
            Kind.Withdraw => Lending.Withdraw(vault, wish, loanId, to),
            Kind.Move => new MovePosition(loanId, to),
            Kind.SweepLoan => Lending.Sweep(vault, wish, loanId),
            Kind.Kick => new Kick(),
            Kind.Take => Take(story, wish, auctionId, item, to),
            Kind.TakeNet => new TakeNet(
                Take(story, wish, auctionId, item, to), SomeOf(vault.Shares.BalanceOf(actor), wish)),
            Kind.WriteOff => new WriteOff(auctionId, item),
            Kind.Lower => Lower(vault, wish, auctionId),
            Kind.Cure => new Cure(auctionId),
            Kind.Collect => Collect(vault, wish, auctionId, to),
            Kind.CollectRoyalty => new CollectRoyalty(auctionId, item, wish.Blind ? to : Cast.Artist),
            Kind.Bid => Bids.Parts(vault, wish, auctionId),
            Kind.Rollover => Bids.Rollover(vault, wish, auctionId, vault.Shares.BalanceOf(actor)),
            Kind.BidWhole => Bids.Whole(vault, wish, auctionId),
            Kind.Close => new CloseBatch(auctionId),
            Kind.RedeemEquity => new RedeemEquity(auctionId),
            Kind.ClaimBid => Bids.Claim(vault, wish, auctionId, to),
            Kind.FormSeries => new FormSeries(auctionId, story.Places.Series),
            Kind.Deliver => Bids.Deliver(vault, wish, auctionId, item, to),
            Kind.ClaimSeries => Bids.ClaimSeries(vault, wish, auctionId, to),
            Kind.SweepSurplus => new SweepSurplus(auctionId),
            Kind.CollectTip => Tip(vault, wish, auctionId, to),
            Kind.Commit => Secrets.Commit(story, wish, auctionId, actor),
            Kind.ReturnDeposit => Secrets.Return(vault, wish, auctionId),
            _ => null,
        };
    }

    /// <summary>Who can hand all shares to the first actor, to act as the sole holder.</summary>
    private static IEnumerable<Account> OtherHolders(Vault vault) =>
        Cast.All.Skip(1).Where(a => !vault.Shares.BalanceOf(a).IsZero);

    private static AuctionId AuctionOf(Vault vault, Wish wish) => new(
        vault.Address,
        (uint)(wish.Blind ? wish.Choose(7, 3) : Math.Max(1, (int)vault.AuctionCount - wish.Choose(7, 2))));

    /// <summary>What comes after a round that nobody took; a blind wish mixes them up.</summary>
    private static VaultCommand Lower(Vault vault, Wish wish, AuctionId id)
    {
        var isLast = vault.AuctionOf(id)?.Round == DutchDefaults.LastRound;
        return isLast ^ (wish.Blind || wish.Choose(5, 16) == 0) ? new ToBatch(id) : new Redo(id);
    }

    private static Take Take(VaultStory story, Wish wish, AuctionId id, int item, Account to)
    {
        var moment = story.Now + 1;
        var auction = story.Vault.AuctionOf(id);
        var isPriced = auction is not null && item < auction.Items.Length && auction.IsOpenAt(moment);
        var price = isPriced ? auction!.ItemPriceAt(item, moment).Value : (UInt128)wish.Amount;
        var maxPrice = wish.Choose(9, 6) switch
        {
            0 when price > 0 => price - 1,
            1 or 2 => price,
            _ => (UInt128)Amounts.Power(120),
        };
        var deadline = wish.Choose(10, 8) == 0 ? story.Now : moment;
        return new Take(id, item, new Wei(maxPrice), to, deadline);
    }

    /// <summary>None, all, a part, or one unit more than there are.</summary>
    private static Shares SomeOf(Shares held, Wish wish) => wish.Choose(11, 4) switch
    {
        0 => default,
        1 => held,
        2 => new Shares(held.Value / 3),
        _ => wish.Blind ? held + new Shares(1) : held,
    };

    private static Collect Collect(Vault vault, Wish wish, AuctionId id, Account to)
    {
        var line = (Line)wish.Choose(5, wish.Blind ? 5 : 4);
        var payee = line switch
        {
            Line.Keeper => vault.AuctionOf(id)?.Keeper ?? to,
            Line.RedoKeeper => vault.AuctionOf(id)?.RedoKeeper ?? to,
            Line.Insurance => Cast.InsuranceFund,
            _ => Cast.FeeRecipient,
        };
        return new Collect(id, line, wish.Blind ? to : payee);
    }

    private static CollectTip Tip(Vault vault, Wish wish, AuctionId id, Account to)
    {
        var line = (Line)wish.Choose(5, wish.Blind ? 5 : 2);
        var payee = vault.AuctionOf(id)?.PayeeOfTip(line) ?? to;
        return new CollectTip(id, line, wish.Blind || payee.IsZero ? to : payee);
    }

    /// <summary>
    /// An item that its own contract took away or holds fast cannot be delivered, and shares that somebody does not
    /// hold cannot be pulled: no rules of ours, so no story.
    /// </summary>
    private static bool Touches(VaultStory story, Deed deed) => deed switch
    {
        Order { Command: Take take } => !IsDeliverable(story, take.ItemIndex),
        Order { Command: TakeNet net } => !IsDeliverable(story, net.Take.ItemIndex),
        Order { Command: Deliver deliver } => !IsDeliverable(story, deliver.ItemIndex),
        Order { Command: Redeem redeem } => IsHeldUp(story, redeem.LeftBehind),
        Order { Command: RepayAndRedeem redeem } => IsHeldUp(story, redeem.LeftBehind),
        Order { Command: PlaceRollover bid } => bid.Shares > story.Vault.TotalShares,
        Stick stick => story.Vault.IsDelivered(stick.ItemIndex) || story.LostItems.Contains(stick.ItemIndex),
        Lose lose => story.Vault.IsDelivered(lose.ItemIndex) || story.LostItems.Contains(lose.ItemIndex),
        _ => false,
    };

    private static bool IsDeliverable(VaultStory story, int item) =>
        item >= story.Vault.Items.Length || story.Vault.IsDelivered(item)
        || story.FactsOf(item) is { IsInCustody: true, IsMovable: true };

    private static bool IsHeldUp(VaultStory story, ushort leftBehind) => Enumerable.Range(0, story.Vault.Items.Length)
        .Any(i => (leftBehind >> i & 1) == 0 && !IsDeliverable(story, i));

    private static Kind[] Of(params (Kind Kind, int Weight)[] likely) =>
        [.. likely.SelectMany(l => Enumerable.Repeat(l.Kind, l.Weight))];
}
