using Fractional.Core.Units;

namespace Fractional.Core.Auctions.Batch;

/// <summary>The limit prices a bid may name: the reserve price and 65,535 steps up, all for the whole lot.</summary>
public sealed record TickGrid
{
    public const int TickCount = 65_536;

    public const int TopTick = TickCount - 1;

    /// <summary>One step, of the reserve price.</summary>
    public static readonly Bps TickBps = new(10);

    /// <param name="reservePrice">Price of tick 0, wei; 66.5 times it must stay below 2^128.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reserve price is 0.</exception>
    /// <exception cref="OverflowException">The top tick's price is above 2^128-1.</exception>
    public TickGrid(Wei reservePrice)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(reservePrice, Wei.Zero);
        ReservePrice = reservePrice;
        TickSizeUp = Rounding.BpsUp(reservePrice, TickBps);
        TopPrice = PriceOf(TopTick);
    }

    public Wei ReservePrice { get; }

    /// <summary>Wei from one tick to the next; rounded up, so at least 1.</summary>
    public Wei TickSizeUp { get; }

    public Wei TopPrice { get; }

    /// <summary>Wei for the whole lot at a tick.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such tick.</exception>
    public Wei PriceOf(int tick)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tick);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tick, TopTick);
        return ReservePrice + new Wei(checked(TickSizeUp.Value * (uint)tick));
    }

    /// <summary>The highest tick whose price is at most a limit: rounded down for the bidder, who never pays more than
    /// it named. None below the reserve price.</summary>
    /// <param name="limitPrice">Wei for the whole lot.</param>
    public int? TickDown(Wei limitPrice) => limitPrice < ReservePrice
        ? null
        : (int)UInt128.Min(TopTick, (limitPrice - ReservePrice).Value / TickSizeUp.Value);
}
