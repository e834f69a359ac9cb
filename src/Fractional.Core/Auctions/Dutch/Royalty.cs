using System.Numerics;
using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Dutch;

/// <summary>What a collection answered to royaltyInfo(tokenId, 1e18).</summary>
/// <param name="Receiver">Who it names.</param>
/// <param name="Amount">What it asks of 1e18; any number.</param>
public readonly record struct RoyaltyAnswer(Account Receiver, BigInteger Amount);

/// <summary>A royalty as an auction keeps it.</summary>
public readonly record struct Royalty(Account Receiver, Bps RoyaltyBps)
{
    private static readonly BigInteger Wad = Wei.One.Value;

    /// <summary>The answer in bps, floored and capped; nothing for no answer, nobody or less than 1 bps.</summary>
    public static Royalty SampleDown(RoyaltyAnswer? answer)
    {
        if (answer is not { } given || given.Receiver.IsZero)
        {
            return default;
        }
        var bps = BigInteger.Min(given.Amount * Bps.Whole / Wad, DutchDefaults.RoyaltyCapBps.Value);
        return bps.IsZero ? default : new Royalty(given.Receiver, new Bps((ushort)bps));
    }
}
