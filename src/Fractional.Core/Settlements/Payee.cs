using Fractional.Core.Units;

namespace Fractional.Core.Settlements;

/// <summary>Who is owed what by which line, whether or not it was paid out yet.</summary>
/// <param name="Line">Keeper, RedoKeeper, Lender, Insurance, Fee, Royalty, Holder, or Vault when it stays
/// there.</param>
/// <param name="Account">The payee.</param>
/// <param name="Amount">Wei; of a lender and a holder the whole entitlement, floored.</param>
/// <param name="Part">A lender's loan units, a holder's shares; 0 for the others.</param>
public readonly record struct Payee(string Line, Account Account, Wei Amount, UInt128 Part = default)
{
    public const string Lender = nameof(Lender);

    public const string Holder = nameof(Holder);

    public const string Vault = nameof(Vault);
}
