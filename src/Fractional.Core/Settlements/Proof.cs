using Fractional.Core.Loans;
using Fractional.Core.Units;
using Fractional.Core.Vaults;

namespace Fractional.Core.Settlements;

/// <summary>What one account is paid in all, in three integers: floor(sum * part / whole).</summary>
/// <param name="Line"><see cref="Payee.Holder"/> or <see cref="Payee.Lender"/>.</param>
/// <param name="Account">Whose.</param>
/// <param name="Sum">Wei: the residual, or what was repaid.</param>
/// <param name="Part">Shares, or loan units.</param>
/// <param name="Whole">All shares, or all units.</param>
public readonly record struct Proof(string Line, Account Account, Wei Sum, UInt128 Part, UInt128 Whole)
{
    /// <summary>Wei.</summary>
    public Wei Result => new(Rounding.MulDivDown(Sum.Value, Part, Whole));

    /// <summary>What an account is paid of a settlement, as holder and as lender; nothing when it is neither.</summary>
    /// <param name="vault">At any time from the settlement on: shares moved since then count where they are.</param>
    /// <param name="loan">The settlement's.</param>
    public static IEnumerable<Proof> Of(Vault vault, LoanId loan, Account account)
    {
        var shares = Holdings.Of(vault).GetValueOrDefault(account);
        if (vault.State == VaultState.Settled && !shares.IsZero)
        {
            yield return new Proof(Payee.Holder, account, vault.Cash, shares.Value, vault.TotalShares.Value);
        }
        if (vault.LoanOf(loan) is { } owed && owed.Positions.TryGetValue(account, out var position))
        {
            yield return new Proof(
                Payee.Lender, account, owed.Balance.Repaid, position.Units.Value, owed.Units.Value);
        }
    }

    /// <summary>The three integers and their quotient, one line.</summary>
    public override string ToString()
    {
        var (sum, part) = Line == Payee.Holder ? ("residual", "shares") : ("repaid", "units");
        return $"{Line} {Account}: floor({sum} {Sum} * {part} {Part} / total {Whole}) = {Result} wei";
    }
}
