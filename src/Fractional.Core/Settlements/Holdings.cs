using System.Collections.Immutable;
using Fractional.Core.Auctions.Batch;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Settlements;

/// <summary>Whose shares are paid for: what an account burned, what it holds, and what lies in its open bids.</summary>
public static class Holdings
{
    /// <summary>Every account with a unit; shares in escrow count for the bidder, not for the vault.</summary>
    public static ImmutableSortedDictionary<Account, Shares> Of(Vault vault)
    {
        var holdings = ImmutableSortedDictionary.CreateBuilder<Account, Shares>();
        foreach (var (holder, shares) in vault.Shares.Balances.Concat(vault.Shares.Burned))
        {
            holdings[holder] = holdings.GetValueOrDefault(holder) + shares;
        }
        foreach (var bid in vault.Batches.Values.SelectMany(batch => batch.Bids.Values).Where(IsInEscrow))
        {
            holdings[vault.Address] -= bid.Shares;
            holdings[bid.Owner] = holdings.GetValueOrDefault(bid.Owner) + bid.Shares;
        }
        if (holdings.GetValueOrDefault(vault.Address).IsZero)
        {
            holdings.Remove(vault.Address);
        }
        return holdings.ToImmutable();
    }

    /// <summary>What one account holds, with what lies in its own open bids.</summary>
    public static Shares HeldBy(Vault vault, Account account)
    {
        var held = vault.Shares.BalanceOf(account);
        foreach (var bid in vault.Batches.Values.SelectMany(batch => batch.Bids.Values).Where(IsInEscrow))
        {
            held = bid.Owner == account ? held + bid.Shares : account == vault.Address ? held - bid.Shares : held;
        }
        return held;
    }

    private static bool IsInEscrow(PlacedBid bid) => !bid.IsClaimed && !bid.Shares.IsZero;
}
