using System.Collections.Immutable;
using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

public sealed record VaultCreated(
    Account Vault,
    Account Depositor,
    Account PaymentToken,
    Shares TotalShares,
    string Name,
    string Symbol,
    ImmutableArray<Item> Items) : VaultEvent
{
    /// <summary>Two creations are equal when their items are, one by one.</summary>
    public bool Equals(VaultCreated? other) =>
        other is not null
        && (Vault, Depositor, PaymentToken, TotalShares, Name, Symbol)
            == (other.Vault, other.Depositor, other.PaymentToken, other.TotalShares, other.Name, other.Symbol)
        && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => HashCode.Combine(Vault, Depositor, TotalShares, Items.Length);
}

public sealed record StateMoved(VaultState From, VaultState To) : VaultEvent;

/// <summary>The ERC-20 event of the shares: from nobody when minted, to nobody when burned.</summary>
public sealed record Transfer(Account From, Account To, Shares Amount) : VaultEvent;

/// <summary>An item left custody.</summary>
public sealed record ItemDelivered(int ItemIndex, Account To) : VaultEvent;

/// <summary>The holder of all shares burned them and took the items not in leftBehind and cashPaid wei.</summary>
public sealed record VaultRedeemed(Account Holder, Account To, ushort LeftBehind, Wei CashPaid) : VaultEvent;

/// <summary>All items are sold: residual wei are shared by totalShares shares, for ever.</summary>
public sealed record ResidualFixed(Wei Residual, Shares TotalShares) : VaultEvent;

public sealed record SharesClaimed(Account Holder, Account To, Shares SharesBurned, Wei AmountPaid) : VaultEvent;

/// <summary>The last share was burned; what flooring left went to the insurance fund.</summary>
public sealed record DustSwept(Account To, Wei AmountPaid) : VaultEvent;
