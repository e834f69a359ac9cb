using System.Numerics;
using Fractional.Laws.Exact;
using Fractional.Laws.Generators;

namespace Fractional.Laws.Batch;

/// <summary>The specified prices, fills and payments over integers of any size.</summary>
public static class BatchReference
{
    public static BigInteger PriceOf(BigInteger reservePrice, int tick) =>
        reservePrice + (tick * BigInteger.Max(1, Fraction.Ceiling(reservePrice * 10, Scales.FullBps)));

    /// <summary>Every bid's outcome, and the proceeds; <paramref name="bids"/> in the order in which they were taken.
    /// </summary>
    public static (BidOutcome[] Outcomes, BigInteger Proceeds) Settle(
        BigInteger reservePrice, BigInteger supply, IReadOnlyList<Demand<BigInteger>> bids)
    {
        var cleared = ReferenceClearings.ByDefinition(bids, supply);
        var price = PriceOf(reservePrice, cleared.Margin ?? 0);
        var (queued, outcomes) = (BigInteger.Zero, new BidOutcome[bids.Count]);
        for (var i = 0; i < bids.Count; i++)
        {
            var (tick, units) = (bids[i].Tick, bids[i].Quantity);
            var fill = cleared.Margin is null || tick > cleared.Margin ? units : BigInteger.Zero;
            if (tick == cleared.Margin)
            {
                var left = supply - cleared.Above;
                fill = Fraction.Floor((queued + units) * left, cleared.AtMargin)
                    - Fraction.Floor(queued * left, cleared.AtMargin);
                queued += units;
            }
            var escrow = Fraction.Ceiling(units * PriceOf(reservePrice, tick), supply);
            var payment = Fraction.Ceiling(fill * price, supply);
            outcomes[i] = new BidOutcome(escrow, fill, payment, escrow - payment);
        }
        var sold = cleared.Margin is null ? cleared.Above : supply;
        return (outcomes, Fraction.Floor(sold * price, supply));
    }
}
