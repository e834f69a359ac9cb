using System.Diagnostics;
using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>Starts the auction of a vault whose loan is in default by rule M or U2. Anybody may.</summary>
public sealed record Kick : VaultCommand;

internal static class Kicking
{
    public static Refusal? Decide(Turn turn)
    {
        if (MarginCall.Freeze(turn) is { } refusal)
        {
            return refusal;
        }
        var loan = turn.Vault.CurrentLoan!;
        turn.MoveTo(VaultState.Dutch);
        var id = new AuctionId(turn.Vault.Address, turn.Vault.AuctionCount + 1);
        if (Weigh(turn.Vault, turn.Context, out var weights) is { } unvalued)
        {
            return unvalued;
        }
        var liquidationValue = weights.Aggregate(Wei.Zero, (sum, weight) => sum + weight);
        var terms = KickTerms.Of(loan.Terms, loan.Balance.Principal, liquidationValue);
        turn.Emit(new AuctionKicked(
            id,
            turn.Vault.Address,
            turn.Sender,
            StartsAt(turn),
            terms.DurationSeconds,
            terms.LiquidationValue,
            terms.Debt,
            terms.KeeperReward,
            terms.Penalty,
            terms.Top,
            terms.ReservePrice,
            DutchDefaults.FeeBps,
            turn.Vault.DeliveredMask));
        Sample(turn, id, weights);
        return null;
    }

    public static Vault Evolve(Vault vault, VaultEvent happened) => happened switch
    {
        AuctionKicked e => vault.With(Started(vault, e)),
        ItemSampled e => vault.With(Sampled(vault.Auctions[e.Id.Number], e)),
        _ => throw new UnreachableException(),
    };

    private static DutchAuction Started(Vault vault, AuctionKicked happened) => new()
    {
        Id = happened.Id,
        LoanId = vault.CurrentLoan!.Id,
        Keeper = happened.Keeper,
        StartsAt = happened.StartsAt,
        FirstStartsAt = happened.StartsAt,
        DurationSeconds = happened.DurationSeconds,
        LiquidationValue = happened.LiquidationValue,
        Debt = happened.Debt,
        KeeperReward = happened.KeeperReward,
        KickReward = happened.KeeperReward,
        Penalty = happened.Penalty,
        Top = happened.Top,
        ReservePrice = happened.ReservePrice,
        FeeBps = happened.FeeBps,
        SoldMask = happened.SoldMask,
        Items = [.. new DutchItem[vault.Items.Length]],
    };

    private static DutchAuction Sampled(DutchAuction auction, ItemSampled happened)
    {
        var item = new DutchItem(
            happened.Weight, happened.RoyaltyReceiver, happened.RoyaltyBps, Wei.Zero, IsRoyaltyCollected: false);
        return auction with { Items = auction.Items.SetItem(happened.ItemIndex, item) };
    }

    /// <summary>V of each item in custody, at least 1 so that each has a part of the price; 0 for the others.</summary>
    internal static Refusal.NoAppraisal? Weigh(Vault vault, VaultContext context, out Wei[] weights)
    {
        weights = new Wei[vault.Items.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            if (vault.IsDelivered(i))
            {
                continue;
            }
            if (context.FactsOf(i).Valuation is not { } valuation)
            {
                return new Refusal.NoAppraisal(vault.Items[i].Collection, vault.Items[i].TokenId);
            }
            weights[i] = Wei.Max(new Wei(1), valuation.LiquidationValue);
        }
        return null;
    }

    private static void Sample(Turn turn, AuctionId id, Wei[] weights)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            if (!weights[i].IsZero)
            {
                var royalty = Royalty.SampleDown(turn.Context.FactsOf(i).RoyaltyAnswer);
                turn.Emit(new ItemSampled(id, i, weights[i], royalty.Receiver, royalty.RoyaltyBps));
            }
        }
    }

    /// <summary>One step from now, later when the collection's last start is near, at most two days later.</summary>
    private static Timestamp StartsAt(Turn turn)
    {
        var startsAt = turn.Now + DutchCurve.StepSeconds;
        for (var i = 0; i < turn.Vault.Items.Length; i++)
        {
            if (!turn.Vault.IsDelivered(i) && turn.Context.FactsOf(i).CollectionLastStartsAt is { } last)
            {
                startsAt = Timestamp.Max(startsAt, last + DutchDefaults.SpacingSeconds);
            }
        }
        return Timestamp.Min(startsAt, turn.Now + DutchDefaults.LongestDelaySeconds);
    }
}
