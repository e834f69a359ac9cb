using System.Numerics;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;
using Fractional.Laws;
using Fractional.Laws.Generators;

namespace Fractional.Properties.Model;

/// <summary>Law 91: from wherever a story stopped, people alone bring everything out, without permission.</summary>
internal static class Ending
{
    /// <summary>What becomes of a debt that is still owed.</summary>
    internal enum Way
    {
        Repaid,
        Taken,
        SoldInParts,
        Converted,
    }

    /// <summary>Two rounds of an auction and one sale of each item are enough; more would be a dead end.</summary>
    private const int MostScenes = 400;

    /// <summary>Plays until the vault is empty of items; then everybody draws in the given order.</summary>
    /// <param name="story">Where it stopped.</param>
    /// <param name="way">What becomes of a debt.</param>
    /// <param name="order">Who draws when.</param>
    /// <returns>What each person drew, wei.</returns>
    public static Dictionary<Account, BigInteger> Play(VaultStory story, Way way, long order)
    {
        for (var scene = 0; story.Vault.State is not (VaultState.Settled or VaultState.Redeemed); scene++)
        {
            Holds.True(scene < MostScenes, $"no way out of {story.Vault.State} in {MostScenes} scenes");
            Advance(story, way);
        }
        return Draw(story, order);
    }

    private static void Advance(VaultStory story, Way way)
    {
        var vault = story.Vault;
        switch (vault.State)
        {
            case VaultState.Open:
                GatherAndRedeem(story);
                break;
            case VaultState.Loaned or VaultState.MarginCall when way != Way.Repaid:
                story.WaitUntil(new Timestamp(vault.CurrentLoan!.Terms.MaturesAtSeconds));
                Do(story, Cast.Actor(3), new Kick());
                break;
            case VaultState.Loaned or VaultState.MarginCall:
                Do(story, Cast.Actor(4), new Repay(new Wei(UInt128.MaxValue)));
                break;
            case VaultState.Dutch:
                SellOne(story, vault.Auctions[vault.AuctionCount], way);
                break;
            case VaultState.Batch:
                CloseBatch(story, vault.Batches[vault.AuctionCount], way);
                break;
            default:
                EndConversion(story, vault.Auctions[vault.AuctionCount], way);
                break;
        }
    }

    private static void GatherAndRedeem(VaultStory story)
    {
        ClaimBids(story);
        var last = Cast.All.Last(a => !story.Vault.Shares.BalanceOf(a).IsZero);
        foreach (var holder in Cast.All.Where(a => a != last && !story.Vault.Shares.BalanceOf(a).IsZero))
        {
            Do(story, holder, new TransferShares(holder, last, story.Vault.Shares.BalanceOf(holder)));
        }
        Free(story);
        Do(story, last, new Redeem(last, (ushort)story.LostItems.Sum(i => 1 << i)));
    }

    private static void SellOne(VaultStory story, DutchAuction auction, Way way)
    {
        if (way is Way.SoldInParts or Way.Converted)
        {
            story.WaitUntil(auction.EndsAt);
        }
        var item = Enumerable.Range(0, auction.Items.Length).First(i => !auction.IsSold(i));
        if (story.LostItems.Contains(item))
        {
            Do(story, Cast.Actor(0), new WriteOff(auction.Id, item));
            return;
        }
        Free(story); // takes time, so before the clock is read
        if (story.Now + 1 >= auction.EndsAt)
        {
            Do(story, Cast.Actor(1), auction.Round == 0 ? new Redo(auction.Id) : new ToBatch(auction.Id));
            return;
        }
        story.WaitUntil(auction.StartsAt);
        Do(story, Cast.Actor(2), new Take(
            auction.Id, item, new Wei((UInt128)Amounts.Max), Cast.Actor(2), new Timestamp(Timestamp.MaxSeconds)));
    }

    private static void CloseBatch(VaultStory story, BatchAuction batch, Way way)
    {
        if (batch.Status == BatchStatus.Sealed)
        {
            BidSealed(story, batch, way);
        }
        else if (story.Now + 1 < batch.EndsAt && batch.Bids.IsEmpty && way != Way.Converted)
        {
            Do(story, Cast.Actor(2), way == Way.SoldInParts
                ? new PlaceBid(batch.Id, 1, new Shares(batch.Terms.Supply.Value / (batch.MaxCredit.IsZero ? 1u : 2u)))
                : new PlaceWholeBid(batch.Id, batch.LeastWholeAmount));
        }
        story.WaitUntil(story.Vault.Batches[batch.Id.Number].EndsAt);
        Do(story, Cast.Actor(1), new CloseBatch(batch.Id));
    }

    /// <summary>Commits and tells one bid, when there is time for both.</summary>
    private static void BidSealed(VaultStory story, BatchAuction batch, Way way)
    {
        if (story.Now + 1 >= batch.RevealsFrom || way == Way.Converted)
        {
            return;
        }
        var bid = way == Way.SoldInParts
            ? new SealedBid(batch.Id, Cast.Actor(2), BidKind.Parts, 1, batch.Terms.Supply.Value, Shares.Zero, 1)
            : new SealedBid(
                batch.Id, Cast.Actor(2), BidKind.Whole, 0, batch.LeastWholeAmount.Value, Shares.Zero, 1);
        var deposit = batch.Terms.EscrowUp(1, batch.Terms.Supply);
        Do(story, bid.Bidder, new CommitBid(batch.Id, story.Keep(bid), deposit));
        story.WaitUntil(batch.RevealsFrom);
        var scene = story.Play(bid.Bidder, Secrets.Tell(story, bid));
        Holds.True(scene.Refusal is null, $"on the way out: {scene}");
    }

    private static void EndConversion(VaultStory story, DutchAuction auction, Way way)
    {
        var redeemableUntil = auction.RedeemableUntil;
        if (way == Way.Repaid && story.Now + 1 < redeemableUntil)
        {
            Do(story, Cast.Actor(4), new RedeemEquity(auction.Id));
            return;
        }
        story.WaitUntil(redeemableUntil);
        Do(story, Cast.Actor(0), new FormSeries(auction.Id, story.Places.Series));
    }

    /// <summary>Every collection moves its items again: what it keeps for ever is no rule of ours.</summary>
    private static void Free(VaultStory story)
    {
        for (var i = 0; i < story.Vault.Items.Length; i++)
        {
            if (!story.Vault.IsDelivered(i) && !story.FactsOf(i).IsMovable)
            {
                story.Play(Cast.Actor(0), new Stick(i));
            }
        }
    }

    private static void ClaimBids(VaultStory story)
    {
        foreach (var batch in story.Vault.Batches.Values)
        {
            foreach (var (bidId, bid) in batch.Bids.Where(b => IsPayable(batch, b.Key)))
            {
                Do(story, Cast.Actor(3), new ClaimBid(batch.Id, bidId, bid.Owner));
            }
        }
    }

    private static bool IsPayable(BatchAuction batch, int bidId) =>
        !batch.Bids[bidId].IsClaimed && (batch.Status != BatchStatus.Whole || bidId != batch.BestWholeBid);

    /// <summary>The new series exists, the winner of the whole or the new vault has the items.</summary>
    private static void FormAndDeliver(VaultStory story)
    {
        if (story.Vault.Batches.GetValueOrDefault(story.Vault.AuctionCount) is not { } batch)
        {
            return;
        }
        if (batch is { Status: BatchStatus.Parts, Series.IsZero: true })
        {
            Do(story, Cast.Actor(0), new FormSeries(batch.Id, story.Places.Series));
            batch = story.Vault.Batches[batch.Id.Number];
        }
        Free(story);
        var owner = batch.Status == BatchStatus.Whole ? batch.Bids[batch.BestWholeBid].Owner : batch.Series;
        for (var i = 0; i < story.Vault.Items.Length && !owner.IsZero; i++)
        {
            if (!story.Vault.IsDelivered(i) && !story.LostItems.Contains(i))
            {
                Do(story, Cast.Actor(0), new Deliver(batch.Id, i, owner));
            }
        }
    }

    /// <summary>Every unit of the new series is handed to a bidder or to a lender.</summary>
    private static void EveryUnitIsHanded(VaultStory story)
    {
        if (story.Vault.Batches.Values.FirstOrDefault(b => !b.Series.IsZero) is { } batch)
        {
            var handed = story.Units.Values.Aggregate(BigInteger.Zero, (sum, units) => sum + units);
            Holds.Equal((BigInteger)batch.Terms.Supply.Value, handed, "units handed out");
        }
    }

    /// <summary>Every share is claimed, every line collected, every lender paid, the dust of both swept; not a wei is
    /// left.</summary>
    private static Dictionary<Account, BigInteger> Draw(VaultStory story, long order)
    {
        FormAndDeliver(story);
        var vault = story.Vault;
        var draws = new List<(Account, VaultCommand)>();
        draws.AddRange(Cast.All.Where(a => vault.State == VaultState.Settled && !vault.Shares.BalanceOf(a).IsZero)
            .Select(a => (a, (VaultCommand)new Claim(vault.Shares.BalanceOf(a), a))));
        foreach (var auction in vault.Auctions.Values)
        {
            var lines = new[]
            {
                (auction.Keeper, Line.Keeper), (auction.RedoKeeper, Line.RedoKeeper),
                (Cast.InsuranceFund, Line.Insurance), (Cast.FeeRecipient, Line.Fee),
            };
            draws.AddRange(lines.Select(l => (Cast.Actor(0), (VaultCommand)new Collect(auction.Id, l.Item2, l.Item1))));
            draws.AddRange(Enumerable.Range(0, auction.Items.Length).Select(i =>
                (Cast.Actor(0), (VaultCommand)new CollectRoyalty(auction.Id, i, auction.Items[i].RoyaltyReceiver))));
        }
        draws.AddRange(vault.Loans.Values.SelectMany(loan => loan.Positions.Keys.Select(lender =>
            (lender, (VaultCommand)new Withdraw(loan.Id, lender, lender)))));

        draws.AddRange(vault.Batches.Values.SelectMany(batch => batch.Bids
            .Where(bid => IsPayable(batch, bid.Key))
            .Select(bid => (Cast.Actor(0), (VaultCommand)new ClaimBid(batch.Id, bid.Key, bid.Value.Owner)))));
        draws.AddRange(vault.Batches.Values.Where(b => b.IsInKind && !b.Series.IsZero)
            .SelectMany(batch => vault.Loans[vault.Auctions[batch.Id.Number].LoanId.Number].Positions.Keys.Select(
                lender => (Cast.Actor(1), (VaultCommand)new ClaimSeries(batch.Id, lender, lender)))));

        draws.AddRange(vault.Batches.Values.SelectMany(batch => batch.Deposits.Keys.Select(sealing => (
            Cast.Actor(0), (VaultCommand)new ReturnDeposit(batch.Id, sealing.Bidder, sealing.Commitment)))));

        var drawn = new Dictionary<Account, BigInteger>();
        foreach (var (actor, command) in Shuffle.Of(draws, order))
        {
            Count(drawn, vault.Address, story.Play(actor, new Order(command)));
        }
        foreach (var holder in Cast.All.Where(a => !story.Vault.Shares.BalanceOf(a).IsZero))
        {
            // Shares that came back from bids.
            var claim = new Claim(story.Vault.Shares.BalanceOf(holder), holder);
            Count(drawn, vault.Address, story.Play(holder, new Order(claim)));
        }
        var sweeps = vault.Loans.Values
            .Select(loan => (Cast.Actor(0), (VaultCommand)new SweepLoan(loan.Id, [.. loan.Positions.Keys])))
            .Concat(vault.Batches.Values.Select(b => (Cast.Actor(0), (VaultCommand)new SweepSurplus(b.Id))))
            .Append((Cast.Actor(0), new Sweep()));
        foreach (var (actor, command) in sweeps)
        {
            Count(drawn, vault.Address, story.Play(actor, new Order(command)));
        }
        Holds.Equal(Wei.Zero, story.Vault.Held, "wei left in the vault");
        Holds.True(story.Vault.Batches.Values.All(b => b.Deposits.IsEmpty), "a deposit is left");
        EveryUnitIsHanded(story);
        return drawn;
    }

    private static void Count(Dictionary<Account, BigInteger> drawn, Account vault, Scene scene)
    {
        foreach (var happened in scene.Events)
        {
            var (payee, amount) = happened switch
            {
                SharesClaimed paid when paid.To == vault => (Account.Zero, Wei.Zero), // in the bid's refund
                BidClaimed paid => (paid.Owner, paid.Refund),
                SurplusSwept paid => (paid.To, paid.Amount),
                SharesClaimed paid => (paid.Holder, paid.AmountPaid),
                LineCollected paid => (paid.Payee, paid.Amount),
                RoyaltyCollected paid => (paid.Payee, paid.Amount),
                LenderWithdrawn paid => (paid.Lender, paid.Amount),
                LoanSwept paid => (paid.To, paid.AmountPaid),
                DustSwept paid => (paid.To, paid.AmountPaid),
                _ => (Account.Zero, Wei.Zero),
            };
            drawn[payee] = drawn.GetValueOrDefault(payee) + amount.Value;
        }
    }

    private static void Do(VaultStory story, Account actor, VaultCommand command)
    {
        var scene = story.Play(actor, new Order(command));
        Holds.True(scene.Refusal is null, $"on the way out: {scene}");
    }
}
