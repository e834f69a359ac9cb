using System.Numerics;
using Fractional.Ethereum.Primitives;

namespace Fractional.Client;

/// <summary>The batch auction. Prices are wei for the whole supply.</summary>
/// <param name="EndsAt">Bids are taken until then; a late bid for the whole moves it.</param>
/// <param name="RevealsFrom">Null when bids are not sealed.</param>
/// <param name="Supply">Units of the new series on sale.</param>
/// <param name="LeastQuantity">The smallest bid, units.</param>
/// <param name="ReservePrice">Price of tick 0.</param>
/// <param name="TickSize">Wei from one tick to the next.</param>
/// <param name="Margin">The highest tick at which all units sell; null while bids take less than the supply.</param>
/// <param name="ClearingPrice">What every filled bid pays its part of.</param>
/// <param name="Sold">Units that bids take.</param>
/// <param name="BestWhole">The best bid for the items themselves, wei.</param>
/// <param name="LeastWhole">The least the next one must be, wei.</param>
/// <param name="MaxCredit">Most wei of the debt that lenders take in unsold units.</param>
/// <param name="Series">The new vault, once formed.</param>
/// <param name="Price">Wei raised in cash; null before the end and without a sale.</param>
public sealed record Batch(
    BatchStatus Status, Moment EndsAt, int Extensions, Moment? RevealsFrom, BigInteger Supply, BigInteger LeastQuantity,
    BigInteger ReservePrice, BigInteger TickSize, int TopTick, int? Margin, BigInteger ClearingPrice, BigInteger Sold,
    int Bids, BigInteger? BestWhole, BigInteger LeastWhole, BigInteger MaxCredit, Address? Series, BigInteger? Price,
    Moment? RedeemableUntil)
{
    /// <summary>Wei for the whole supply at a tick.</summary>
    public BigInteger PriceOf(int tick) => ReservePrice + TickSize * tick;

    /// <summary>The highest tick whose price is at most <paramref name="limitPrice"/>; null when the reserve price is
    /// above it.</summary>
    /// <param name="limitPrice">Wei for the whole supply.</param>
    public int? TickAt(BigInteger limitPrice) => limitPrice < ReservePrice
        ? null
        : (int)BigInteger.Min((limitPrice - ReservePrice) / TickSize, TopTick);

    /// <summary>What a bid deposits: its units at its own limit, wei, rounded up.</summary>
    public BigInteger EscrowUp(int tick, BigInteger units) => (units * PriceOf(tick) + Supply - 1) / Supply;
}

public enum BatchStatus
{
    None,
    Bidding,
    Whole,
    Parts,
    Failed,
    Cured,
    Sealed,
}

/// <summary>The bids of a batch auction by tick, and what they come to. Prices are wei for the whole supply.</summary>
/// <param name="Steps">From the highest tick down to the margin: bids below it are out.</param>
/// <param name="Provisional">What would come of it if it ended now; once ended, what came of it.</param>
public sealed record Book(
    AsOf AsOf, BigInteger Supply, BigInteger ReservePrice, BigInteger TickSize, int? Margin, BigInteger ClearingPrice,
    BigInteger Sold, IReadOnlyList<BookStep> Steps, WholeBids Whole, Provisional Provisional);

/// <param name="Quantity">Units bid at it.</param>
/// <param name="Cumulative">Units bid at it and above.</param>
public sealed record BookStep(int Tick, BigInteger Price, BigInteger Quantity, BigInteger Cumulative);

/// <summary>Bids for the items themselves, wei.</summary>
public sealed record WholeBids(BigInteger? Best, BigInteger LeastNext);

/// <param name="Proceeds">Wei raised in cash.</param>
/// <param name="Credit">Wei of the debt that lenders take in unsold units.</param>
public sealed record Provisional(BatchWinner Winner, BigInteger Proceeds, BigInteger Credit);

public enum BatchWinner
{
    None,
    Parts,
    Whole,
    Lenders,
}
