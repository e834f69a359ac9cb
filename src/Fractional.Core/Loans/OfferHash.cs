using System.Globalization;
using System.Numerics;

namespace Fractional.Core.Loans;

/// <summary>The EIP-712 digest a lender signed, as a 256-bit number; made and checked outside this project.</summary>
public readonly record struct OfferHash(BigInteger Value)
{
    /// <summary>Lower-case <c>0x</c> and 64 hex digits.</summary>
    public override string ToString() =>
        "0x" + Value.ToString("x64", CultureInfo.InvariantCulture)[^64..];
}
