using System.Globalization;
using System.Numerics;

namespace Fractional.Core.Auctions.Batch;

/// <summary>The hash of a sealed bid, its bidder and its salt, as a 256-bit number; made and checked outside this
/// project.</summary>
public readonly record struct Commitment(BigInteger Value)
{
    /// <summary>Lower-case <c>0x</c> and 64 hex digits.</summary>
    public override string ToString() =>
        "0x" + Value.ToString("x64", CultureInfo.InvariantCulture)[^64..];
}
