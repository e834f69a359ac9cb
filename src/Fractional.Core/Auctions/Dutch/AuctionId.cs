using System.Globalization;
using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>An auction's name on chain: <c>uint160(vault) &lt;&lt; 96 | number</c>.</summary>
/// <param name="Vault">The vault whose items are sold.</param>
/// <param name="Number">1, 2, ... counting that vault's auctions.</param>
public readonly record struct AuctionId(Account Vault, uint Number)
{
    public BigInteger ToNumber() => (Vault.ToNumber() << 96) | Number;

    /// <summary>The decimal digits of <see cref="ToNumber"/>.</summary>
    public override string ToString() => ToNumber().ToString(CultureInfo.InvariantCulture);
}
