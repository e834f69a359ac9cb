using System.Numerics;
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
    /// <summary>Two rounds of an auction and one sale of each item are enough; more would be a dead end.</summary>
    private const int MostScenes = 400;

    /// <summary>Plays until the vault is empty of items; then everybody draws in the given order.</summary>
    /// <param name="story">Where it stopped.</param>
    /// <param name="byAuction">A debt is auctioned off; otherwise it is repaid.</param>
    /// <param name="order">Who draws when.</param>
    /// <returns>What each person drew, wei.</returns>
    public static Dictionary<Account, BigInteger> Play(VaultStory story, bool byAuction, long order)
    {
        for (var scene = 0; story.Vault.State is not (VaultState.Settled or VaultState.Redeemed); scene++)
        {
            Holds.True(scene < MostScenes, $"no way out of {story.Vault.State} in {MostScenes} scenes");
            Advance(story, byAuction);
        }
        return Draw(story, order);
    }

    private static void Advance(VaultStory story, bool byAuction)
    {
        var vault = story.Vault;
        switch (vault.State)
        {
            case VaultState.Open:
                GatherAndRedeem(story);
                break;
            case VaultState.Loaned or VaultState.MarginCall when byAuction:
                story.WaitUntil(new Timestamp(vault.CurrentLoan!.Terms.MaturesAtSeconds));
                Do(story, Cast.Actor(3), new Kick());
                break;
            case VaultState.Loaned or VaultState.MarginCall:
                Do(story, Cast.Actor(4), new Repay(new Wei(UInt128.MaxValue)));
                break;
            default:
                SellOne(story, vault.Auctions[vault.AuctionCount]);
                break;
        }
    }

    private static void GatherAndRedeem(VaultStory story)
    {
        var last = Cast.All.Last(a => !story.Vault.Shares.BalanceOf(a).IsZero);
        foreach (var holder in Cast.All.Where(a => a != last && !story.Vault.Shares.BalanceOf(a).IsZero))
        {
            Do(story, holder, new TransferShares(holder, last, story.Vault.Shares.BalanceOf(holder)));
        }
        Do(story, last, new Redeem(last, (ushort)story.LostItems.Sum(i => 1 << i)));
    }

    private static void SellOne(VaultStory story, DutchAuction auction)
    {
        var item = Enumerable.Range(0, auction.Items.Length).First(i => !auction.IsSold(i));
        if (story.LostItems.Contains(item))
        {
            Do(story, Cast.Actor(0), new WriteOff(auction.Id, item));
            return;
        }
        if (story.Now + 1 >= auction.EndsAt)
        {
            Do(story, Cast.Actor(1), new Redo(auction.Id));
            return;
        }
        story.WaitUntil(auction.StartsAt);
        Do(story, Cast.Actor(2), new Take(
            auction.Id, item, new Wei((UInt128)Amounts.Max), Cast.Actor(2), new Timestamp(Timestamp.MaxSeconds)));
    }

    /// <summary>Every share is claimed, every line collected, every lender paid, the dust of both swept; not a wei is
    /// left.</summary>
    private static Dictionary<Account, BigInteger> Draw(VaultStory story, long order)
    {
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

        var drawn = new Dictionary<Account, BigInteger>();
        var sweeps = vault.Loans.Values
            .Select(loan => (Cast.Actor(0), (VaultCommand)new SweepLoan(loan.Id, [.. loan.Positions.Keys])))
            .Append((Cast.Actor(0), new Sweep()));
        foreach (var (actor, command) in Shuffle.Of(draws, order).Concat(sweeps))
        {
            Count(drawn, story.Play(actor, new Order(command)));
        }
        Holds.Equal(Wei.Zero, story.Vault.Held, "wei left in the vault");
        return drawn;
    }

    private static void Count(Dictionary<Account, BigInteger> drawn, Scene scene)
    {
        foreach (var happened in scene.Events)
        {
            var (payee, amount) = happened switch
            {
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
