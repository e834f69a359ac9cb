using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>Burns all shares of the sender, who holds every one, for the items and the vault's cash.</summary>
/// <param name="To">Who gets them.</param>
/// <param name="LeftBehind">Bit mask of items given up because they cannot move.</param>
public sealed record Redeem(Account To, ushort LeftBehind) : VaultCommand;

internal static class Redemption
{
    public static Refusal? Decide(Turn turn, Redeem command) => Burn(turn, command.To, command.LeftBehind);

    /// <summary>The redemption itself, for whoever has no debt left.</summary>
    public static Refusal? Burn(Turn turn, Account to, ushort leftBehind)
    {
        var vault = turn.Vault;
        if (vault.State != VaultState.Open)
        {
            return new Refusal.StateForbids(vault.State);
        }
        if (to.IsZero)
        {
            return new Refusal.ZeroAddress();
        }
        if (Holding.NotSoleHolder(vault, turn.Sender) is { } refusal)
        {
            return refusal;
        }
        turn.Emit(new Transfer(turn.Sender, Account.Zero, vault.TotalShares));
        turn.MoveTo(VaultState.Redeemed);
        turn.Emit(new VaultRedeemed(turn.Sender, to, leftBehind, vault.Cash));
        for (var i = 0; i < vault.Items.Length; i++)
        {
            if (((vault.DeliveredMask | leftBehind) >> i & 1) == 0)
            {
                turn.Emit(new ItemDelivered(i, to));
            }
        }
        return null;
    }

    public static Vault Evolve(Vault vault, VaultRedeemed happened) =>
        vault.Paid(happened.CashPaid) with { Cash = Wei.Zero };
}
