using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>Moves shares. Allowances are the token's own business and not part of this model.</summary>
/// <param name="From">Whose shares; the sender's or those of somebody who allowed it.</param>
/// <param name="To">Not nobody: a share nobody holds could never be burned.</param>
/// <param name="Amount">Share units.</param>
public sealed record TransferShares(Account From, Account To, Shares Amount) : VaultCommand;

internal static class Holding
{
    public static Refusal? Decide(Turn turn, TransferShares command)
    {
        if (command.To.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (command.Amount > turn.Vault.Shares.BalanceOf(command.From))
        {
            return new Refusal.InsufficientBalance();
        }
        turn.Emit(new Transfer(command.From, command.To, command.Amount));
        return null;
    }

    public static Refusal.NotSoleHolder? NotSoleHolder(Vault vault, Account holder)
    {
        var held = vault.Shares.BalanceOf(holder);
        return held == vault.TotalShares ? null : new Refusal.NotSoleHolder(held, vault.TotalShares);
    }
}
