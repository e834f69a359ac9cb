using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>Clears any list of bids at once, in any order: adds up each tick, then walks down. O(n + 65,536).</summary>
public static class BucketClearing
{
    /// <exception cref="IndexOutOfRangeException">A bid names no tick of the grid.</exception>
    /// <exception cref="OverflowException">The bids of a tick sum to more than 2^128-1: no book takes them.</exception>
    public static Clearing Of(ReadOnlySpan<Bid> bids, BatchTerms terms)
    {
        var atTick = new Shares[TickGrid.TickCount];
        foreach (ref readonly var bid in bids)
        {
            atTick[bid.Tick] += bid.Quantity;
        }
        var above = Shares.Zero;
        for (var tick = TickGrid.TopTick; tick >= 0; tick--)
        {
            // Compared with what is missing, since a full tick and what lies above it may exceed 2^128-1 together.
            if (atTick[tick] >= terms.Supply - above)
            {
                return new Clearing(terms, tick, above, atTick[tick]);
            }
            above += atTick[tick];
        }
        return new Clearing(terms, null, above, Shares.Zero);
    }
}
