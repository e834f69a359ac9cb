using System.Globalization;
using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Loans;

/// <summary>A loan's name on chain: <c>uint160(vault) &lt;&lt; 96 | number</c>.</summary>
/// <param name="Vault">The vault it is owed by.</param>
/// <param name="Number">1, 2, ... counting that vault's loans.</param>
public readonly record struct LoanId(Account Vault, uint Number)
{
    public BigInteger ToNumber() => (Vault.ToNumber() << 96) | Number;

    /// <summary>The decimal digits of <see cref="ToNumber"/>.</summary>
    public override string ToString() => ToNumber().ToString(CultureInfo.InvariantCulture);
}
