using System.Collections.Immutable;
using Fractional.Core.Units;

namespace Fractional.Core.Vaults;

/// <summary>Who holds how many shares, and how many each holder burned by claiming.</summary>
public sealed record ShareLedger
{
    public static readonly ShareLedger Empty = new();

    private ShareLedger()
    {
    }

    /// <summary>Only holders of at least one unit.</summary>
    public ImmutableDictionary<Account, Shares> Balances { get; private init; } =
        ImmutableDictionary<Account, Shares>.Empty;

    /// <summary>Burned by claims; an account's entitlement rests on nothing else.</summary>
    public ImmutableDictionary<Account, Shares> Burned { get; private init; } =
        ImmutableDictionary<Account, Shares>.Empty;

    /// <summary>Sum of all balances.</summary>
    public Shares Outstanding { get; private init; }

    public Shares BalanceOf(Account holder) => Balances.GetValueOrDefault(holder);

    public Shares BurnedOf(Account holder) => Burned.GetValueOrDefault(holder);

    /// <summary>A transfer; from nobody it mints, to nobody it burns.</summary>
    /// <exception cref="OverflowException">The sender holds less.</exception>
    public ShareLedger Move(Account from, Account to, Shares amount)
    {
        var ledger = from.IsZero
            ? this with { Outstanding = Outstanding + amount }
            : this with { Balances = Set(Balances, from, BalanceOf(from) - amount) };
        return to.IsZero
            ? ledger with { Outstanding = ledger.Outstanding - amount }
            : ledger with { Balances = Set(ledger.Balances, to, ledger.BalanceOf(to) + amount) };
    }

    /// <summary>Counts shares as burned by a claim of their holder.</summary>
    public ShareLedger CountBurned(Account holder, Shares amount) =>
        this with { Burned = Burned.SetItem(holder, BurnedOf(holder) + amount) };

    private static ImmutableDictionary<Account, Shares> Set(
        ImmutableDictionary<Account, Shares> balances, Account holder, Shares balance) =>
        balance.IsZero ? balances.Remove(holder) : balances.SetItem(holder, balance);
}
