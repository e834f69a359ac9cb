using System.Numerics;
using Fractional.Core.Auctions.Dutch;
using Fractional.Core.Loans;
using Fractional.Core.Units;

namespace Fractional.Chain;

/// <summary>Ids of loans and auctions as the chain writes them, <c>uint160(vault) &lt;&lt; 96 | number</c>, taken
/// apart.</summary>
public static class ChainIds
{
    private const int NumberBits = 96;

    public static bool TryLoan(BigInteger id, out LoanId loan)
    {
        var known = TrySplit(id, out var vault, out var number);
        loan = new LoanId(vault, number);
        return known;
    }

    public static bool TryAuction(BigInteger id, out AuctionId auction)
    {
        var known = TrySplit(id, out var vault, out var number);
        auction = new AuctionId(vault, number);
        return known;
    }

    /// <summary>False when the number is not 1..2^32-1 or the rest is no account.</summary>
    private static bool TrySplit(BigInteger id, out Account vault, out uint number)
    {
        (vault, number) = (default, 0);
        var low = id & ((BigInteger.One << NumberBits) - 1);
        var high = id >> NumberBits;
        if (id.Sign < 0 || low.IsZero || low > uint.MaxValue || high.GetBitLength() > 8 * Account.Length) return false;
        Span<byte> bytes = stackalloc byte[Account.Length];
        bytes.Clear();
        var start = Account.Length - high.GetByteCount(isUnsigned: true);
        high.TryWriteBytes(bytes[start..], out _, isUnsigned: true, isBigEndian: true);
        (vault, number) = (new Account(bytes), (uint)low);
        return true;
    }
}
