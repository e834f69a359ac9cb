using System.Collections.Immutable;
using Fractional.Core.Auctions.Dutch;
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
        Withdraw, Move, SweepLoan, Kick, Take, WriteOff, Redo, Cure, Collect, CollectRoyalty, Appraise, Lose,
        CancelOffers,
    }

    private static readonly Kind[] Everything = Enum.GetValues<Kind>();

    /// <summary>What makes sense in each state, and how often it comes to mind.</summary>
    private static readonly Dictionary<VaultState, Kind[]> Menu = new()
    {
        [VaultState.Open] = Of(
            (Kind.Open, 18), (Kind.Appraise, 4), (Kind.Gather, 6), (Kind.Transfer, 3), (Kind.Withdraw, 3),
            (Kind.Collect, 3), (Kind.CollectRoyalty, 1), (Kind.Move, 2), (Kind.Redeem, 1), (Kind.SweepLoan, 2)),
        [VaultState.Loaned] = Of(
            (Kind.Kick, 8), (Kind.Flag, 8), (Kind.Appraise, 3), (Kind.Repay, 3), (Kind.RepayAll, 1), (Kind.Transfer, 4),
            (Kind.Refinance, 3), (Kind.Withdraw, 1), (Kind.Move, 1), (Kind.Lose, 1), (Kind.CancelOffers, 1),
            (Kind.RepayAndRedeem, 1)),
        [VaultState.MarginCall] = Of(
            (Kind.Kick, 8), (Kind.Appraise, 3), (Kind.Unflag, 3), (Kind.Repay, 3), (Kind.RepayAll, 1),
            (Kind.Refinance, 1), (Kind.Transfer, 2), (Kind.Withdraw, 1)),
        [VaultState.Dutch] = Of(
            (Kind.Take, 20), (Kind.Redo, 4), (Kind.WriteOff, 2), (Kind.Cure, 1), (Kind.Lose, 1), (Kind.Transfer, 2),
            (Kind.Withdraw, 2), (Kind.Move, 1)),
        [VaultState.Settled] = Of(
            (Kind.Claim, 12), (Kind.Sweep, 2), (Kind.Collect, 4), (Kind.CollectRoyalty, 2), (Kind.Withdraw, 4),
            (Kind.Transfer, 2), (Kind.Move, 1), (Kind.SweepLoan, 2)),
        [VaultState.Redeemed] = Of(
            (Kind.Withdraw, 4), (Kind.Collect, 2), (Kind.CollectRoyalty, 1), (Kind.Move, 1), (Kind.Redeem, 1),
            (Kind.SweepLoan, 2)),
    };

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

    /// <summary>Now, the moment a command needs, or the next one at which some rule changes its answer.</summary>
    public static Timestamp MomentOf(VaultStory story, Wish wish)
    {
        var needed = wish.Blind || wish.Choose(9, 5) == 0 ? 0 : NeededBy(story.Vault, KindOf(story, wish));
        var earliest = Math.Max(story.Now.Seconds, needed);
        var next = Landmarks(story.Vault).Where(at => at > earliest + 2).Order().Take(3).ToArray();
        if (wish.Wait == Wait.Not || next.Length == 0)
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
        var kinds = wish.Blind ? Everything : Menu[story.Vault.State];
        return kinds[wish.Urge % kinds.Length];
    }

    private static ulong NeededBy(Vault vault, Kind kind) => kind switch
    {
        Kind.Kick when vault.CurrentLoan is { FlaggedAt: { } flaggedAt } loan =>
            flaggedAt.Seconds + Math.Max(loan.Terms.CureSeconds, loan.Terms.ConfirmSeconds),
        Kind.Kick when vault.CurrentLoan is { IsFrozen: false } loan => loan.Terms.MaturesAtSeconds,
        Kind.Take when vault.State == VaultState.Dutch => vault.Auctions[vault.AuctionCount].StartsAt.Seconds,
        Kind.Redo when vault.State == VaultState.Dutch => vault.Auctions[vault.AuctionCount].EndsAt.Seconds,
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
    }

    private static Account ActorOf(VaultStory story, Wish wish, Kind kind)
    {
        var candidates = wish.Blind ? Cast.All : kind switch
        {
            Kind.Open or Kind.Redeem or Kind.RepayAndRedeem or Kind.Transfer or Kind.Claim =>
                Cast.All.Where(a => !story.Vault.Shares.BalanceOf(a).IsZero).ToArray(),
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
            case Kind.CancelOffers:
                return new CancelOffers();
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
            Kind.Withdraw => new Withdraw(loanId, Cast.Actor(wish.Choose(6, Cast.Actors)), to),
            Kind.Move => new MovePosition(loanId, to),
            Kind.SweepLoan => new SweepLoan(loanId, Lenders(vault, loanId, wish)),
            Kind.Kick => new Kick(),
            Kind.Take => Take(story, wish, auctionId, item, to),
            Kind.WriteOff => new WriteOff(auctionId, item),
            Kind.Redo => new Redo(auctionId),
            Kind.Cure => new Cure(auctionId),
            Kind.Collect => Collect(vault, wish, auctionId, to),
            Kind.CollectRoyalty => new CollectRoyalty(auctionId, item, wish.Blind ? to : Cast.Artist),
            _ => null,
        };
    }

    /// <summary>Those with a position, and sometimes one twice, one too many or one too few.</summary>
    private static ImmutableArray<Account> Lenders(Vault vault, LoanId id, Wish wish)
    {
        ImmutableArray<Account> all = vault.LoanOf(id) is { } loan ? [.. loan.Positions.Keys.Order()] : [];
        return wish.Choose(8, 6) switch
        {
            0 => [.. all, Cast.Actor(wish.Other)],
            1 when !all.IsEmpty => all.RemoveAt(0),
            _ => all,
        };
    }

    /// <summary>Who can hand all shares to the first actor, to act as the sole holder.</summary>
    private static IEnumerable<Account> OtherHolders(Vault vault) =>
        Cast.All.Skip(1).Where(a => !vault.Shares.BalanceOf(a).IsZero);

    private static AuctionId AuctionOf(Vault vault, Wish wish) => new(
        vault.Address,
        (uint)(wish.Blind ? wish.Choose(7, 3) : Math.Max(1, (int)vault.AuctionCount - wish.Choose(7, 2))));

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

    /// <summary>An item that its own contract took away cannot be delivered: no rule of ours, so no story.</summary>
    private static bool Touches(VaultStory story, Deed deed) => deed switch
    {
        Order { Command: Take take } => story.LostItems.Contains(take.ItemIndex),
        Order { Command: Redeem redeem } => story.LostItems.Any(i => (redeem.LeftBehind >> i & 1) == 0),
        Lose lose => story.Vault.IsDelivered(lose.ItemIndex) || story.LostItems.Contains(lose.ItemIndex),
        _ => false,
    };

    private static Kind[] Of(params (Kind Kind, int Weight)[] likely) =>
        [.. likely.SelectMany(l => Enumerable.Repeat(l.Kind, l.Weight))];
}
