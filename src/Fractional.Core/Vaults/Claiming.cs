using Fractional.Core.Proceeds;
using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>Burns shares of the sender for their part of the fixed residual.</summary>
public sealed record Claim(Shares Shares, Account To) : VaultCommand;

/// <summary>Sends the dust of the claims to the insurance fund once every share is burned.</summary>
public sealed record Sweep : VaultCommand;

internal static class Claiming
{
    public static Refusal? Decide(Turn turn, Claim command)
    {
        var vault = turn.Vault;
        if (vault.State != VaultState.Settled)
        {
            return new Refusal.StateForbids(vault.State);
        }
        if (command.Shares.IsZero)
        {
            return new Refusal.ZeroShares();
        }
        if (command.To.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (command.Shares > vault.Shares.BalanceOf(turn.Sender))
        {
            return new Refusal.InsufficientBalance();
        }
        var burned = vault.Shares.BurnedOf(turn.Sender);
        var amount = ShareClaims.Due(vault.Cash, burned, command.Shares, vault.TotalShares);
        turn.Emit(new Transfer(turn.Sender, Account.Zero, command.Shares));
        turn.Emit(new SharesClaimed(turn.Sender, command.To, command.Shares, amount));
        return null;
    }

    public static Refusal? DecideSweep(Turn turn)
    {
        var vault = turn.Vault;
        if (vault.State != VaultState.Settled)
        {
            return new Refusal.StateForbids(vault.State);
        }
        if (!vault.Shares.Outstanding.IsZero)
        {
            return new Refusal.SharesOutstanding(vault.Shares.Outstanding);
        }
        var dust = vault.Cash - vault.TotalClaimed;
        if (dust.IsZero)
        {
            return new Refusal.NothingToSweep();
        }
        turn.Emit(new DustSwept(turn.Context.Protocol.InsuranceFund, dust));
        return null;
    }

    /// <summary>Money claimed to the vault itself, by a rollover, stays in it.</summary>
    public static Vault Evolve(Vault vault, SharesClaimed happened) =>
        vault.Paid(happened.To == vault.Address ? Wei.Zero : happened.AmountPaid) with
        {
            Shares = vault.Shares.CountBurned(happened.Holder, happened.SharesBurned),
            TotalClaimed = vault.TotalClaimed + happened.AmountPaid,
        };
}
